"""What follows from the facts of one intake, and nothing else."""

import pytest

from consentapp.domain.facts.intakes import (
    AlertAccepted,
    AlertRaised,
    BirthDateMatched,
    BirthDateMismatched,
    CrisisScreenShown,
    FlagReviewed,
    IntakeDeclined,
    LinkMade,
    LinkOpened,
    LinkRevoked,
    NoteRow,
    QuestionAnswered,
    QuestionAsked,
)
from consentapp.domain.facts.walk import FormSkipped
from consentapp.domain.intake import BIRTH_DATE_TRIES, Intake, note
from tests.builders import CLINICIAN, DESK, Tale


def asks(tale: Tale, text: str, subject: str = "treatment") -> str:
    rows = (NoteRow(purpose="question", text=text),) if text else ()
    return tale.tells(QuestionAsked(subject=subject, form="", page="", rows=rows))


def test_an_intake_begins_with_the_fact_that_opened_it() -> None:
    facts = Tale().identified().facts

    for broken in ([], facts[1:]):
        with pytest.raises(ValueError, match="opened it"):
            Intake(broken)


def test_five_wrong_birth_dates_use_up_a_link() -> None:
    """AB-13"""
    tale = Tale()
    left = []
    for _ in range(BIRTH_DATE_TRIES + 1):
        left.append(tale.intake().tries_left("link1"))
        tale.tells(BirthDateMismatched(link="link1"))

    assert left == [5, 4, 3, 2, 1, 0]


def test_tries_are_counted_for_each_link() -> None:
    tale = Tale()
    for _ in range(5):
        tale.tells(BirthDateMismatched(link="link1"))

    assert tale.intake().tries_left("link2") == 5


def test_the_right_birth_date_identifies() -> None:
    tale = Tale()
    tale.tells(BirthDateMismatched(link="link1"))
    before = tale.intake().identified
    tale.tells(BirthDateMatched(link="link1"))

    assert (before, tale.intake().identified) == (False, True)


def test_a_link_counts_until_it_is_revoked() -> None:
    tale = Tale()
    for link in ("link1", "link2"):
        tale.tells(LinkMade(link=link, mode="remote", ends_at="2026-12-23T17:00:00.000Z"), DESK)
    tale.tells(LinkRevoked(link="link1"), DESK)

    assert [told.fact.link for told in tale.intake().links] == ["link2"]


def test_before_a_link_was_opened_a_patient_is_taken_to_be_far_away() -> None:
    assert Tale().intake().mode() == "remote"


def test_the_newest_opened_link_tells_the_mode() -> None:
    tale = Tale()
    modes = []
    for mode in ("on-site", "remote"):
        tale.tells(LinkOpened(link="link1", mode=mode))
        modes.append(tale.intake().mode())

    assert modes == ["on-site", "remote"]


def test_the_newest_save_of_a_page_is_its_answer_and_the_older_stays_a_fact() -> None:
    """Promise 2"""
    tale = Tale().identified()
    tale.saves("health/heart", pressure="yes", treated="yes")
    tale.saves("health/heart", pressure="no")

    intake = tale.intake()

    assert intake.answers == {"health/pressure": ("no",)}
    assert len(intake.facts) == 6


def test_several_chosen_answers_come_back_apart_and_written_words_together() -> None:
    tale = Tale().identified()
    tale.saves("health/reasons", reasons=("anxiety", "other"), reasons_other="I cannot sleep")

    assert tale.intake().answers == {
        "health/reasons": ("anxiety", "other"),
        "health/reasons-other": ("I cannot sleep",),
    }


def test_a_preference_is_an_answer_too() -> None:
    tale = Tale().identified()
    tale.saves("therapy/route", route="nose")

    assert tale.intake().answers == {"therapy/route": ("nose",)}


def test_a_form_that_was_left_stays_left() -> None:
    tale = Tale().identified()
    tale.tells(FormSkipped(form="mood", version="1", language="en"))
    before = tale.intake().skipped
    tale.saves("mood/mood")

    assert (before, tale.intake().skipped) == ({"mood"}, {"mood"})


def test_a_question_carries_its_words_and_its_answer() -> None:
    tale = Tale()
    first, second = asks(tale, "May I eat before?"), asks(tale, "", "not-sure")
    answer = QuestionAnswered(question=first, rows=(NoteRow(purpose="answer", text="No."),))
    tale.tells(answer, CLINICIAN)

    found = [(q.asked.id, q.text, q.answer, q.answered is not None) for q in tale.intake().questions]

    assert found == [(first, "May I eat before?", "No.", True), (second, "", "", False)]


@pytest.mark.parametrize(
    ("subject", "clinician"), [("practical", False), ("treatment", True), ("not-sure", True)]
)
def test_all_but_practical_questions_are_for_a_clinician(subject: str, clinician: bool) -> None:
    tale = Tale()
    asks(tale, "Why?", subject)

    assert tale.intake().questions[0].for_clinician is clinician


def test_decisions_are_kept_by_what_raised_the_flag() -> None:
    tale = Tale()
    for decision in ("delay", "proceed"):
        tale.tells(FlagReviewed(form="health", rule="H1", raised_by="page1", decision=decision), CLINICIAN)

    (review,) = tale.intake().reviews.values()

    assert review.fact.decision == "proceed"
    assert ("health", "H1", "page1") in tale.intake().reviews


def test_an_alert_tells_whether_it_was_accepted_and_shown() -> None:
    tale = Tale()
    first = tale.tells(AlertRaised(form="mood", rule="S1", raised_by="page1"))
    tale.tells(AlertRaised(form="mood", rule="S1", raised_by="page2"))
    tale.tells(AlertAccepted(alert=first, contact="Dr. Okafor", channel="pager"))
    tale.tells(CrisisScreenShown(alert=first, said_told=True))

    assert [(a.accepted is not None, a.shown) for a in tale.intake().alerts] == [(True, True), (False, False)]


def test_the_first_signature_is_the_signature() -> None:
    """FT-13: were there ever two, the second would change nothing."""
    tale = Tale().identified()
    first = tale.signs()
    tale.signs(code="000000000000")

    signed = tale.intake().signed

    assert signed
    assert (signed.id, signed.fact.code) == (first, "7K3MX9QF2T8B")


@pytest.mark.parametrize("end", ["signs", "declines"])
def test_an_intake_ends_with_a_signature_or_a_no(end: str) -> None:
    tale = Tale().identified()
    before = tale.intake().ended
    if end == "signs":
        tale.signs()
    else:
        tale.tells(IntakeDeclined(wants_call=False))

    assert (before, tale.intake().ended) == (False, True)


def test_words_written_with_a_fact_are_its_note() -> None:
    with_words = IntakeDeclined(wants_call=False, rows=(NoteRow(purpose="reason", text="Too costly."),))

    assert (note(with_words), note(IntakeDeclined(wants_call=False))) == ("Too costly.", "")
