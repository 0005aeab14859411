"""How an alert is paged: again until a named person confirms, and to a second contact in time (clinical dossier, 9.3)."""

from datetime import datetime, timedelta

from consentapp.domain.form import Rule, Safety
from consentapp.domain.times import moment
from consentapp.domain.told import Alert
from consentapp.domain.walk import Walk

ESCALATE = timedelta(minutes=15)
"""Unconfirmed for so long, the second contact is paged too, and the patient is told that nobody has confirmed."""

OFTEN, SELDOM = timedelta(minutes=5), timedelta(minutes=30)
FIRST_HOUR = timedelta(hours=1)


def waited(alert: Alert, at: datetime) -> timedelta:
    """How long nobody has confirmed it; nothing once somebody has."""
    return timedelta() if alert.confirmed else at - moment(alert.raised.at)


def overdue(alert: Alert, at: datetime) -> bool:
    """Whether nobody has confirmed it in time."""
    return waited(alert, at) >= ESCALATE


def contacts(alert: Alert, at: datetime, first: str, second: str) -> tuple[str, ...]:
    """Who is paged now: the second too once the first has not confirmed in time, or could not be paged at all."""
    turned_to = not first or overdue(alert, at) or alert.unreachable(first)
    named = (first, second if turned_to else "")
    return tuple(dict.fromkeys(contact for contact in named if contact))


def again(alert: Alert, at: datetime) -> datetime:
    """When it is paged once more: never past the moment at which the second contact is due."""
    following = at + (OFTEN if waited(alert, at) < FIRST_HOUR else SELDOM)
    due = moment(alert.raised.at) + ESCALATE
    return min(following, due) if at < due else following


def safety_of(rule: Rule, walk: Walk) -> Safety:
    """How near danger an answer may be. Where the questions that follow are not in the patient's language, a person
    asks them today."""
    foreign = any(form.needs_on_call and form.language != walk.intake.language for form in walk.forms)
    return "moderate" if rule.safety == "low" and foreign else rule.safety
