"""Ready, or the reasons why not. Derived from facts each time it is asked; never stored as truth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from consentapp.domain.flags import RaisedFlag
from consentapp.domain.paging import overdue
from consentapp.domain.times import moment
from consentapp.domain.walk import Walk


@dataclass(frozen=True)
class Reason:
    """One thing that is missing, in the words of a worklist, and who can mend it."""

    code: str
    sentence: str
    waits_for: str
    """"patient", "intake", "clinician" or "job"; "" for nobody."""


@dataclass(frozen=True)
class Outdated:
    """A signed record whose text is not the text of today, or that the patient would not sign anew."""

    words: str
    """"Consent is version 1, now 2"; "" where no form has a newer version."""
    asked: Literal["", "open", "declined"] = ""
    """What became of the newest record that asks again."""


def reasons(walk: Walk, document_error: str = "", outdated: Outdated | None = None) -> tuple[Reason, ...]:
    """Why this patient is not ready, the most urgent first; empty means ready.

    `document_error`: why the summary could not be made when it was tried last. `outdated`: what a signed record is
    beside the forms of today.
    """
    intake = walk.intake
    if intake.superseded:
        # The flags go on in the newer record; an alert that nobody has confirmed stays here.
        replaced = Reason("superseded", "replaced by a newer signature", "")
        return (*_alerts(walk), replaced)
    if intake.declined:
        # Who said no may still be in danger: what is urgent stays.
        wants_call = intake.declined.fact.wants_call and "call" not in intake.handled
        call = ", asks for a call" if wants_call else ""
        return (*_urgent(walk), Reason("declined", f"declined{call}", "intake"))
    return (
        *_urgent(walk), *_from_people(walk), *_from_forms(outdated), *_from_patient(walk),
        *_from_jobs(walk, document_error),
    )  # fmt: skip


def sentence(found: tuple[Reason, ...]) -> str:
    """The whole row of a worklist in one sentence."""
    if not found:
        return "Ready for a clinician's decision on the day"
    words = "; ".join(reason.sentence for reason in found)
    return words[0].upper() + words[1:]


def _urgent(walk: Walk) -> Iterator[Reason]:
    urgent = [r for r in walk.flags if r.open and r.flag.rule.level == "urgent"]
    if urgent:
        yield Reason("urgent", "urgent answer not reviewed: " + _names(urgent), "clinician")
    yield from _alerts(walk)


def _alerts(walk: Walk) -> Iterator[Reason]:
    waiting = [alert for alert in walk.intake.alerts if not alert.confirmed]
    if any(alert.accepted is None for alert in waiting):
        yield Reason("alert", "an alert has not reached the on-call contact", "intake")
    if any(alert.accepted for alert in waiting):
        late = " in time" if any(overdue(alert, walk.at) for alert in waiting) else ""
        yield Reason("unconfirmed", f"nobody has confirmed an alert{late}", "clinician")


def _from_people(walk: Walk) -> Iterator[Reason]:
    if walk.intake.paper and not walk.intake.signed and "paper" not in walk.intake.handled:
        yield Reason("paper", "asks for paper", "intake")
    waiting = [question for question in walk.intake.questions if not question.answered]
    for whom, theirs in (
        ("clinician", [q for q in waiting if q.for_clinician]),
        ("intake", [q for q in waiting if not q.for_clinician]),
    ):
        if theirs:
            yield Reason("question", f"{_count(len(theirs), 'question')} waiting for {_who(whom)}", whom)
    yield from _from_clinician(walk)


def _from_clinician(walk: Walk) -> Iterator[Reason]:
    for held in walk.holds:
        yield Reason("hold", f"signing held: {held.flag.rule.id}", "clinician")
    flags = [
        r
        for r in walk.flags
        if r.open and r.flag.rule.level in ("stop", "caution") and not r.flag.rule.holds_signing
    ]
    if flags:
        yield Reason("flags", f"{_count(len(flags), 'flag')} not reviewed: {_names(flags)}", "clinician")
    refused = [r for r in walk.flags if r.decision in ("do-not-proceed", "delay")]
    if refused:
        yield Reason("decided", "clinician decided not to go on now: " + _names(refused), "clinician")
    for form in walk.ask_in_person if walk.intake.identified else ():
        foreign = form.language != walk.intake.language
        how = "ask in person, with an interpreter" if foreign else "ask in person"
        yield Reason("in-person", f"{form.title}: {how}", "clinician")
    if walk.half_asked:
        yield Reason(
            "half-asked", "signing held: questions about safety were left before their end", "clinician"
        )
    missed = [item for _, item in walk.checks.missed(walk.stations)]
    for needed, words in ((True, "teach again before the first dose"), (False, "teach again")):
        if checks := sum(item.before_dosing == needed for item in missed):
            yield Reason("teach", f"{words}: {_count(checks, 'check')}", "clinician")
    if walk.intake.signed and walk.intake.signed.fact.mode == "remote" and not walk.intake.identity_confirmed:
        yield Reason("identity", "identity not confirmed by a clinician", "clinician")


def _from_forms(outdated: Outdated | None) -> Iterator[Reason]:
    next_steps = {
        "": ("ask again", "intake"),
        "open": ("the patient is being asked again", "patient"),
        "declined": ("the patient said no when asked again", "clinician"),
    }
    if outdated:
        words, waits_for = next_steps[outdated.asked]
        yield Reason("outdated", f"{outdated.words}: {words}" if outdated.words else words, waits_for)


def _from_patient(walk: Walk) -> Iterator[Reason]:
    if walk.intake.signed:
        return
    links = [link.fact for link in walk.intake.links if moment(link.fact.ends_at) > walk.at]
    if not links:
        words = "the link has ended" if walk.intake.links else "no link yet"
        yield Reason("link", words, "intake")
    elif not walk.intake.identified:
        locked = any(walk.intake.tries_left(link.link) == 0 for link in links)
        words = "birth date wrong five times: help at the desk" if locked else "not started"
        yield Reason("birth-date" if locked else "not-started", words, "intake" if locked else "patient")
    else:
        done = sum(walk.complete(stop) for stop in walk.stops)
        yield Reason("unsigned", f"not signed: {done} of {len(walk.stops)} pages done", "patient")


def _from_jobs(walk: Walk, document_error: str) -> Iterator[Reason]:
    if walk.intake.signed and not walk.intake.document:
        words = f"PDF waiting: {document_error}" if document_error else "PDF being made"
        yield Reason("document", words, "job")


def _names(raised: Sequence[RaisedFlag]) -> str:
    return ", ".join(dict.fromkeys(r.flag.rule.id for r in raised))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _who(role: str) -> str:
    return "a clinician" if role == "clinician" else "the desk"
