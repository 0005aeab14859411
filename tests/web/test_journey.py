"""From the desk to the auditor with the shipped forms, the real renderer and the real seal: promises 1, 3 and 5."""

from dataclasses import replace

import pytest

from consentapp.demonstration.walkers import StaffWalker
from consentapp.domain.text import plain
from consentapp.ports import Clinic
from consentapp.settings import Settings
from consentapp.setup import publish_seal
from tests.builders import Pager, QuickPasswords
from tests.documents.reading import text_of
from tests.web.people import House, Patient, with_app
from tests.web.test_auditor import uploads, verifies


@pytest.fixture
def real_house(whole_clinic: Clinic, settings: Settings, bytecode: str) -> House:
    """Everything but the minutes that argon2 would take."""
    clinic = replace(whole_clinic, passwords=QuickPasswords())
    publish_seal(clinic)
    return House(clinic, settings, bytecode)


def test_a_patient_walks_from_the_desk_to_a_sealed_copy_that_verifies(
    real_house: House, pager: Pager
) -> None:
    """P11-11, EIC-03, EIC-04, EIC-09: one day, through the pages alone."""
    house = real_house
    desk = StaffWalker(house.staff("intake"))
    desk.browser.open("/desk/on-call").press("Send a test alert to Dr. Okafor")
    desk.browser.press("Confirm the contact: Dr. Okafor", {"code": pager.taken[0][1].body.split()[-1]})
    intake = desk.registers("Ana Ruiz", "1984-03-27")
    address = desk.makes_a_link(intake, "remote")

    walker = house.walker(reasons=["depression", "anxiety"], route_choice="help-me-choose")
    walker.wrong_first = ("check-driving",)
    walker.opens_the_link(address.removeprefix(house.clinic.site.address), "1984-03-27")
    walker.walks_to(house.forms["signing"].pages[0].title)
    walker.browser.press("I have a question")
    walker.browser.press("Send my question", {"subject": "practical", "text": "May my sister come in?"})
    desk.answers_the_question(intake, "Yes, she may.")
    walker.browser.open("/walk")
    walker.signs("Ana Ruiz")
    house.works()
    mine = walker.browser.open("/walk/done").press("Save my copy (PDF)").body

    assert desk.prints(intake) == mine
    text = " ".join(text_of(mine).split())
    code = house.rows("worklist")[0]["code"]
    for words in (
        "Ana Ruiz", "23 November 2026, 12:00 (UTC-05:00)", f"{code[:4]}-{code[4:8]}-{code[8:]}", "May my sister come in?",
        "Yes, she may.", "Help me choose, with my clinician",
    ):  # fmt: skip
        assert words in text
    statement = house.forms["signing"].item("signature")
    assert statement
    assert statement.hint
    assert " ".join(plain(statement.label).split()) in text
    assert statement.hint in text

    auditor = house.staff("auditor")
    assert uploads(auditor, mine).shows("PASSED: assurance is")
    assert verifies(auditor).shows("PASSED: assurance is")
    assert "identity not confirmed by a clinician" in house.sentence(intake).lower()


def test_the_electronic_records_page_stands_before_any_record(shipped_house: House) -> None:
    """ES-01: on a page of its own, before anything is asked."""
    patient: Patient = shipped_house.patient()
    browser = patient.browser
    assert browser.page.heading == "Using electronic records"
    for words in ("Your right to paper", "Changing your mind", "What this covers", "What you need"):
        assert browser.shows(words)
    assert shipped_house.rows("answer") == []


def test_saying_no_on_the_first_page_is_as_easy_as_going_on(shipped_house: House) -> None:
    """ES-01: without agreeing to electronic records."""
    browser = shipped_house.patient().browser
    browser.press("I do not want this").press("I do not want this")
    assert browser.page.heading == "You said no, and that is fine"


def test_a_real_clinic_cannot_open_a_record_with_drafts(shipped_house: House) -> None:
    """DESIGN 6: a real site cannot send a link to a draft."""
    real = shipped_house.with_parts(site=replace(shipped_house.clinic.site, demo=False))
    desk, _ = with_app(real)
    desk.open("/desk/new")
    desk.press("Open a record", {"name": "Ana Ruiz", "month": "3", "day": "27", "year": "1984"})
    assert desk.status == 422
    assert desk.shows("These forms are not approved for care at this clinic yet")
