"""What the owner decides: one config file, and `CONSENTAPP_*` over it. Nothing else reads the environment."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from consentapp.domain.vitals import VitalLimits, limits_from
from consentapp.site_values import in_each_language

PREFIX = "CONSENTAPP_"


class SettingsError(Exception):
    """The settings cannot be used; the message names the setting and the mend."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting. Paths in the config file count from the folder it stands in."""

    config: Path
    """The config file (TOML)."""
    database: str
    """`sqlite:///PATH`"""
    organisation: str
    site: str
    zone: str
    """IANA name, e.g. `America/New_York`."""
    address: str
    """Where browsers reach the service, without a slash at the end."""
    secret_key: str = field(repr=False)
    """32 or more random characters, or a path in `secret_key_file`."""
    seal_key: Path
    seal_certificate: Path
    forms: Path | None = None
    """The clinic's own forms folder; the shipped drafts otherwise."""
    pager: str
    """How alerts leave the house: `folder:alerts`, `smtps://...`, `smtp://...`, `https://...`, in a demo also `log:`."""
    pager_secret: str = field(default="", repr=False)
    """Its password or signing key; or a path in `pager_secret_file`."""
    on_call: str = ""
    on_call_second: str = ""
    """Whom to page when the first does not confirm in time."""
    languages: tuple[str, ...] = ("en",)
    """In which the forms are offered; the first is the usual one."""
    country: str
    """ISO 3166, e.g. `US`: whose crisis lines are shown."""
    demo: bool = False
    paper: str = "letter"
    link_days: int = 30
    vitals: VitalLimits = field(default_factory=VitalLimits)
    """[vitals]: the clinic's own limits for vital signs."""
    values: Mapping[str, Any]
    """[values] as it stands in the file: texts, and for each further language a table of texts."""

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def values_by_language(self) -> dict[str, dict[str, str]]:
        """What the forms say about the clinic, whole, in each language."""
        return in_each_language(self.values, country=self.country, languages=self.languages)


PATHS = ("config", "seal_key", "seal_certificate", "forms")
SECRETS = ("secret_key", "pager_secret")
MOVED = {"alerts": 'alerts go where `pager` says, e.g. pager = "folder:alerts"'}
NOT_TEXTS = ("demo", "link_days", "languages", "values", "vitals")

COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings from the file that `CONSENTAPP_CONFIG` names and the environment. SettingsError names the mend."""
    config = environ.get(PREFIX + "CONFIG")
    if not config:
        raise SettingsError(
            "Set CONSENTAPP_CONFIG to the clinic's config file, e.g. /etc/consentapp/clinic.toml."
        )
    path = Path(config).resolve()
    found = _from_file(path) | _from_environ(environ)
    return _settings(path, found)


def configured_forms(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The clinic's own forms folder; None where no clinic is configured, or it uses the shipped forms."""
    if environ.get(PREFIX + "CONFIG"):
        return read_settings(environ).forms
    forms = environ.get(PREFIX + "FORMS")
    return Path(forms).resolve() if forms else None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8 text; save it again as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from None


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)
    }


def _settings(path: Path, found: dict[str, Any]) -> Settings:
    found = {**found, "config": str(path)}
    _check_names(path, found)
    for name in SECRETS:
        if file := found.pop(f"{name}_file", None):
            found[name] = _secret(_within(path, file), name)
    converted = {name: _converted(path, name, value) for name, value in found.items()}
    try:
        settings = Settings(**converted)
    except TypeError as error:
        raise SettingsError(f"{path}: {str(error).removeprefix('Settings.__init__() ')}") from None
    _check(path, settings)
    return settings


def _check_names(path: Path, found: Mapping[str, Any]) -> None:
    known = {setting.name for setting in fields(Settings)} | {f"{name}_file" for name in SECRETS}
    if unknown := sorted(found.keys() - known):
        mend = MOVED.get(unknown[0], f"known are {', '.join(sorted(known))}")
        raise SettingsError(f"{path}: there is no setting `{unknown[0]}`; {mend}")
    for name, value in found.items():
        if name not in NOT_TEXTS and not isinstance(value, str):
            raise SettingsError(f"{path}: `{name}` is a text in quotes, not {value!r}")


def _converted(path: Path, name: str, value: Any) -> Any:
    if name in PATHS:
        return _within(path, value)
    if name == "database" and str(value).startswith("sqlite:///"):
        return f"sqlite:///{_within(path, str(value).removeprefix('sqlite:///'))}"
    if name == "demo" and not isinstance(value, bool):
        if value not in ("true", "false"):
            raise SettingsError(f"{path}: `demo` ({PREFIX}DEMO) is `true` or `false`, not {value!r}")
        return value == "true"
    if name == "link_days":
        return _days(path, value)
    if name == "languages":
        return _languages(path, value)
    if name == "vitals":
        return _limits(path, value)
    if name == "values" and not _is_table_of_texts(value):
        raise SettingsError(f"{path}: [values] is a table of texts, in the config file")
    return value


def _languages(path: Path, value: Any) -> tuple[str, ...]:
    given = value.split(",") if isinstance(value, str) else value
    codes = tuple(str(code).strip() for code in given) if isinstance(given, list) else ()
    if not codes or len(set(codes)) < len(codes) or not all(LANGUAGE.fullmatch(code) for code in codes):
        raise SettingsError(
            f'{path}: `languages` is a list of codes, each once, e.g. ["en", "es"], not {value!r}'
        )
    return codes


def _limits(path: Path, value: Any) -> VitalLimits:
    try:
        return limits_from(value)
    except ValueError as error:
        raise SettingsError(f"{path}: [vitals]: {error}") from None


def _is_table_of_texts(value: Any) -> bool:
    """Also of such tables, one for each further language."""
    if not isinstance(value, dict):
        return False
    texts = [
        text for part in value.values() for text in (part.values() if isinstance(part, dict) else [part])
    ]
    return all(isinstance(text, str) for text in texts)


def _days(path: Path, value: Any) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise SettingsError(f"{path}: `link_days` is a number of days, 1 or more, not {value!r}")
    return int(value)


def _secret(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        mend = "`consentapp init` makes one" if name == "secret_key" else "mend the path, or who may read it"
        raise SettingsError(f"{path}: `{name}` cannot be read ({error}); {mend}") from None


def _within(path: Path, value: str | Path) -> Path:
    return (path.parent / value).resolve()


def _check(path: Path, settings: Settings) -> None:
    if not settings.database.startswith("sqlite:///"):
        raise SettingsError(f"{path}: `database` is sqlite:///PATH, not {settings.database!r}")
    for file in (settings.seal_key, settings.seal_certificate):
        if not file.is_file():
            raise SettingsError(f"{file} is missing; `consentapp init` makes the seal's key and certificate")
    if len(settings.secret_key) < 32:
        raise SettingsError(
            f"{path}: `secret_key` needs 32 or more random characters; `consentapp init` makes one"
        )
    if settings.paper not in ("letter", "a4"):
        raise SettingsError(f"{path}: `paper` is `letter` or `a4`, not {settings.paper!r}")
    if settings.address.endswith("/") or not settings.address.startswith(("http://", "https://")):
        raise SettingsError(f"{path}: `address` begins with https:// and does not end with a slash")
    if settings.pager.startswith("log:") and not settings.demo:
        raise SettingsError(f"{path}: `pager` is `log:`, which wakes nobody; that is for a demo alone")
    _check_place(path, settings)


def _check_place(path: Path, settings: Settings) -> None:
    if not COUNTRY.fullmatch(settings.country):
        raise SettingsError(f"{path}: `country` is two capital letters, e.g. US, not {settings.country!r}")
    try:
        _ = settings.values_by_language
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from None
    try:
        _ = settings.zone_info
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(
            f"{path}: `zone` {settings.zone!r} is no time zone; use a name like America/New_York"
        ) from None
