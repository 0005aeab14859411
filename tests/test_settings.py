"""What the owner decides: read from one place, and every refusal says how to mend it."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consentapp.clinic import SystemClock, SystemEntropy, courier_of, open_clinic, site_of
from consentapp.delivery import DropFolder, LogCourier, SmtpCourier
from consentapp.settings import Settings, SettingsError, read_settings
from consentapp.setup import TRANSLATED, lay_out, publish_seal
from tests.builders import NOW

SPANISH = "\n".join(
    ["[values.es]", *(f"{json.dumps(name)} = {json.dumps(text)}" for name, text in TRANSLATED["es"].items())]
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A clinic's config file, laid out new, in English alone."""
    laid_out = lay_out(
        tmp_path, organisation="riverside", name="Riverside Clinic", zone="America/New_York",
        address="https://consent.riverside.example", demo=True, at=NOW, on_call="Dr. Okafor",
    )  # fmt: skip
    english, _, _ = laid_out.read_text(encoding="utf-8").partition("[values.es]")
    laid_out.write_text(english.replace('languages = ["en", "es"]', 'languages = ["en"]'), encoding="utf-8")
    return laid_out


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


def test_alerts_go_to_the_folder_beside_the_config_file(config: Path) -> None:
    assert courier_of(read(config)) == DropFolder(config.parent / "alerts")


def test_the_pager_s_secret_comes_from_its_file_and_is_never_shown(config: Path) -> None:
    (config.parent / "pager.key").write_text("hunter2\n", encoding="utf-8")
    edited(config, "# pager_secret_file", "pager_secret_file")
    settings = read(config, PAGER="smtps://ana@mail.example?from=a@b.example", ON_CALL="on-call@b.example")
    courier = courier_of(settings)

    assert isinstance(courier, SmtpCourier)
    assert courier.password == settings.pager_secret == "hunter2"
    assert "hunter2" not in repr(settings) + repr(courier)
    assert settings.secret_key not in repr(settings)


def test_whom_to_page_second_and_the_languages_reach_the_site(config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8") + SPANISH, encoding="utf-8")
    site = site_of(read(config, ON_CALL_SECOND="Dr. Lin", LANGUAGES="en, es"))

    assert (site.on_call, site.on_call_second, site.languages) == ("Dr. Okafor", "Dr. Lin", ("en", "es"))
    assert site.values == site.values_in("en") == site.values_in("fr")
    assert (site.values_in("es")["crisis.menu"], site.values_in("en")["crisis.menu"]) == ("2", "")


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
        ("[values]", "[values]\nclinic.phone = 'x'", "a name with a dot stands in quotes"),
        ("[values]", '[values]\n"crisis.call" = "555"', 'set "crisis.name" under [values]: a crisis line'),
        ("[values]", '[values]\n"emergency.call" = " "', 'set "emergency.call" under [values]'),
        ('country = "US"', 'country = "USA"', "`country` is two capital letters"),
        ('country = "US"', 'country = "AT"', "no crisis line is on file for AT"),
        ('languages = ["en"]', "languages = []", "`languages` is a list of codes"),
        ('languages = ["en"]', 'languages = ["en", "en"]', "`languages` is a list of codes"),
        ('languages = ["en"]', 'languages = ["en", "English"]', "`languages` is a list of codes"),
        ('languages = ["en"]', "languages = 7", "`languages` is a list of codes"),
        ('languages = ["en"]', 'languages = ["en", "es"]', '[values.es] lacks "clinic.hours"'),
        ('pager = "folder:alerts"', "pager = 7", "`pager`"),
        ('pager = "folder:alerts"', 'pager = "log:"\npager_secret_file = "nowhere"', "mend the path, or who may read it"),
        ('pager = "folder:alerts"', 'alerts = "alerts"', 'alerts go where `pager` says, e.g. pager = "folder:alerts"'),
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


@pytest.mark.parametrize(
    ("pager", "mend"),
    [
        ("carrier-pigeon:", "`pager` is one of folder:FOLDER"),
        ("https://pager.example/", "openssl rand -base64 32"),
        ("smtp://mail.example?from=a@b.example", "the on-call contact 'Dr. Okafor' is not a mail address"),
    ],
)
def test_a_pager_that_cannot_be_used_stops_the_start_and_names_the_file(
    config: Path, pager: str, mend: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        open_clinic(read(config, PAGER=pager))

    assert str(config) in str(refused.value)
    assert mend in str(refused.value)


def test_a_log_pages_nobody_so_a_real_clinic_is_refused_it(config: Path) -> None:
    assert courier_of(read(config, PAGER="log:")) == LogCourier()
    assert "wakes nobody" in refusal(config, {"PAGER": "log:", "DEMO": "false"})


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


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("systolic_hold = 170", "systolic: hold, stop and emergency go up"),
        ("sistolic_hold = 130", "there is no limit `sistolic_hold`; known are systolic_hold"),
        ('pulse_hold = "high"', "pulse_hold is a number"),
        ("oxygen_hold = 0", "oxygen_hold is a number above 0"),
    ],
)
def test_limits_of_vital_signs_that_cannot_be_used_stop_the_start(
    config: Path, table: str, words: str
) -> None:
    config.write_text(f"{config.read_text()}\n[vitals]\n{table}\n")

    with pytest.raises(SettingsError, match=re.escape(words)):
        read(config)


def test_a_clinic_sets_its_own_limits_for_vital_signs(config: Path) -> None:
    config.write_text(f"{config.read_text()}\n[vitals]\nsystolic_hold = 135\ntemperature_hold = 37.5\n")

    site = open_clinic(read(config)).site

    assert (site.vitals.systolic_hold, site.vitals.diastolic_hold) == (135, 90)
    assert str(site.vitals.temperature_hold) == "37.5"


def test_what_was_laid_out_opens_and_puts_its_seal_on_record(config: Path) -> None:
    clinic = open_clinic(read(config))
    publish_seal(clinic)

    with clinic.store.reading() as reading:
        (published,) = reading.facts_of_kind("_organisation", "seal.published")

    assert published.at == json.loads(json.dumps(published.at))
    assert clinic.sealer.fingerprint in repr(published.fact)
    steps = clinic.catalog.packet("ketamine-assisted-therapy").steps
    assert {step.form for step in steps} - {""} == {form for form, _, _ in clinic.catalog.forms}


def test_the_machine_s_clock_has_a_zone_and_its_chance_is_never_the_same() -> None:
    assert SystemClock().now().tzinfo is UTC
    assert len({SystemEntropy().bytes(16) for _ in range(100)}) == 100
