"""Who is paged, when, and when the patient is told that nobody has answered (dossier 9.3)."""

from datetime import timedelta

import pytest

from consentapp.domain.facts.intakes import AlertConfirmed, AlertRaised
from consentapp.domain.paging import again, contacts, overdue, safety_of
from consentapp.domain.told import Alert
from tests.builders import CLINICIAN, MOOD, NOW, Tale, a_rule


def an_alert(tale: Tale | None = None) -> Alert:
    tale = tale or Tale()
    tale.tells(AlertRaised(form="mood", rule="S1", raised_by="fact1"))
    return tale.intake().alerts[-1]


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, ("A",)), (14.9, ("A",)), (15, ("A", "B")), (600, ("A", "B"))]
)
def test_the_second_contact_is_due_after_fifteen_minutes(minutes: float, expected: tuple[str, ...]) -> None:
    at = NOW + timedelta(minutes=minutes)

    assert contacts(an_alert(), at, "A", "B") == expected
    assert overdue(an_alert(), at) == (len(expected) == 2)


def test_nobody_is_due_where_nobody_is_set() -> None:
    assert contacts(an_alert(), NOW, "", "") == ()


def test_where_only_the_second_is_set_they_are_paged_at_once() -> None:
    assert contacts(an_alert(), NOW, "", "B") == ("B",)


def test_the_same_contact_is_never_paged_twice_at_once() -> None:
    assert contacts(an_alert(), NOW + timedelta(hours=1), "A", "A") == ("A",)


@pytest.mark.parametrize(
    ("minutes", "wait"), [(0, 5), (5, 5), (12, 3), (20, 5), (59, 5), (60, 30), (600, 30)]
)
def test_pages_come_often_in_the_first_hour_and_never_miss_the_second_contact(
    minutes: int, wait: int
) -> None:
    at = NOW + timedelta(minutes=minutes)

    assert again(an_alert(), at) - at == timedelta(minutes=wait)


def test_a_confirmed_alert_is_never_overdue() -> None:
    tale = Tale()
    alert = an_alert(tale)
    tale.tells(AlertConfirmed(alert=alert.raised.id), CLINICIAN)

    assert not overdue(tale.intake().alerts[0], NOW + timedelta(hours=9))


@pytest.mark.parametrize(
    ("safety", "expected"), [("low", "moderate"), ("moderate", "moderate"), ("acute", "acute")]
)
def test_where_what_follows_is_not_in_their_language_a_person_asks_today(safety: str, expected: str) -> None:
    tale = Tale()
    rule = a_rule("S1", "urgent", "death", "some", safety=safety)
    here = safety_of(rule, tale.walk())
    tale.speaks("es")

    assert (here, safety_of(rule, tale.walk())) == (safety, expected)
    assert MOOD.needs_on_call
