"""Intake staff: who is next, links, practical questions, print."""

import json
from dataclasses import replace
from datetime import date

import pytest
import segno

from consentapp.domain.facts.clinic import OnCallConfirmed, OnCallTested
from consentapp.domain.facts.documents import DocumentOpened
from consentapp.domain.facts.intakes import LinkMade, LinkRevoked, QuestionAnswered, RequestHandled
from consentapp.services import questions
from tests.builders import Pager
from tests.web.people import House, Patient, Person
from tests.web.routes import ALL_BUT_SESSIONS


@pytest.fixture
def desk(house: House) -> Person:
    return house.staff("intake")


def row_of(desk: Person, name: str) -> str:
    """The words of a patient's row in the list in front."""
    whole = desk.body.decode()
    return next(row for row in whole.split("<tr") if f">{name}</a>" in row)


# A new patient --------------------------------------------------------------------------------------------------------


ANA = {"name": "Ana Ruiz", "month": "3", "day": "27", "year": "1984"}


def test_a_patient_is_registered_and_shown(desk: Person) -> None:
    desk.open("/desk/new").press("Open a record", ANA)
    assert desk.path.startswith("/desk/intakes/")
    assert desk.page.heading == "Ana Ruiz"
    assert desk.shows("Born 27 March 1984")
    assert desk.shows("No link yet")


def test_who_registered_a_patient_is_on_record(house: House, desk: Person) -> None:
    desk.open("/desk/new").press("Open a record", ANA)
    intake = desk.path.rsplit("/", 1)[1]
    assert house.facts(intake)[0].actor.id == house.employs("intake")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter the patient"),
        ({"name": "   "}, "Enter the patient"),
        ({"name": "x" * 201}, "Write 200 characters or fewer."),
        ({"year": ""}, "month, day and year"),
        ({"month": "2", "day": "31"}, "month, day and year"),
        ({"year": "2020"}, "adults of 18 and over"),
        ({"year": "2999"}, "write the year with four digits"),
        ({"year": "84"}, "write the year with four digits"),
        ({"year": "9" * 30}, "month, day and year"),
    ],
)
def test_what_is_wrong_with_a_new_record_is_said_and_kept(
    changed: dict[str, str], words: str, house: House, desk: Person
) -> None:
    before = house.record()
    desk.open("/desk/new").press("Open a record", ANA | changed)
    assert desk.status == 422
    assert desk.shows(words)
    assert desk.form("Open a record").values["day"] == [(ANA | changed)["day"]]
    assert house.record() == before


def test_somebody_is_an_adult_on_their_birthday(house: House, desk: Person) -> None:
    today = date(2026, 11, 23)
    born = {"month": str(today.month), "day": str(today.day), "year": str(today.year - 18)}
    assert desk.open("/desk/new").press("Open a record", ANA | born).path.startswith("/desk/intakes/")


def test_somebody_is_no_adult_the_day_before(house: House, desk: Person) -> None:
    born = {"month": "11", "day": "24", "year": "2008"}
    assert desk.open("/desk/new").press("Open a record", ANA | born).status == 422


def test_a_name_of_nothing_visible_is_no_name(house: House, desk: Person) -> None:
    """P11-11: a record that shows no name cannot be found."""
    desk.open("/desk/new").press("Open a record", ANA | {"name": "\u200b\u2060\u00ad"})
    assert desk.status == 422


# The worklist ---------------------------------------------------------------------------------------------------------


def test_an_empty_worklist_teaches_the_next_step(desk: Person) -> None:
    assert desk.open("/desk").shows("No patients yet. Start with “New patient”.")


def test_a_row_says_in_one_sentence_why_a_patient_is_not_ready(house: House, desk: Person) -> None:
    house.registers()
    patient = house.patient(name="Bo Lind").walks_to("Heart")
    house.registers("Cy Okoye")
    desk.open("/desk")
    assert "No link yet" in row_of(desk, "Cy Okoye")
    assert "Not signed: 2 of 10 pages done" in row_of(desk, "Bo Lind")
    patient.signs("Bo Lind")
    house.works()
    assert "Ready for a clinician" in row_of(desk.open("/desk"), "Bo Lind")


def test_the_newest_change_stands_first(house: House, desk: Person) -> None:
    first = house.registers("Ana Ruiz")
    house.clock.move(minutes=1)
    house.registers("Bo Lind")
    house.clock.move(minutes=1)
    house.link(first)
    text = desk.open("/desk").text
    assert text.index("Ana Ruiz") < text.index("Bo Lind")


SEARCHES = [
    ("munoz", ["Élise Muñoz"]),
    ("unoz", []),
    ("Élise", ["Élise Muñoz"]),
    ("elise", ["Élise Muñoz"]),
    ("ÉLISE MUÑ", ["Élise Muñoz"]),
    ("elise  mun", ["Élise Muñoz"]),
    ("E\u0301lise", ["Élise Muñoz"]),
    ("ana", ["Ana Ruiz", "Anaïs Okoye"]),
    ("anai", ["Anaïs Okoye"]),
    ("1984-03-27", ["Ana Ruiz", "Anaïs Okoye", "Élise Muñoz"]),
    ("1984", []),
    ("zzz", []),
    ("%", []),
    ("_", []),
    ("' OR 1=1 --", []),
]


def test_a_search_finds_the_beginning_of_a_name_or_a_birth_date(house: House, desk: Person) -> None:
    names = ("Ana Ruiz", "Anaïs Okoye", "Élise Muñoz")
    for name in names:
        house.registers(name)
    for search, found in SEARCHES:
        desk.open("/desk").asks("Search", {"search": search})
        assert sorted(name for name in names if desk.shows(name)) == found, search


def test_a_search_finds_a_printed_code_however_it_is_typed(house: House, desk: Person) -> None:
    patient = house.patient()
    patient.signs()
    code = house.rows("worklist")[0]["code"]
    for typed in (code, code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}", f" {code} "):
        assert desk.open(f"/desk?search={typed}").shows("Ana Ruiz")


def test_a_search_without_a_match_says_how_to_search(desk: Person) -> None:
    desk.open("/desk?search=zzz")
    assert desk.shows("No patient matches “zzz”.")
    assert desk.form("Search").values["search"] == ["zzz"]


# Links ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def intake(house: House) -> str:
    return house.registers()


def makes_a_link(desk: Person, intake: str, mode: str = "remote") -> str:
    desk.open(f"/desk/intakes/{intake}").press("Make a link", {"mode": mode})
    return next(value for value in desk.page.fields if "/l/" in value)


def test_a_link_is_shown_once(house: House, desk: Person, intake: str) -> None:
    """AB-01"""
    address = makes_a_link(desk, intake)
    assert desk.shows("This address is shown only once.")
    token = address.rsplit("/", 1)[1]
    assert token not in desk.open(f"/desk/intakes/{intake}").body.decode()
    for table in (*ALL_BUT_SESSIONS, "session"):
        assert token not in repr(house.rows(table))


def test_a_link_comes_with_its_qr_code(desk: Person, intake: str) -> None:
    address = makes_a_link(desk, intake)
    matrix = segno.make(address, micro=False, error="m").matrix
    dark = sum(bool(dark) for row in matrix for dark in row)
    path = desk.body.decode().split('<path d="')[1].split('"')[0]
    assert path.count("M") == dark


def test_a_link_opens_the_patients_form(house: House, desk: Person, intake: str) -> None:
    address = makes_a_link(desk, intake)
    walker = house.walker()
    walker.opens_the_link(address.removeprefix(house.clinic.site.address), "1984-03-27")
    assert walker.browser.path == "/walk/records/records"


@pytest.mark.parametrize("mode", ["remote", "on-site"])
def test_how_a_link_is_passed_on_is_on_record(mode: str, house: House, desk: Person, intake: str) -> None:
    makes_a_link(desk, intake, mode)
    assert [made.mode for made in house.told(intake, LinkMade)] == [mode]


def test_a_link_is_passed_on_in_one_of_two_ways(house: House, desk: Person, intake: str) -> None:
    for mode in ("", "kiosk", "REMOTE"):
        desk.posts(f"/desk/intakes/{intake}/links", {"mode": mode})
    assert house.facts(intake, LinkMade) == []
    assert desk.open(f"/desk/intakes/{intake}").shows("Choose how the patient gets the link.")


def test_two_links_are_two_secrets(desk: Person, intake: str) -> None:
    assert len({makes_a_link(desk, intake) for _ in range(5)}) == 5


def test_a_revoked_link_opens_nothing(house: House, desk: Person, intake: str) -> None:
    address = makes_a_link(desk, intake)
    link = house.told(intake, LinkMade)[0].link
    desk.open(f"/desk/intakes/{intake}").submit(f"/links/{link}/revoke")
    assert desk.shows("The link is revoked. It opens nothing any more.")
    assert house.visitor().sends("GET", address.removeprefix(house.clinic.site.address)).status == 404
    assert len(house.facts(intake, LinkRevoked)) == 1


def test_a_link_is_revoked_once(house: House, desk: Person, intake: str) -> None:
    makes_a_link(desk, intake)
    link = house.told(intake, LinkMade)[0].link
    for _ in range(2):
        desk.posts(f"/desk/intakes/{intake}/links/{link}/revoke")
    assert len(house.facts(intake, LinkRevoked)) == 1


# Questions ------------------------------------------------------------------------------------------------------------


def asked(house: House, intake: str, subject: str, text: str = "When?") -> str:
    questions.ask(house.clinic, intake=intake, subject=subject, text=text)
    return house.facts(intake)[-1].id


def test_the_desk_answers_a_practical_question(house: House, desk: Person, intake: str) -> None:
    """EIC-03"""
    asked(house, intake, "practical")
    desk.open(f"/desk/intakes/{intake}").press("Answer the patient", {"text": "At noon."})
    assert desk.shows("Your answer is recorded.")
    assert desk.shows("Ines Park answered")
    assert len(house.facts(intake, QuestionAnswered)) == 1


@pytest.mark.parametrize("subject", ["treatment", "not-sure"])
def test_the_desk_is_not_offered_a_question_for_a_clinician(
    subject: str, house: House, desk: Person, intake: str
) -> None:
    asked(house, intake, subject)
    desk.open(f"/desk/intakes/{intake}")
    assert desk.shows("Waits for a clinician. Signing waits too.")
    assert "Answer the patient" not in {button[2] for form in desk.page.forms for button in form.buttons}


@pytest.mark.parametrize("subject", ["treatment", "not-sure"])
def test_the_desk_cannot_answer_it_past_the_page(
    subject: str, house: House, desk: Person, intake: str
) -> None:
    """P11-07"""
    question = asked(house, intake, subject)
    assert desk.posts(f"/desk/intakes/{intake}/questions/{question}", {"text": "Yes."}).status == 409
    assert house.facts(intake, QuestionAnswered) == []


@pytest.mark.parametrize("subject", ["practical", "treatment", "not-sure"])
def test_a_clinician_answers_any_question(subject: str, house: House, intake: str) -> None:
    asked(house, intake, subject)
    clinician = house.staff("clinician").open(f"/clinician/intakes/{intake}")
    clinician.press("Answer the patient", {"text": "We talked."})
    assert clinician.is_at(f"/clinician/intakes/{intake}")
    assert clinician.shows("Dr. Ada Okafor answered")


def test_a_question_is_answered_once(house: House, desk: Person, intake: str) -> None:
    question = asked(house, intake, "practical")
    for text in ("At noon.", "At one."):
        desk.posts(f"/desk/intakes/{intake}/questions/{question}", {"text": text})
    assert [row["text"] for row in house.rows("note", "purpose = 'answer'")] == ["At noon."]


def test_an_answer_of_no_words_or_too_many_is_not_recorded(house: House, desk: Person, intake: str) -> None:
    question = asked(house, intake, "practical")
    for text in ("", "  ", "x" * 2001):
        desk.posts(f"/desk/intakes/{intake}/questions/{question}", {"text": text})
    assert house.facts(intake, QuestionAnswered) == []


def test_a_question_tells_the_page_it_was_asked_on(house: House, desk: Person, patient: Patient) -> None:
    patient.walks_to("Heart").browser.press("I have a question")
    patient.browser.press("Send my question", {"subject": "practical", "text": "When?"})
    assert desk.open(f"/desk/intakes/{patient.intake}").shows("on the page “Heart”")


# Requests -------------------------------------------------------------------------------------------------------------


def test_that_the_patient_has_the_paper_form_is_recorded_once_it_is_so(
    house: House, desk: Person, patient: Patient
) -> None:
    """ES-04"""
    patient.browser.open("/walk/paper").press("Ask the clinic for paper")
    desk.open(f"/desk/intakes/{patient.intake}").press("Record that they have the paper form")
    assert desk.shows("Recorded: it is done.")
    assert [handled.request for handled in house.told(patient.intake, RequestHandled)] == ["paper"]
    assert "Asks for paper" not in house.sentence(patient.intake)


def test_that_the_patient_was_called_is_recorded_once_it_is_so(
    house: House, desk: Person, patient: Patient
) -> None:
    patient.browser.open("/walk/decline").press("I do not want this", {"wants_call": "y"})
    desk.open(f"/desk/intakes/{patient.intake}").press("Record that we called")
    assert [handled.request for handled in house.told(patient.intake, RequestHandled)] == ["call"]
    assert "asks for a call" not in house.sentence(patient.intake)


def test_what_nobody_asked_for_cannot_be_done(house: House, desk: Person, intake: str) -> None:
    for request in ("paper", "call", "coffee"):
        assert desk.posts(f"/desk/intakes/{intake}/requests/{request}").status == 404
    assert house.facts(intake, RequestHandled) == []


# Print ----------------------------------------------------------------------------------------------------------------


def test_there_is_no_print_before_there_is_a_document(house: House, desk: Person, patient: Patient) -> None:
    assert desk.posts(f"/desk/intakes/{patient.intake}/summary.pdf").status == 404
    patient.signs()
    assert desk.posts(f"/desk/intakes/{patient.intake}/summary.pdf").status == 404


def test_every_print_is_a_fact_under_a_name(house: House, desk: Person, patient: Patient) -> None:
    patient.signs()
    house.works()
    desk.open("/desk").submit(f"/desk/intakes/{patient.intake}/summary.pdf")
    assert desk.body.startswith(b"%PDF-")
    desk.open(f"/desk/intakes/{patient.intake}").press("Open the summary to print (opens in a new tab)")
    opened = house.facts(patient.intake, DocumentOpened)
    assert [recorded.fact.purpose for recorded in opened] == ["print", "print"]
    assert {recorded.actor.id for recorded in opened} == {house.employs("intake")}


def test_a_print_is_shown_and_not_saved_under_a_patients_name(
    house: House, desk: Person, patient: Patient
) -> None:
    """AB-14"""
    patient.signs()
    house.works()
    answered = desk.posts(f"/desk/intakes/{patient.intake}/summary.pdf")
    assert answered.header("content-disposition") == 'inline; filename="summary.pdf"'
    assert answered.header("cache-control") == "no-store"


# Who looked -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "room", "what"),
    [
        ("intake", "desk", "desk record"),
        ("clinician", "clinician", "clinician record"),
        ("auditor", "auditor", "audit trail"),
    ],
)
def test_who_looks_at_a_record_is_written_down_before_it_is_shown(
    role: str, room: str, what: str, house: House, intake: str
) -> None:
    """HI-05"""
    person = house.staff(role)
    assert house.rows("access") == []
    person.open(f"/{room}/intakes/{intake}")
    (row,) = house.rows("access")
    assert (row["staff"], row["intake"], row["what"]) == (house.employs(role), intake, what)
    assert row["at"] == "2026-11-23T17:00:00.000Z"


def test_every_look_is_one_row(house: House, desk: Person, intake: str) -> None:
    """HI-05"""
    for _ in range(3):
        desk.open(f"/desk/intakes/{intake}")
    assert [row["number"] for row in house.rows("access")] == [0, 1, 2]


def test_a_list_is_no_look_at_a_record(house: House, desk: Person, intake: str) -> None:
    desk.open("/desk")
    assert house.rows("access") == []


# The on-call contact --------------------------------------------------------------------------------------------------


TEST = "Send a test alert to Dr. Okafor"
CONFIRM = "Confirm the contact: Dr. Okafor"


def test_a_contact_is_confirmed_by_the_code_of_a_test_alert(house: House, desk: Person, pager: Pager) -> None:
    desk.open("/desk/on-call")
    assert desk.shows("Not confirmed")
    desk.press(TEST)
    assert desk.shows("The test alert was accepted for delivery.")
    code = pager.taken[0][1].body.split()[-1]
    desk.press(CONFIRM, {"code": code})
    assert desk.shows("Confirmed: worrying answers reach Dr. Okafor.")
    assert len(house.rows("fact", "kind = ?", OnCallConfirmed.kind)) == 1


def test_the_code_stands_in_the_message_alone(house: House, desk: Person, pager: Pager) -> None:
    desk.open("/desk/on-call").press(TEST)
    code = pager.taken[0][1].body.split()[-1]
    assert len(code) == 6
    assert code not in desk.text
    assert code not in repr(house.rows("fact", "kind = ?", OnCallTested.kind))


def test_another_code_confirms_nothing(house: House, desk: Person) -> None:
    desk.open("/desk/on-call").press(TEST)
    for code in ("", "000000", "abcdef", "x" * 21, "１２３４５６"):
        desk.press(CONFIRM, {"code": code})
        assert desk.status == 422, code
    assert house.rows("fact", "kind = ?", OnCallConfirmed.kind) == []


def test_the_code_of_an_older_alert_confirms_nothing(desk: Person, pager: Pager) -> None:
    desk.open("/desk/on-call").press(TEST).press(TEST)
    old, new = (message.body.split()[-1] for _, message in pager.taken)
    assert old != new
    assert desk.press(CONFIRM, {"code": old}).shows("This is not the code of the newest test alert.")


def test_a_test_alert_that_nobody_took_is_said(house: House) -> None:
    there = house.with_parts(courier=Pager(up=False))
    desk = there.staff("intake").open("/desk/on-call").press(TEST)
    assert desk.shows("The test alert was not sent: the pager is off")
    assert house.rows("fact", "kind = ?", OnCallTested.kind) == []


def test_each_contact_is_tested_on_their_own(house: House, pager: Pager) -> None:
    two = house.with_parts(site=replace(house.clinic.site, on_call_second="Dr. Tran"))
    desk = two.staff("intake").open("/desk/on-call").press("Send a test alert to Dr. Tran")
    (to, message) = pager.taken[-1]
    wrong = desk.press("Confirm the contact: Dr. Tran", {"code": "no"})
    assert (to, wrong.status) == ("Dr. Tran", 422)
    assert "#code-2" in [href for _, href in wrong.page.links]
    desk.press("Confirm the contact: Dr. Tran", {"code": message.body.split()[-1]})
    assert desk.shows("Confirmed: worrying answers reach Dr. Tran.")
    assert desk.shows("Not confirmed")


def test_a_clinic_without_a_second_contact_is_told_what_that_means(desk: Person) -> None:
    assert desk.open("/desk/on-call").shows("Nobody else is paged when the first does not confirm.")


def test_a_flash_is_kept_in_the_session_and_shown_once(house: House, desk: Person) -> None:
    desk.open("/desk/on-call").posts("/desk/on-call/test")
    assert "accepted for delivery" in json.dumps(house.rows("session"))
    assert desk.open("/desk").shows("accepted for delivery")
    assert not desk.open("/desk").shows("accepted for delivery")
