"""A grave answer that is given again after a clinician dealt with it is told anew: it is of today."""

from dataclasses import replace

import pytest

from consentapp.domain.errors import NotNow
from consentapp.domain.facts.intakes import AlertRaised
from consentapp.domain.facts.walk import PageAnswered
from consentapp.ports import Clinic
from consentapp.services import alerts, decisions
from tests.builders import CLINICIAN, MOOD, FakeClock, Visitor, catalog_with, facts_of, newer


@pytest.fixture
def ana(clinic: Clinic) -> Visitor:
    """Who told us of thoughts of death."""
    ana = Visitor.identified(clinic)
    ana.walks_to("mood/safety")
    ana.saves("mood/safety", death="daily")
    return ana


def decides(clinic: Clinic, ana: Visitor) -> None:
    raised = next(raised for raised in ana.walk.flags if raised.flag.rule.id == "S1")
    decisions.review_flag(
        clinic, intake=ana.intake, form="mood", rule="S1", raised_by=raised.raised_by, decision="proceed",
        reason="We talked, and made a plan.", by=CLINICIAN,
    )  # fmt: skip


def confirms(clinic: Clinic, ana: Visitor) -> None:
    alert = ana.walk.intake.alerts[-1]
    alerts.confirm_alert(clinic, intake=ana.intake, alert=alert.raised.id, by=CLINICIAN)


def raised_for(clinic: Clinic, ana: Visitor) -> int:
    return len(facts_of(clinic, ana.intake, AlertRaised))


@pytest.mark.parametrize("deals", [decides, confirms])
@pytest.mark.parametrize(("hours", "alerted"), [(0.9, 1), (1.1, 2), (400, 2)])
def test_the_same_answer_long_after_a_clinician_dealt_with_it_is_told_anew(
    deals: object, hours: float, alerted: int, clinic: Clinic, clock: FakeClock, ana: Visitor
) -> None:
    deals(clinic, ana)  # type: ignore[operator]
    clock.move(hours=hours)
    ana.saves("mood/safety", death="daily")

    assert raised_for(clinic, ana) == alerted


def test_it_is_told_once_until_a_clinician_deals_with_it_again(
    clinic: Clinic, clock: FakeClock, ana: Visitor
) -> None:
    decides(clinic, ana)
    for _ in range(3):
        clock.move(hours=2)
        ana.saves("mood/safety", death="daily")

    assert raised_for(clinic, ana) == 2


def test_while_nobody_has_dealt_with_it_the_same_answer_is_on_record_and_pages_nobody_anew(
    clinic: Clinic, clock: FakeClock, ana: Visitor
) -> None:
    clock.move(hours=5)
    ana.saves("mood/safety", death="daily")

    assert (
        len([told for told in facts_of(clinic, ana.intake, PageAnswered) if told.fact.page == "safety"]) == 2
    )  # type: ignore[attr-defined]
    assert raised_for(clinic, ana) == 1


def test_a_yes_about_right_now_needs_a_decision_of_its_day(clinic: Clinic, clock: FakeClock) -> None:
    """Decided on Monday, drunk again on Thursday: nobody signs on Monday's word."""
    ben = Visitor.identified(clinic)
    ben.walks_to("right-now/right-now")
    ben.saves("right-now/right-now", drunk="yes")
    (held,) = ben.walk.holds
    decisions.review_flag(
        clinic, intake=ben.intake, form="right-now", rule="N1", raised_by=held.raised_by, decision="proceed",
        reason="Sober by now.", by=CLINICIAN,
    )  # fmt: skip
    clock.move(days=3)
    ben.saves("right-now/right-now", drunk="yes")

    assert [raised.flag.rule.id for raised in ben.walk.holds] == ["N1"]
    with pytest.raises(NotNow):
        ben.signs()


def test_the_same_answer_in_a_renewal_is_heard(clinic: Clinic, clock: FakeClock, ana: Visitor) -> None:
    decides(clinic, ana)
    ana.walks_to("signing/sign")
    ana.signs()
    clock.move(days=200)
    later = replace(clinic, catalog=catalog_with(newer(MOOD, "safety")))
    again = ana.asked_again(later)
    again.walks_to("mood/safety")
    again.saves("mood/safety", death="daily")

    assert raised_for(later, again) == 1
    assert "S1" in [raised.flag.rule.id for raised in again.walk.flags if raised.open]
