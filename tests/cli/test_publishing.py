"""`consentapp forms publish`, as two people type it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from consentapp.catalog import FormError
from consentapp.catalog.library import read_locks
from consentapp.cli.publishing import publish
from consentapp.clinic import open_clinic
from consentapp.domain.errors import NotNow, SignInRefused
from consentapp.domain.facts import Actor
from consentapp.services import intakes
from consentapp.services.staff import add_staff
from consentapp.settings import read_settings
from consentapp.setup import TRANSLATED, lay_out
from tests.builders import DESK, NOW

PASSWORD = "a long enough password"
SETUP = Actor("job", "set-up")

TRANSLATION = re.compile(r"^\[translation\.es\]\n(\w+ = .*\n)*", re.MULTILINE)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A clinic that is no demo, with a forms folder of its own, a clerk and a clinician."""
    found = lay_out(
        tmp_path / "clinic", organisation="riverside", name="Riverside Clinic", zone="America/New_York",
        address="https://consent.example.org", demo=False, at=NOW,
    )  # fmt: skip
    found.write_text(found.read_text().replace('# "', '"'))
    clinic = open_clinic(read_settings({"CONSENTAPP_CONFIG": str(found)}))
    for login, role in (("ines", "intake"), ("ada", "clinician")):
        add_staff(clinic, login=login, name=login.capitalize(), role=role, password=PASSWORD, by=SETUP)
    return found


def types(config: Path, form: str, login: str, *more: str, password: str = PASSWORD) -> Result:
    words = [form, "--as", login, *more]
    return CliRunner().invoke(publish, words, input=f"{password}\n", env={"CONSENTAPP_CONFIG": str(config)})


def test_two_people_make_a_form_active_and_its_files_are_locked(config: Path) -> None:
    first = types(config, "phq-9@1", "ines")
    assert first.exit_code == 0, first.output
    assert "Ines proposes phq-9@1" in first.output
    assert not (config.parent / "forms/published.toml").exists()
    second = types(config, "phq-9@1", "ada")
    assert "phq-9@1 is active at this clinic" in second.output
    assert list(read_locks(config.parent / "forms/published.toml")) == ["phq-9@1"]


def test_a_wrong_password_is_nobody_s_act(config: Path) -> None:
    """AB-02"""
    assert isinstance(types(config, "phq-9@1", "ada", password="a wrong password").exception, SignInRefused)
    assert "Ada proposes" in types(config, "phq-9@1", "ada").output


def test_a_form_edited_between_the_two_acts_is_refused(config: Path) -> None:
    """AB-22"""
    types(config, "phq-9@1", "ines")
    wording = config.parent / "forms/screening/phq-9/1/en.toml"
    wording.write_text(wording.read_text() + "\n")
    refused = types(config, "phq-9@1", "ada").exception
    assert isinstance(refused, NotNow)
    assert "have changed since Ines proposed them" in str(refused)
    assert "Ada proposes" in types(config, "phq-9@1", "ada", "--anew").output


def test_a_form_that_does_not_read_cleanly_is_refused_by_file_and_line(config: Path) -> None:
    structure = config.parent / "forms/screening/phq-9/1/form.toml"
    structure.write_text(structure.read_text().replace('kind = "screening"', 'kind = "other"'))
    refused = types(config, "phq-9@1", "ada").exception
    assert isinstance(refused, FormError)
    assert refused.path == structure


def test_a_form_that_is_not_there_is_refused_in_plain_words(config: Path) -> None:
    assert "Write it as FORM@VERSION" in str(types(config, "phq-9", "ada").exception)


def test_a_translation_by_machine_alone_is_refused(config: Path) -> None:
    """LA-01: where the clinic would show it."""
    spanish = "".join(f'"{name}" = {json.dumps(text)}\n' for name, text in TRANSLATED["es"].items())
    both = config.read_text().replace('languages = ["en"]', 'languages = ["en", "es"]')
    config.write_text(f"{both}\n[values.es]\n{spanish}")
    refused = types(config, "before-you-start@1", "ada").exception
    assert "before-you-start@1 in es: no qualified person has reviewed this translation" in str(refused)


def test_once_every_form_is_published_a_real_clinic_opens_records(config: Path) -> None:
    """DESIGN 6: two acts for each form. A translation that no person has reviewed stands in nobody's way here."""
    clinic = open_clinic(read_settings({"CONSENTAPP_CONFIG": str(config)}))
    named = sorted({f"{form}@{version}" for form, version, _ in clinic.catalog.forms})
    for name in named:
        for login in ("ines", "ada"):
            assert types(config, name, login).exit_code == 0
    reopened = open_clinic(read_settings({"CONSENTAPP_CONFIG": str(config)}))
    intake = intakes.register(
        reopened,
        name="Ana Ruiz",
        birth_date="1984-03-27",
        packet="ketamine-assisted-therapy",
        language="en",
        by=DESK,
    )
    assert intake


def test_a_password_that_an_administrator_chose_approves_nothing(config: Path) -> None:
    """Two named people: nobody is both by making the other's account."""
    clinic = open_clinic(read_settings({"CONSENTAPP_CONFIG": str(config)}))
    add_staff(clinic, login="new", name="Dr. New", role="clinician", password=PASSWORD, by=SETUP, own=False)
    refused = types(config, "signing@1", "new")

    assert refused.exit_code != 0
    assert isinstance(refused.exception, NotNow)
    assert "not in its owner's hands yet" in str(refused.exception)
