"""Asking, doubting, preferring paper and saying no; and who may answer."""

import pytest

from consentapp.domain.errors import Ended, NotFound, NotNow
from consentapp.domain.facts.intakes import (
    IntakeDeclined,
    PaperPreferred,
    QuestionAnswered,
    QuestionAsked,
    RequestHandled,
)
from consentapp.domain.intake import note
from consentapp.ports import Clinic
from consentapp.services import pages, questions
from consentapp.services.recording import LONGEST_NOTE
from tests.builders import CLINICIAN, DESK, Visitor, facts_of, worklist_row


@pytest.fixture
def ana(clinic: Clinic) -> Visitor:
    return Visitor.identified(clinic)


def asks(ana: Visitor, subject: str, text: str = "Why?") -> str:
    questions.ask(ana.clinic, intake=ana.intake, subject=subject, text=text, form="therapy", page="risks")
    return facts_of(ana.clinic, ana.intake, QuestionAsked)[-1].id


def answers(ana: Visitor, question: str, role: str, text: str = "Because.") -> None:
    by = CLINICIAN if role == "clinician" else DESK
    questions.answer(ana.clinic, intake=ana.intake, question=question, text=text, by=by, role=role)


def test_a_question_is_a_fact_with_its_words_and_where_it_was_asked(ana: Visitor) -> None:
    asks(ana, "treatment", " May I eat before?\r\n")

    (told,) = facts_of(ana.clinic, ana.intake, QuestionAsked)

    assert isinstance(told.fact, QuestionAsked)
    assert (told.fact.form, told.fact.page, note(told.fact)) == ("therapy", "risks", "May I eat before?")


def test_who_is_not_sure_needs_no_words(ana: Visitor) -> None:
    asks(ana, "not-sure", "  ")

    assert worklist_row(ana.clinic, ana.intake).reason.startswith("1 question waiting for a clinician")


def test_long_words_are_cut_where_the_record_ends(ana: Visitor) -> None:
    """AB-08"""
    asks(ana, "treatment", "x" * (LONGEST_NOTE + 500))

    (told,) = facts_of(ana.clinic, ana.intake, QuestionAsked)

    assert len(note(told.fact)) == LONGEST_NOTE


@pytest.mark.parametrize(
    ("subject", "role", "allowed"),
    [
        ("practical", "intake", True),
        ("practical", "clinician", True),
        ("treatment", "clinician", True),
        ("not-sure", "clinician", True),
        ("treatment", "intake", False),
        ("not-sure", "intake", False),
        ("treatment", "auditor", False),
    ],
)
def test_who_may_answer_what(ana: Visitor, subject: str, role: str, allowed: bool) -> None:
    """P11-07"""
    question = asks(ana, subject)

    if allowed:
        answers(ana, question, role)
    else:
        with pytest.raises(NotNow, match="A clinician answers this one"):
            answers(ana, question, role)

    assert bool(facts_of(ana.clinic, ana.intake, QuestionAnswered)) is allowed


def test_an_answer_is_by_a_named_person(ana: Visitor) -> None:
    answers(ana, asks(ana, "treatment"), "clinician")

    (told,) = facts_of(ana.clinic, ana.intake, QuestionAnswered)

    assert (told.actor, note(told.fact)) == (CLINICIAN, "Because.")


def test_the_first_answer_stands(ana: Visitor) -> None:
    question = asks(ana, "treatment")
    for text in ("First.", "Second."):
        answers(ana, question, "clinician", text)

    assert [note(told.fact) for told in facts_of(ana.clinic, ana.intake, QuestionAnswered)] == ["First."]


def test_a_question_of_another_patient_is_not_found(ana: Visitor) -> None:
    """AB-03"""
    sam = Visitor.identified(ana.clinic, name="Sam Okoye")
    question = asks(sam, "treatment")

    with pytest.raises(NotFound, match="no such question"):
        answers(ana, question, "clinician")


def test_paper_is_a_task_for_the_desk_and_the_walk_stays_open(ana: Visitor) -> None:
    """ES-09"""
    questions.prefer_paper(ana.clinic, intake=ana.intake)
    ana.saves("records/records")

    assert worklist_row(ana.clinic, ana.intake).reason.startswith("Asks for paper")
    assert len(facts_of(ana.clinic, ana.intake, PaperPreferred)) == 1


def test_declining_twice_is_declining_once(ana: Visitor) -> None:
    """FT-14"""
    for reason in ("Too costly.", "Again."):
        questions.decline(ana.clinic, intake=ana.intake, reason=reason, wants_call=True)

    (told,) = facts_of(ana.clinic, ana.intake, IntakeDeclined)

    assert note(told.fact) == "Too costly."
    assert worklist_row(ana.clinic, ana.intake).state == "declined"
    assert worklist_row(ana.clinic, ana.intake).reason == "Declined, asks for a call"


def test_no_reason_is_needed_to_say_no(ana: Visitor) -> None:
    questions.decline(ana.clinic, intake=ana.intake, reason="", wants_call=False)

    (told,) = facts_of(ana.clinic, ana.intake, IntakeDeclined)

    assert told.fact.rows == ()


@pytest.mark.parametrize("end", ["signs", "declines"])
def test_nothing_is_asked_or_preferred_after_the_end(clinic: Clinic, end: str) -> None:
    ana = Visitor.about_to_sign(clinic)
    if end == "signs":
        ana.signs()
    else:
        questions.decline(clinic, intake=ana.intake, reason="", wants_call=False)

    with pytest.raises(Ended):
        asks(ana, "treatment")
    with pytest.raises(Ended):
        questions.prefer_paper(clinic, intake=ana.intake)


def test_who_signed_does_not_decline_any_more(clinic: Clinic) -> None:
    ana = Visitor.signed(clinic)

    with pytest.raises(Ended):
        questions.decline(clinic, intake=ana.intake, reason="", wants_call=False)


def test_what_was_typed_and_not_saved_is_gone_with_a_no(ana: Visitor) -> None:
    pages.keep_draft(ana.clinic, intake=ana.intake, page="records/records", values='{"note": ["Marker"]}')
    questions.decline(ana.clinic, intake=ana.intake, reason="", wants_call=False)

    with ana.clinic.store.reading() as reading:
        assert reading.draft(ana.intake, "records/records") == ""


# Requests -----------------------------------------------------------------------------------------------------------------


def test_paper_that_was_given_is_no_task_any_more(ana: Visitor) -> None:
    questions.prefer_paper(ana.clinic, intake=ana.intake)
    questions.handle_request(ana.clinic, intake=ana.intake, request="paper", by=DESK)

    assert "paper" not in worklist_row(ana.clinic, ana.intake).reason.lower()
    assert facts_of(ana.clinic, ana.intake, RequestHandled)[0].actor == DESK


def test_a_call_that_was_made_is_no_task_any_more(ana: Visitor) -> None:
    questions.decline(ana.clinic, intake=ana.intake, reason="", wants_call=True)
    questions.handle_request(ana.clinic, intake=ana.intake, request="call", by=DESK)

    assert worklist_row(ana.clinic, ana.intake).reason == "Declined"


@pytest.mark.parametrize("request_for", ["paper", "call", "tea"])
def test_what_nobody_asked_for_is_not_handled(ana: Visitor, request_for: str) -> None:
    with pytest.raises(NotFound, match="Nobody asked for this"):
        questions.handle_request(ana.clinic, intake=ana.intake, request=request_for, by=DESK)
