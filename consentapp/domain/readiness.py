"""Ready, or the reasons why not. Derived from facts each time it is asked; never stored as truth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from consentapp.domain.flags import RaisedFlag
from consentapp.domain.paging import overdue
from consentapp.domain.reasons import Reason
from consentapp.domain.times import moment
from consentapp.domain.vitals import gravest
from consentapp.domain.walk import Walk

OF_THE_DAY = timedelta(hours=12)
"""So long a measurement says something about today."""

Version = tuple[str, str, str]
"""Of a form that is another one today: its title, the version of the record ("" for a new form), that of today."""


@dataclass(frozen=True)
class Outdated:
    """A record whose text is not the text of today, or that the patient would not sign anew."""

    forms: tuple[Version, ...]
    asked: Literal["", "unsigned", "open", "declined"] = ""
    """What became of the newest record that asks again; "unsigned" where this one is not signed yet."""


def reasons(walk: Walk, document_error: str = "", outdated: Outdated | None = None) -> tuple[Reason, ...]:
    """Why this patient is not ready, the most urgent first; empty means ready.

    `document_error`: why the summary could not be made when it was tried last. `outdated`: what a signed record is
    beside the forms of today.
    """
    intake = walk.intake
    if intake.superseded:
        # The flags go on in the newer record; an alert that nobody has confirmed stays here.
        return (*_alerts(walk), Reason("superseded"))
    if intake.declined:
        # Who said no may still be in danger: what is urgent stays.
        wants_call = intake.declined.fact.wants_call and "call" not in intake.handled
        return (*_urgent(walk), Reason("declined-call" if wants_call else "declined"))
    return (
        *_urgent(walk), *_from_vitals(walk), *_from_people(walk), *_from_forms(outdated), *_from_patient(walk),
        *_from_jobs(walk, document_error),
    )  # fmt: skip


def _urgent(walk: Walk) -> Iterator[Reason]:
    urgent = [r for r in walk.flags if r.open and r.flag.rule.level == "urgent"]
    if urgent:
        yield Reason("urgent", {"rules": _names(urgent)})
    yield from _alerts(walk)


def _alerts(walk: Walk) -> Iterator[Reason]:
    waiting = [alert for alert in walk.intake.alerts if not alert.confirmed]
    if any(alert.accepted is None for alert in waiting):
        yield Reason("alert")
    if any(alert.accepted for alert in waiting):
        late = any(overdue(alert, walk.at) for alert in waiting)
        yield Reason("unconfirmed-late" if late else "unconfirmed")


def _from_people(walk: Walk) -> Iterator[Reason]:
    if walk.intake.paper and not walk.intake.signed and "paper" not in walk.intake.handled:
        yield Reason("paper")
    waiting = [question for question in walk.intake.questions if not question.answered]
    for code, theirs in (
        ("question-clinician", [q for q in waiting if q.for_clinician]),
        ("question-desk", [q for q in waiting if not q.for_clinician]),
    ):
        if theirs:
            yield Reason(code, {"num": len(theirs)})
    yield from _from_clinician(walk)


def _from_clinician(walk: Walk) -> Iterator[Reason]:
    for held in walk.holds:
        yield Reason("hold", {"rule": held.flag.rule.id})
    flags = [
        r
        for r in walk.flags
        if r.open and r.flag.rule.level in ("stop", "caution") and not r.flag.rule.holds_signing
    ]
    if flags:
        yield Reason("flags", {"num": len(flags), "rules": _names(flags)})
    refused = [r for r in walk.flags if r.decision in ("do-not-proceed", "delay")]
    if refused:
        yield Reason("decided", {"rules": _names(refused)})
    for form in walk.ask_in_person if walk.intake.identified else ():
        foreign = form.language != walk.intake.language
        yield Reason("in-person-interpreter" if foreign else "in-person", {"form": form.title})
    if walk.half_asked:
        yield Reason("half-asked")
    missed = [item for _, item in walk.checks.missed(walk.stations)]
    for needed, code in ((True, "teach-before-dosing"), (False, "teach")):
        if checks := sum(item.before_dosing == needed for item in missed):
            yield Reason(code, {"num": checks})
    if walk.intake.signed and walk.intake.signed.fact.mode == "remote" and not walk.intake.identity_confirmed:
        yield Reason("identity")


def _from_vitals(walk: Walk) -> Iterator[Reason]:
    """A measurement of the day that was past a limit, until another one is within them."""
    newest = walk.intake.vitals[-1] if walk.intake.vitals else None
    if newest and walk.at - moment(newest.at) < OF_THE_DAY and (act := gravest(newest.fact)):
        yield Reason(f"vitals-{act}")


def _from_forms(outdated: Outdated | None) -> Iterator[Reason]:
    if not outdated:
        return
    if outdated.asked == "unsigned":
        yield Reason("begun-before", {"forms": outdated.forms})
    elif outdated.asked:
        code = "asked-again-declined" if outdated.asked == "declined" else "asked-again"
        yield Reason(f"{code}-outdated", {"forms": outdated.forms}) if outdated.forms else Reason(code)
    else:
        yield Reason("outdated", {"forms": outdated.forms})


def _from_patient(walk: Walk) -> Iterator[Reason]:
    if walk.intake.signed:
        return
    if walk.language_gone:
        yield Reason("language-gone")
    links = [link.fact for link in walk.intake.links if moment(link.fact.ends_at) > walk.at]
    if not links:
        yield Reason("link-ended" if walk.intake.links else "no-link")
    elif not walk.intake.identified:
        locked = any(walk.intake.tries_left(link.link) == 0 for link in links)
        yield Reason("birth-date" if locked else "not-started")
    else:
        done = sum(walk.complete(stop) for stop in walk.stops)
        yield Reason("unsigned", {"done": done, "pages": len(walk.stops)})


def _from_jobs(walk: Walk, document_error: str) -> Iterator[Reason]:
    if walk.intake.signed and not walk.intake.document:
        yield Reason("document-error", {"error": document_error}) if document_error else Reason("document")


def _names(raised: Sequence[RaisedFlag]) -> list[str]:
    return list(dict.fromkeys(r.flag.rule.id for r in raised))
