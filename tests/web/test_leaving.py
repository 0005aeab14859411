"""Whichever button leads away from a page, what was typed is kept; the record is not touched (EIC-01)."""

import json

import pytest

from consentapp.domain.facts.intakes import IntakeDeclined, PaperPreferred, QuestionAsked
from tests.builders import ANA
from tests.web.people import House, Patient

TYPED = {"item-pressure": "yes", "item-note": "half a sentence"}

WAYS = {
    "ask": "/walk/ask",
    "not-sure": "/walk/not-sure",
    "paper": "/walk/paper",
    "decline": "/walk/decline",
    "stop": "/walk/stopped/later",
    "back": "/walk/health/reasons",
    "text-size": "/walk/health/heart",
    "more": "/walk/more",
    "somewhere": "/walk/health/heart",
}

BUTTONS = {
    "I have a question": "/walk/ask",
    "I am not sure": "/walk/not-sure",
    "I prefer paper": "/walk/paper",
    "I do not want this": "/walk/decline",
    "Stop here and keep my answers": "/walk/stopped/later",
    "Back": "/walk/health/reasons",
}


@pytest.fixture
def at_the_heart(patient: Patient) -> Patient:
    return patient.walks_to("Heart")


def comes_back(patient: Patient) -> None:
    """To the page that was left, through the link if need be."""
    if patient.browser.open("/walk").is_at("/lost"):
        patient.walker.opens_the_link(f"/l/{patient.link.token}", ANA[1])


@pytest.mark.parametrize("way", WAYS)
def test_each_way_out_keeps_what_was_typed(way: str, at_the_heart: Patient) -> None:
    browser = at_the_heart.browser
    browser.posts("/walk/health/heart", {**TYPED, "leave": way})
    comes_back(at_the_heart)
    assert browser.is_at("/walk/health/heart")
    values = browser.form("Save and go on").values
    assert (values["item-pressure"], values["item-note"]) == (["yes"], ["half a sentence"])


def test_each_way_out_leads_where_it_says(at_the_heart: Patient) -> None:
    led = {}
    for way in sorted(WAYS, key="stop".__eq__):
        answered = at_the_heart.browser.posts("/walk/health/heart", {**TYPED, "leave": way})
        led[way] = at_the_heart.browser.open(answered.header("location")).path
    assert led == WAYS


def test_no_way_out_puts_anything_on_record(house: House, at_the_heart: Patient) -> None:
    """DESIGN 5a: a draft stands outside the ledger."""
    before = house.record("fact", "answer", "note")
    for way in sorted(WAYS, key="stop".__eq__):
        at_the_heart.browser.posts("/walk/health/heart", {**TYPED, "leave": way})
    assert house.record("fact", "answer", "note") == before


def test_every_button_leads_where_it_says(at_the_heart: Patient) -> None:
    led = {}
    for words in sorted(BUTTONS, key="Stop here and keep my answers".__eq__):
        browser = at_the_heart.browser.open("/walk/health/heart").press(
            words, {"item-note": "half a sentence"}
        )
        led[words] = browser.path
    assert led == BUTTONS


def test_the_ways_out_stand_on_each_kind_of_page(patient: Patient) -> None:
    """Refusing is as visible as agreeing."""
    for heading in ("Records", "Mood", "Risks", "Route", "Right now", "Sign"):
        browser = patient.walks_to(heading).browser
        assert BUTTONS.keys() <= {button[2] for form in browser.page.forms for button in form.buttons}, (
            heading
        )


def test_on_a_page_about_risks_the_ways_out_stand_open(patient: Patient) -> None:
    closed = patient.browser.body.decode()
    opened = patient.walks_to("Risks").browser.body.decode()
    assert '<details class="stop-box" open>' in opened
    assert '<details class="stop-box" open>' not in closed


def test_the_next_save_takes_the_draft_away(house: House, at_the_heart: Patient) -> None:
    """DESIGN 5a"""
    browser = at_the_heart.browser
    browser.posts("/walk/health/heart", {**TYPED, "leave": "text-size"})
    assert house.draft(at_the_heart.intake, "health/heart")
    browser.open("/walk/health/heart").press("Save and go on", {"item-pressure": "no"})
    assert house.draft(at_the_heart.intake, "health/heart") == ""


@pytest.mark.parametrize("end", ["decline", "sign"])
def test_no_draft_outlives_its_intake(end: str, house: House, patient: Patient) -> None:
    """DESIGN 5a: deleted at the intake's end."""
    browser = patient.walks_to("Sign").browser
    browser.posts("/walk/health/heart", {**TYPED, "leave": "text-size"})
    browser.posts("/walk/signing/sign", {"printed_name": "Ana", "leave": "decline"})
    if end == "decline":
        browser.posts("/walk/decline", {"text": "No."})
    else:
        browser.open("/walk/signing/sign").press("Sign", {"printed_name": "Ana Ruiz", "method": "typed"})
        assert browser.is_at("/walk/done")
    assert house.rows("draft") == []


def test_a_draft_holds_answers_and_the_digest_they_were_typed_under(
    house: House, at_the_heart: Patient
) -> None:
    """No token, no drawing."""
    values = TYPED | {"leave": "stop", "text_digest": "x", "drawing": "y", "other": "z"}
    at_the_heart.browser.posts("/walk/health/heart", values)
    kept = {"item-pressure": ["yes"], "item-note": ["half a sentence"], "text_digest": ["x"]}
    assert json.loads(house.draft(at_the_heart.intake, "health/heart")) == kept


def test_a_tick_is_kept_like_an_answer_under_the_same_words(patient: Patient) -> None:
    browser = patient.browser.press("Back", {"item-records-agreed": "yes"}).open("/walk/records/records")
    assert browser.form("Save and go on").values["item-records-agreed"] == ["yes"]


def test_a_name_typed_under_the_signature_is_kept(patient: Patient) -> None:
    browser = patient.walks_to("Sign").browser
    browser.press("Back", {"printed_name": "Ana Ru", "method": "typed"})
    assert browser.open("/walk/signing/sign").form("Sign").values["printed_name"] == ["Ana Ru"]


# What scripts save ----------------------------------------------------------------------------------------------------


def test_what_scripts_save_is_there_when_the_page_is_opened_again(
    house: House, at_the_heart: Patient
) -> None:
    browser = at_the_heart.browser
    assert browser.posts("/walk/draft/health/heart", TYPED).status == 204
    browser.open("/walk/health/heart")
    assert browser.form("Save and go on").values["item-note"] == ["half a sentence"]


def test_what_scripts_save_is_there_on_another_device(house: House, at_the_heart: Patient) -> None:
    at_the_heart.browser.posts("/walk/draft/health/heart", TYPED)
    other = at_the_heart.elsewhere().browser
    assert other.is_at("/walk/health/heart")
    assert other.form("Save and go on").values["item-note"] == ["half a sentence"]


def test_the_newest_draft_is_the_one_that_is_kept(house: House, at_the_heart: Patient) -> None:
    browser = at_the_heart.browser
    browser.posts("/walk/draft/health/heart", TYPED)
    browser.posts("/walk/draft/health/heart", {"item-note": "a whole sentence"})
    assert len(house.rows("draft")) == 1
    browser.open("/walk/health/heart")
    assert browser.form("Save and go on").values["item-note"] == ["a whole sentence"]


def test_scripts_save_nothing_once_the_patient_has_signed(house: House, patient: Patient) -> None:
    patient.signs()
    assert patient.browser.posts("/walk/draft/health/heart", TYPED).status == 409
    assert house.draft(patient.intake, "health/heart") == ""


def test_a_draft_that_no_page_could_hold_is_refused(house: House, at_the_heart: Patient) -> None:
    """AB-21: a draft flood fills the disk."""
    before = house.record("draft")
    for size in (300_000, 3_000_000):
        values = {"item-note": "x" * size}
        assert at_the_heart.browser.posts("/walk/draft/health/heart", values).status == 413
    assert house.record("draft") == before


def test_a_draft_of_fields_that_the_page_does_not_have_shows_nothing(at_the_heart: Patient) -> None:
    browser = at_the_heart.browser
    browser.posts("/walk/draft/health/heart", {"item-nothing": "x", "item-pressure": "bogus", "item-": "y"})
    assert browser.open("/walk/health/heart").status == 200
    assert "item-pressure" not in browser.form("Save and go on").values


# The ways out themselves ----------------------------------------------------------------------------------------------


def test_a_question_remembers_the_page_it_came_from(house: House, at_the_heart: Patient) -> None:
    """EIC-03"""
    browser = at_the_heart.browser.press("I have a question")
    browser.press("Send my question", {"subject": "treatment", "text": "Is it safe with my heart?"})
    asked = house.told(at_the_heart.intake, QuestionAsked)[0]
    assert (asked.subject, asked.form, asked.page) == ("treatment", "health", "heart")
    assert browser.is_at("/walk/health/heart")
    assert browser.shows("Your question is recorded. Someone will answer it before you sign.")


def test_a_question_without_words_or_subject_is_asked_again(house: House, patient: Patient) -> None:
    browser = patient.browser.open("/walk/ask").press("Send my question")
    assert browser.status == 422
    assert browser.shows("Write your question.")
    assert browser.shows("Choose what your question is about.")
    assert house.facts(patient.intake, QuestionAsked) == []


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/walk/ask", "Send my question"),
        ("/walk/not-sure", "Tell the clinic that I am not sure"),
        ("/walk/decline", "I do not want this"),
    ],
)
def test_words_that_are_too_many_are_kept_for_shortening(
    path: str, button: str, house: House, patient: Patient
) -> None:
    """AB-08"""
    before = house.record()
    browser = patient.browser.open(path).press(button, {"subject": "practical", "text": "x" * 2001})
    assert browser.status == 422
    assert browser.shows("Write 2000 characters or fewer.")
    assert browser.form(button).values["text"] == ["x" * 2001]
    assert house.record() == before


def test_doubt_needs_no_words(house: House, patient: Patient) -> None:
    browser = patient.browser.open("/walk/not-sure").press("Tell the clinic that I am not sure")
    assert browser.shows("A clinician will talk with you before you sign.")
    assert [asked.subject for asked in house.told(patient.intake, QuestionAsked)] == ["not-sure"]
    assert "waiting for a clinician" in house.sentence(patient.intake)


def test_paper_is_a_task_for_the_desk_and_ends_nothing(house: House, patient: Patient) -> None:
    """ES-04"""
    browser = patient.browser.open("/walk/paper").press("Ask the clinic for paper")
    assert browser.shows("The clinic knows that you want paper.")
    assert len(house.facts(patient.intake, PaperPreferred)) == 1
    assert "Asks for paper" in house.sentence(patient.intake)
    assert patient.elsewhere().browser.is_at("/walk/records/records")


def test_saying_no_needs_no_reason(house: House, patient: Patient) -> None:
    browser = patient.browser.open("/walk/decline").press("I do not want this")
    assert browser.page.heading == "You said no, and that is fine"
    assert len(house.facts(patient.intake, IntakeDeclined)) == 1


def test_saying_no_twice_is_one_no(house: House, patient: Patient) -> None:
    """FT-14"""
    other = patient.elsewhere().browser.open("/walk/decline")
    patient.browser.open("/walk/decline").press("I do not want this")
    other.press("I do not want this", {"text": "Again."})
    assert other.page.heading == "You said no, and that is fine"
    assert len(house.facts(patient.intake, IntakeDeclined)) == 1


def test_after_a_no_every_page_of_the_walk_leads_to_the_quiet_end(patient: Patient) -> None:
    other = patient.elsewhere().browser
    patient.browser.open("/walk/decline").press("I do not want this")
    for path in ("/walk", "/walk/records/records", "/walk/health/heart", "/walk/done", "/walk/help-now"):
        assert other.open(path).is_at("/walk/stopped/declined")


def test_after_a_no_nothing_can_be_saved(house: House, patient: Patient) -> None:
    other = patient.elsewhere().browser
    patient.browser.open("/walk/decline").press("I do not want this")
    before = house.record()
    assert other.press("Save and go on", {"item-records-agreed": "yes"}).status == 409
    assert house.record() == before


def test_the_desk_is_told_when_a_call_is_wanted(house: House, patient: Patient) -> None:
    patient.browser.open("/walk/decline").press("I do not want this", {"wants_call": "y"})
    assert house.sentence(patient.intake) == "Declined, asks for a call"


def test_every_quiet_end_is_a_page(house: House) -> None:
    for why in ("later", "paper", "declined", "nonsense", "<b>", "%00", "x" * 2000):
        visitor = house.visitor().open(f"/walk/stopped/{why}")
        assert visitor.status == 200, why
        assert b"<b>" not in visitor.body
