"""What the owner decides: read from one place, and every refusal says how to mend it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consentapp.clinic import SystemClock, SystemEntropy, open_clinic, site_of
from consentapp.settings import Settings, SettingsError, read_settings
from consentapp.setup import lay_out, publish_seal
from tests.builders import NOW


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A clinic's config file, laid out new."""
    return lay_out(
        tmp_path, organisation="riverside", name="Riverside Clinic", zone="America/New_York",
        address="https://consent.riverside.example", demo=True, at=NOW, on_call="Dr. Okafor",
    )  # fmt: skip


def read(config: Path, **environ: str) -> Settings:
    return read_settings(
        {"CONSENTAPP_CONFIG": str(config), **{f"CONSENTAPP_{k}": v for k, v in environ.items()}}
    )


def edited(config: Path, old: str, new: str) -> Path:
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new, 1), encoding="utf-8")
    return config


def refusal(config: Path, environ: Mapping[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as refused:
        read(config, **(environ or {}))
    return str(refused.value)


# Reading ----------------------------------------------------------------------------------------------------------------


def test_a_clinic_that_was_laid_out_can_be_read(config: Path) -> None:
    settings = read(config)

    assert (settings.organisation, settings.site, settings.demo) == ("riverside", "main", True)
    assert settings.values["clinic.name"] == "Riverside Clinic"
    assert len(settings.secret_key) == 64


def test_paths_count_from_the_config_file(config: Path) -> None:
    settings = read(config)

    assert settings.database == f"sqlite:///{config.parent / 'consentapp.db'}"
    assert settings.seal_key == config.parent / "seal.key"
    assert settings.seal_certificate == config.parent / "certificate.pem"


def test_the_environment_wins_over_the_file(config: Path) -> None:
    settings = read(
        config, ZONE="Europe/Vienna", DEMO="false", LINK_DAYS="7", ON_CALL="", DATABASE="sqlite:////var/x.db"
    )

    assert (settings.zone, settings.demo, settings.link_days, settings.on_call) == (
        "Europe/Vienna",
        False,
        7,
        "",
    )
    assert settings.database == "sqlite:////var/x.db"


def test_other_variables_are_nobody_s_business(config: Path) -> None:
    assert read_settings({"CONSENTAPP_CONFIG": str(config), "PATH": "/bin", "HOME": "/root"})


def test_a_site_is_what_the_settings_say(config: Path) -> None:
    site = site_of(read(config))

    assert (site.ledger, site.zone_name, site.paper, site.link_days) == (
        "riverside/main",
        "America/New_York",
        "letter",
        30,
    )
    assert datetime(2026, 7, 1, tzinfo=UTC).astimezone(site.zone).utcoffset() is not None


# Refusals -----------------------------------------------------------------------------------------------------------------


def test_without_a_config_file_it_says_which_variable_to_set() -> None:
    with pytest.raises(SettingsError, match="Set CONSENTAPP_CONFIG to the clinic's config file"):
        read_settings({})


def test_a_config_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "nowhere.toml cannot be read" in refusal(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("name", ["DEBUG", "SECRET", "DATABSE", "LINKDAYS"])
def test_an_unknown_name_in_the_environment_is_refused_with_those_that_are_known(
    config: Path, name: str
) -> None:
    message = refusal(config, {name: "x"})

    assert f"there is no setting `{name.lower()}`" in message
    assert "database" in message


def test_an_unknown_name_in_the_file_is_refused(config: Path) -> None:
    assert "there is no setting `debug`" in refusal(edited(config, "demo = true", "debug = true"))


@pytest.mark.parametrize(
    "name",
    [
        "organisation",
        "site",
        "zone",
        "address",
        "seal_key",
        "database",
        "secret_key_file",
        "pager",
        "country",
    ],
)
def test_a_setting_that_is_missing_is_named(config: Path, name: str) -> None:
    line = next(
        line for line in config.read_text(encoding="utf-8").splitlines() if line.startswith(name + " ")
    )

    assert f"'{name.removesuffix('_file')}'" in refusal(edited(config, line + "\n", ""))


@pytest.mark.parametrize(
    ("old", "new", "mend"),
    [
        ('zone = "America/New_York"', 'zone = "Amerika"', "use a name like America/New_York"),
        ('zone = "America/New_York"', 'zone = "America"', "use a name like America/New_York"),
        ('zone = "America/New_York"', 'zone = ""', "use a name like America/New_York"),
        ('zone = "America/New_York"', 'zone = "../../etc/passwd"', "use a name like America/New_York"),
        ("zone = ", "zone = 7 # ", "`zone`"),
        ('paper = "letter"', 'paper = "legal"', "`paper` is `letter` or `a4`, not 'legal'"),
        ("https://consent.riverside.example", "consent.riverside.example", "`address` begins with https://"),
        ("https://consent.riverside.example", "https://consent.riverside.example/", "does not end with a slash"),
        ("https://", "ftp://", "`address` begins with https://"),
        ("link_days = 30", "link_days = 0", "`link_days` is a number of days, 1 or more, not 0"),
        ("link_days = 30", 'link_days = "many"', "`link_days` is a number of days"),
        ("link_days = 30", "link_days = -3", "`link_days` is a number of days"),
        ("demo = true", 'demo = "yes"', "is `true` or `false`, not 'yes'"),
        ("demo = true", "demo = 1", "`demo`"),
        ('site = "main"', "site = 7", "`site`"),
        ('on_call = "Dr. Okafor"', "on_call = true", "`on_call`"),
        ('seal_key = "seal.key"', "seal_key = 7", "`seal_key`"),
        ('database = "sqlite:///consentapp.db"', 'database = "postgresql:///x"', "`database` is sqlite:///PATH"),
        ('database = "sqlite:///consentapp.db"', "database = 7", "`database`"),
        ('secret_key_file = "secret.key"', 'secret_key = "short"', "`consentapp init` makes one"),
        ('secret_key_file = "secret.key"', "secret_key = 7", "`secret_key`"),
        ('secret_key_file = "secret.key"', 'secret_key_file = "nowhere"', "`consentapp init` makes one"),
        ('secret_key_file = "secret.key"', "secret_key_file = 7", "`secret_key_file`"),
        ('seal_key = "seal.key"', 'seal_key = "nowhere"', "`consentapp init` makes the seal's key"),
        ('"clinic.phone" = ', '"clinic.phone" = 7 # ', "[values] is a table of texts"),
        ("[values]", "[value]", "there is no setting `value`"),
        ("demo = true", "demo = ", "is not TOML"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_with_its_mend(config: Path, old: str, new: str, mend: str) -> None:
    assert mend in refusal(edited(config, old, new))


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("DEMO", "yes", "CONSENTAPP_DEMO) is `true` or `false`"),
        ("LINK_DAYS", "x", "`link_days` is a number of days"),
        ("VALUES", "{}", "in the config file"),
        ("SECRET_KEY", "short", "32 or more random characters"),
    ],
)
def test_a_wrong_variable_is_refused_with_its_mend(config: Path, name: str, value: str, mend: str) -> None:
    if name == "SECRET_KEY":
        edited(config, 'secret_key_file = "secret.key"\n', "")

    assert mend in refusal(config, {name: value})


def test_a_config_file_that_is_not_utf_8_is_named(config: Path) -> None:
    config.write_bytes(config.read_bytes() + b"# caf\xe9\n")

    assert "clinic.toml" in refusal(config)


# Laying out -----------------------------------------------------------------------------------------------------------------


def test_keys_are_for_nobody_else_s_eyes(config: Path) -> None:
    """HI-12"""
    modes = {name: (config.parent / name).stat().st_mode & 0o777 for name in ("seal.key", "secret.key")}

    assert modes == {"seal.key": 0o600, "secret.key": 0o600}


def test_a_folder_in_use_is_left_as_it_is(config: Path) -> None:
    before = {path.name: path.read_bytes() for path in config.parent.iterdir()}

    with pytest.raises(FileExistsError, match="nothing was changed"):
        lay_out(
            config.parent, organisation="x", name="X", zone="UTC", address="https://x", demo=False, at=NOW
        )

    assert {path.name: path.read_bytes() for path in config.parent.iterdir()} == before


@pytest.mark.parametrize(
    "name", ['The "Harbor" Clinic', "Back\\slash", "Zoë’s — clinic", "{clinic.name}", "a\nb"]
)
def test_any_name_of_a_clinic_can_be_laid_out(tmp_path: Path, name: str) -> None:
    config = lay_out(
        tmp_path, organisation=name, name=name, zone="UTC", address="https://x.example", demo=True, at=NOW
    )

    settings = read(config)

    assert (settings.values["clinic.name"], settings.organisation) == (name, name)


def test_a_real_clinic_has_to_say_what_is_true_before_it_starts(tmp_path: Path) -> None:
    config = lay_out(
        tmp_path, organisation="x", name="X", zone="UTC", address="https://x.example", demo=False, at=NOW
    )

    settings = read(config)

    assert settings.demo is False
    assert settings.values == {"clinic.name": "X"}


def test_what_was_laid_out_opens_and_puts_its_seal_on_record(config: Path) -> None:
    clinic = open_clinic(read(config))
    publish_seal(clinic)

    with clinic.store.reading() as reading:
        (published,) = reading.facts_of_kind("_organisation", "seal.published")

    assert published.at == json.loads(json.dumps(published.at))
    assert clinic.sealer.fingerprint in repr(published.fact)
    assert len({form for form, _, _ in clinic.catalog.forms}) == 7


def test_the_machine_s_clock_has_a_zone_and_its_chance_is_never_the_same() -> None:
    assert SystemClock().now().tzinfo is UTC
    assert len({SystemEntropy().bytes(16) for _ in range(100)}) == 100
