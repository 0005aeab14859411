"""A patient is asked again after a new version: over two versions of a form, from the desk to the newer signature."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentapp.domain.facts.walk import AnswersReviewed, ChangesRead, PageAnswered
from consentapp.store.sqlite import SqliteStore
from tests.builders import ANA, HEALTH, SITE_VALUES, THERAPY, a_paragraph, newer
from tests.web.people import House, Patient, Person, Prepared, newer_packet, sender

NEWER = newer(THERAPY, "risks", replaces="1", changes=(a_paragraph("We name one more risk."),))


@pytest.fixture
def signed_store(prepared: dict[str, Prepared], tmp_path: Path) -> Iterator[SqliteStore]:
    yield from prepared["signed"].opened(tmp_path)


@pytest.fixture
def ana(prepared: dict[str, Prepared], signed_store: SqliteStore, house: House) -> Patient:
    """Signed a month ago under the first version."""
    there = house.with_parts(store=signed_store)
    there.clock.move(days=30)
    return prepared["signed"].patient(there)


@pytest.fixture
def later(ana: Patient) -> House:
    """The same clinic with the second version."""
    return ana.house.with_parts(catalog=newer_packet(NEWER))


@pytest.fixture
def again(ana: Patient, later: House) -> Patient:
    """Ana in the renewal that the desk has opened, at what changed."""
    desk = later.staff("intake").open(f"/desk/intakes/{ana.intake}")
    desk.press("Ask again where the text has changed")
    intake = desk.path.rsplit("/", 1)[-1]
    link = later.link(intake)
    patient = Patient(later, intake, link, later.walker())
    patient.walker.opens_the_link(f"/l/{link.token}", ANA[1])
    return patient


# The desk -----------------------------------------------------------------------------------------------------------


def test_the_desk_sees_what_changed_and_asks_again_with_one_button(ana: Patient, later: House) -> None:
    """EIC-07"""
    desk = later.staff("intake").open(f"/desk/intakes/{ana.intake}")
    assert desk.shows("Therapy is version 1, now 2: ask again")
    assert desk.shows("These pages are not as they were when the patient signed")
    desk.press("Ask again where the text has changed")
    assert desk.shows("A newer record is open. Next: make a link for the patient.")
    assert desk.shows("Open the older record")
    assert desk.path != f"/desk/intakes/{ana.intake}"


def test_the_older_record_links_to_the_newer_one_and_offers_no_second(again: Patient, ana: Patient) -> None:
    desk = again.house.staff("intake").open(f"/desk/intakes/{ana.intake}")
    assert desk.shows("The patient is being asked again since")
    assert not desk.shows("Ask again where the text has changed")
    assert desk.follow("Open the newer record").path == f"/desk/intakes/{again.intake}"


def test_a_second_press_is_told_in_plain_words(again: Patient, ana: Patient) -> None:
    """FT-13"""
    desk = again.house.staff("intake")
    answered = desk.posts(f"/desk/intakes/{ana.intake}/renewal")
    assert answered.status == 302
    assert desk.open(f"/desk/intakes/{ana.intake}").shows("The patient is being asked again already.")


def test_nothing_is_offered_where_nothing_changed(ana: Patient) -> None:
    desk = ana.house.staff("intake").open(f"/desk/intakes/{ana.intake}")
    assert not desk.shows("Ask again where the text has changed")


def test_a_clinician_sees_what_changed_and_leaves_the_asking_to_the_desk(ana: Patient, later: House) -> None:
    clinician = later.staff("clinician").open(f"/clinician/intakes/{ana.intake}")
    assert clinician.shows("The desk can ask the patient again.")
    assert clinician.posts(f"/desk/intakes/{ana.intake}/renewal").status == 403


# The walk -----------------------------------------------------------------------------------------------------------


def test_after_the_door_stands_what_changed_in_plain_words(again: Patient) -> None:
    assert again.browser.is_at("/walk/what-changed")
    assert again.browser.page.heading == "What changed since you signed on 23 November 2026"
    assert again.browser.shows("We name one more risk.")
    assert again.browser.shows("Risks: changed")
    assert again.browser.shows("New: This sentence is new.")


def test_the_welcome_says_that_something_changed(again: Patient) -> None:
    assert again.browser.open("/walk/welcome").shows("You signed this form on 23 November 2026.")


def test_only_the_changed_page_comes_with_its_changes_in_a_box(again: Patient) -> None:
    again.browser.press("I have read this. Go on")
    assert again.browser.is_at("/walk/therapy/risks")
    assert again.browser.shows("What changed on this page")
    assert again.browser.shows("New: This sentence is new.")
    assert again.browser.shows("page 2 of 5")
    again.saves()
    assert again.browser.is_at("/walk/review")


def test_nothing_is_ticked_on_a_page_that_is_asked_again(again: Patient) -> None:
    """P11-11"""
    again.browser.press("I have read this. Go on")
    values = again.browser.form("Save and go on").values
    assert "item-risks-read" not in values
    assert "item-check-driving" not in values


def test_a_changed_page_cannot_be_reached_before_the_notice(again: Patient) -> None:
    assert again.browser.open("/walk/therapy/risks").is_at("/walk/what-changed")
    assert again.browser.posts("/walk/therapy/risks", {"item-risks-read": "yes"}).status == 409
    assert again.house.facts(again.intake, PageAnswered) == []


def test_a_page_that_has_not_changed_is_one_tap_away(again: Patient) -> None:
    again.browser.follow("Route")
    assert again.browser.is_at("/walk/read/therapy/route")
    assert again.browser.shows("It has not changed. Nothing is asked here.")
    assert again.browser.follow("Back to my form").is_at("/walk/what-changed")


def test_only_pages_that_stand_are_shown_to_be_read_again(again: Patient) -> None:
    for page in ("therapy/risks", "right-now/right-now", "signing/sign", "therapy/nothing"):
        assert again.browser.sends("GET", f"/walk/read/{page}").status == 404, page


def test_a_walk_that_renews_nothing_has_no_such_pages(patient: Patient) -> None:
    assert patient.browser.sends("GET", "/walk/what-changed").status == 404
    assert patient.browser.posts("/walk/what-changed", {"text_digest": "0" * 64}).status == 404
    assert patient.browser.sends("GET", "/walk/read/records/records").status == 404


def test_answers_stand_in_the_review_and_can_be_changed(again: Patient) -> None:
    again.walks_to("Check your answers")
    assert again.browser.shows("Do you have high blood pressure?")
    assert again.browser.shows("Pages that have not changed (")
    again.browser.open("/walk/health/heart")
    again.saves(pressure="yes", treated="yes")
    assert again.browser.shows("Your answer opens a new question on this page.")
    again.saves(pressure="yes", treated="yes")
    assert again.browser.is_at("/walk/review")
    assert [fact.page for fact in again.house.told(again.intake, PageAnswered)][-1] == "heart"


def test_right_now_is_asked_afresh(again: Patient) -> None:
    again.walks_to("Right now")
    assert "item-drunk" not in again.browser.form("Save and go on").values


def test_a_notice_that_changed_meanwhile_is_shown_anew(again: Patient) -> None:
    values = {**SITE_VALUES, "clinic.phone": "(555) 010-0000"}
    house = again.house.with_parts(catalog=newer_packet(NEWER, values=values))
    there = again.browser.copy()
    there._send = sender(house.app)
    there.press("I have read this. Go on")
    assert there.status == 409
    assert there.shows("This page has changed since you opened it.")
    assert there.shows("Now: Call (555) 010-0000 for paper.")
    assert house.facts(again.intake, ChangesRead) == []
    assert there.press("I have read this. Go on").is_at("/walk/records/records")


def test_a_made_up_digest_reads_nothing(again: Patient) -> None:
    for digest in ("", "0" * 64, "x", "é"):
        assert again.browser.posts("/walk/what-changed", {"text_digest": digest}).status == 409, digest
    assert again.house.facts(again.intake, ChangesRead) == []


def test_no_is_as_easy_as_yes_from_the_first_page_on(again: Patient, ana: Patient) -> None:
    again.browser.follow("I do not want this")
    again.browser.submit("/walk/decline", {"text": ""})
    assert again.browser.is_at("/walk/stopped/declined")
    assert "the patient said no when asked again" in again.house.sentence(ana.intake)


# The newer signature ------------------------------------------------------------------------------------------------


@pytest.fixture
def renewed(again: Patient) -> Patient:
    again.signs()
    again.house.works()
    return again


def test_a_renewal_is_walked_and_signed_in_five_stops(renewed: Patient) -> None:
    house, intake = renewed.house, renewed.intake
    assert renewed.browser.is_at("/walk/done")
    assert [fact.page for fact in house.told(intake, PageAnswered)] == ["risks", "right-now"]
    assert [len(house.facts(intake, kind)) for kind in (ChangesRead, AnswersReviewed)] == [1, 1]


def test_the_older_record_is_shown_as_replaced(renewed: Patient, ana: Patient) -> None:
    desk = renewed.house.staff("intake").open(f"/desk/intakes/{ana.intake}")
    assert desk.shows("Replaced by a newer signature")
    assert desk.open("/desk").shows("Replaced")
    assert desk.open(f"/desk/intakes/{renewed.intake}").shows("Open the older record")


def test_the_printed_code_of_the_older_one_says_so_and_names_nobody(renewed: Patient, ana: Patient) -> None:
    house = renewed.house
    visitor = house.visitor().open(f"/code/{code_of(house, ana)}")
    assert visitor.shows("Replaced by a newer signature on 23 December 2026.")
    assert not visitor.shows("Ana")
    assert not visitor.shows(code_of(house, renewed))


def test_the_printed_code_of_the_newer_one_is_current(renewed: Patient) -> None:
    house = renewed.house
    assert house.visitor().open(f"/code/{code_of(house, renewed)}").shows("This page is on record")


def code_of(house: House, patient: Patient) -> str:
    return str(house.rows("worklist", "intake = ?", patient.intake)[0]["code"])


def test_both_copies_can_be_printed(renewed: Patient, ana: Patient) -> None:
    desk: Person = renewed.house.staff("intake")
    for intake in (ana.intake, renewed.intake):
        assert desk.posts(f"/desk/intakes/{intake}/summary.pdf").body.startswith(b"%PDF")


def test_an_auditor_verifies_the_renewal_and_sees_it_in_the_trail(renewed: Patient, ana: Patient) -> None:
    auditor = renewed.house.staff("auditor").open(f"/auditor/intakes/{renewed.intake}")
    assert auditor.shows("read what has changed since the earlier signature")
    assert auditor.press("Verify this record").shows("PASSED")
    assert auditor.open(f"/auditor/intakes/{ana.intake}").shows("gave a newer signature")


def test_a_screening_form_in_a_newer_version_is_asked_where_it_changed(ana: Patient) -> None:
    house = ana.house.with_parts(catalog=newer_packet(newer(HEALTH, "heart")))
    desk = house.staff("intake").open(f"/desk/intakes/{ana.intake}")
    desk.press("Ask again where the text has changed")
    link = house.link(desk.path.rsplit("/", 1)[-1])
    patient = Patient(house, desk.path.rsplit("/", 1)[-1], link, house.walker())
    patient.walker.opens_the_link(f"/l/{link.token}", ANA[1])
    patient.browser.press("I have read this. Go on")
    assert patient.browser.is_at("/walk/health/heart")
    assert patient.browser.form("Save and go on").values["item-pressure"] == ["no"]
