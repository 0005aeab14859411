"""What a clinician decides, each with a reason, on exactly the answer it is about."""

import pytest

from consentapp.domain.errors import NotFound
from consentapp.domain.facts.intakes import (
    AskedInPerson,
    FlagReviewed,
    IdentityConfirmed,
    TaughtAgain,
)
from consentapp.domain.intake import note
from consentapp.ports import Clinic
from consentapp.services import decisions, pages
from tests.builders import CLINICIAN, Visitor, facts_of, worklist_row


def reviews(ana: Visitor, rule: str, raised_by: str, decision: str = "proceed") -> None:
    decisions.review_flag(
        ana.clinic, intake=ana.intake, form="health", rule=rule, raised_by=raised_by, decision=decision,
        reason="Measured today.", by=CLINICIAN,
    )  # fmt: skip


@pytest.fixture
def worried(clinic: Clinic) -> Visitor:
    """High blood pressure, treated: one flag."""
    ana = Visitor.identified(clinic)
    ana.walks_to("mood/mood", {"pressure": "yes", "treated": "yes"})
    return ana


def raised_by(ana: Visitor) -> str:
    (raised,) = ana.walk.flags
    return raised.raised_by


def test_a_decision_is_a_fact_with_its_reason_and_who_made_it(worried: Visitor) -> None:
    reviews(worried, "H1", raised_by(worried))

    (told,) = facts_of(worried.clinic, worried.intake, FlagReviewed)

    assert (told.actor, note(told.fact)) == (CLINICIAN, "Measured today.")
    assert "H1" not in worklist_row(worried.clinic, worried.intake).reason


@pytest.mark.parametrize(("rule", "known"), [("H2", True), ("nothing", True), ("H1", False)])
def test_only_a_flag_that_the_answers_raise_can_be_decided(worried: Visitor, rule: str, known: bool) -> None:
    with pytest.raises(NotFound, match="no such flag"):
        reviews(worried, rule, raised_by(worried) if known else "another fact")


def test_a_decision_does_not_carry_over_to_a_changed_answer(worried: Visitor) -> None:
    reviews(worried, "H1", raised_by(worried))
    worried.saves("health/heart", pressure="no")
    worried.saves("health/heart", pressure="yes", treated="yes")

    (raised,) = worried.walk.flags

    assert raised.open


def test_a_clinician_changes_their_mind_by_another_fact(worried: Visitor) -> None:
    """Promise 2"""
    for decision in ("proceed", "do-not-proceed"):
        reviews(worried, "H1", raised_by(worried), decision)

    assert len(facts_of(worried.clinic, worried.intake, FlagReviewed)) == 2
    assert "clinician decided not to go on now: H1" in worklist_row(
        worried.clinic, worried.intake
    ).reason.lower().replace("h1", "H1")


@pytest.mark.parametrize("method", ["in-person", "video"])
def test_identity_is_confirmed_by_how_it_was_seen(clinic: Clinic, method: str) -> None:
    """EIC-05"""
    ana = Visitor.signed(clinic)

    decisions.confirm_identity(clinic, intake=ana.intake, method=method, by=CLINICIAN)

    (told,) = facts_of(clinic, ana.intake, IdentityConfirmed)
    assert told.fact == IdentityConfirmed(method=method)


def test_a_check_that_stayed_wrong_is_taught_again_in_person(clinic: Clinic) -> None:
    """EIC-04"""
    ana = Visitor.identified(clinic)
    ana.walks_to("therapy/risks")
    for _ in range(2):
        ana.saves("therapy/risks", check_driving="today")
    before = worklist_row(clinic, ana.intake).reason

    decisions.teach_again(clinic, intake=ana.intake, form="therapy", link_id="check-driving", by=CLINICIAN)

    assert "teach again" in before.lower()
    assert "teach again" not in worklist_row(clinic, ana.intake).reason.lower()
    assert len(facts_of(clinic, ana.intake, TaughtAgain)) == 1


def test_a_check_that_nobody_missed_is_not_taught(worried: Visitor) -> None:
    with pytest.raises(NotFound):
        decisions.teach_again(
            worried.clinic, intake=worried.intake, form="therapy", link_id="check-driving", by=CLINICIAN
        )


def test_a_form_that_was_not_asked_here_is_asked_in_person(clinic: Clinic) -> None:
    ana = Visitor.identified(clinic)
    ana.walks_to("mood/mood")
    pages.skip_form(clinic, intake=ana.intake, form="mood")

    decisions.ask_in_person(
        clinic, intake=ana.intake, form="mood", outcome="No thoughts of death.", by=CLINICIAN
    )

    (told,) = facts_of(clinic, ana.intake, AskedInPerson)
    assert note(told.fact) == "No thoughts of death."
    assert "ask in person" not in worklist_row(clinic, ana.intake).reason


def test_a_form_that_was_asked_is_not_asked_in_person(worried: Visitor) -> None:
    with pytest.raises(NotFound):
        decisions.ask_in_person(
            worried.clinic, intake=worried.intake, form="health", outcome="", by=CLINICIAN
        )


@pytest.mark.parametrize("end", ["signed", "declined"])
def test_what_is_open_can_be_decided_after_the_end(clinic: Clinic, end: str) -> None:
    from consentapp.services import questions

    ana = Visitor.identified(clinic)
    ana.walks_to("signing/sign", {"pressure": "yes", "treated": "yes"})
    if end == "signed":
        ana.signs()
    else:
        questions.decline(clinic, intake=ana.intake, reason="", wants_call=False)

    reviews(ana, "H1", raised_by(ana))

    assert not ana.walk.flags[0].open
