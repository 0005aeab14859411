"""What the owner decides: one config file, and `CONSENTAPP_*` over it. Nothing else reads the environment."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
    secret_key: str
    """32 or more random characters, or a path in `secret_key_file`."""
    seal_key: Path
    seal_certificate: Path
    forms: Path | None = None
    """The clinic's own forms folder; the shipped drafts otherwise."""
    alerts: Path | None = None
    """Folder into which alerts for the on-call contact are dropped."""
    on_call: str = ""
    demo: bool = False
    paper: str = "letter"
    link_days: int = 30
    values: Mapping[str, str]

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


PATHS = ("config", "seal_key", "seal_certificate", "forms", "alerts")


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
    known = {field.name for field in fields(Settings)}
    if unknown := sorted(found.keys() - known - {"secret_key_file"}):
        raise SettingsError(
            f"{path}: there is no setting `{unknown[0]}`; known are {', '.join(sorted(known))}"
        )
    for name, value in found.items():
        if name not in ("demo", "link_days", "values") and not isinstance(value, str):
            raise SettingsError(f"{path}: `{name}` is a text in quotes, not {value!r}")
    if secret := found.pop("secret_key_file", None):
        found["secret_key"] = _secret(_within(path, secret))
    converted = {name: _converted(path, name, value) for name, value in found.items()}
    try:
        settings = Settings(**converted)
    except TypeError as error:
        raise SettingsError(f"{path}: {str(error).removeprefix('Settings.__init__() ')}") from None
    _check(path, settings)
    return settings


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
    if name == "values" and not (isinstance(value, dict) and all(isinstance(v, str) for v in value.values())):
        raise SettingsError(f"{path}: [values] is a table of texts, in the config file")
    return value


def _days(path: Path, value: Any) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise SettingsError(f"{path}: `link_days` is a number of days, 1 or more, not {value!r}")
    return int(value)


def _secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path}: the secret key cannot be read ({error}); `consentapp init` makes one"
        ) from None


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
    try:
        _ = settings.zone_info
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(
            f"{path}: `zone` {settings.zone!r} is no time zone; use a name like America/New_York"
        ) from None
