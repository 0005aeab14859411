"""What keeps a patient from being ready: told as a code with its values, said in the language of whoever reads it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from consentapp.domain.saying import N_, NN_, Say, Sentence, as_written

READY = N_("Ready for a clinician's decision on the day")

AS_KEPT = "as-kept"
"""A row of a list from before reasons were codes: its words, in English."""


@dataclass(frozen=True)
class Kind:
    """Who mends it, and how it is said in a worklist."""

    waits_for: str
    """"patient", "intake", "clinician" or "job"; "" for nobody."""
    text: str
    many: str = ""


KINDS: Mapping[str, Kind] = {
    "superseded": Kind("", N_("replaced by a newer signature")),
    "declined": Kind("intake", N_("declined")),
    "declined-call": Kind("intake", N_("declined, asks for a call")),
    "urgent": Kind("clinician", N_("urgent answer not reviewed: %(rules)s")),
    "alert": Kind("intake", N_("an alert has not reached the on-call contact")),
    "unconfirmed": Kind("clinician", N_("nobody has confirmed an alert")),
    "unconfirmed-late": Kind("clinician", N_("nobody has confirmed an alert in time")),
    "vitals-emergency": Kind("clinician", N_("vital signs: the emergency protocol, now")),
    "vitals-stop": Kind("clinician", N_("vital signs: no dose today")),
    "vitals-hold": Kind("clinician", N_("vital signs past a limit: a clinician decides")),
    "paper": Kind("intake", N_("asks for paper")),
    "question-clinician": Kind(
        "clinician",
        *NN_("%(num)d question waiting for a clinician", "%(num)d questions waiting for a clinician"),
    ),
    "question-desk": Kind(
        "intake", *NN_("%(num)d question waiting for the desk", "%(num)d questions waiting for the desk")
    ),
    "hold": Kind("clinician", N_("signing held: %(rule)s")),
    "flags": Kind(
        "clinician", *NN_("%(num)d flag not reviewed: %(rules)s", "%(num)d flags not reviewed: %(rules)s")
    ),
    "decided": Kind("clinician", N_("clinician decided not to go on now: %(rules)s")),
    "in-person": Kind("clinician", N_("%(form)s: ask in person")),
    "in-person-interpreter": Kind("clinician", N_("%(form)s: ask in person, with an interpreter")),
    "half-asked": Kind(
        "clinician", N_("signing held: questions about safety were left before their end")
    ),
    "teach-before-dosing": Kind(
        "clinician",
        *NN_(
            "teach again before the first dose: %(num)d check",
            "teach again before the first dose: %(num)d checks",
        ),
    ),
    "teach": Kind("clinician", *NN_("teach again: %(num)d check", "teach again: %(num)d checks")),
    "identity": Kind("clinician", N_("identity not confirmed by a clinician")),
    "outdated": Kind("intake", N_("%(forms)s: ask again")),
    "asked-again": Kind("patient", N_("the patient is being asked again")),
    "asked-again-outdated": Kind("patient", N_("%(forms)s: the patient is being asked again")),
    "asked-again-declined": Kind("clinician", N_("the patient said no when asked again")),
    "asked-again-declined-outdated": Kind(
        "clinician", N_("%(forms)s: the patient said no when asked again")
    ),
    "begun-before": Kind("intake", N_("%(forms)s: this record was opened before")),
    "language-gone": Kind("intake", N_("its language is not offered any more: call the patient")),
    "no-link": Kind("intake", N_("no link yet")),
    "link-ended": Kind("intake", N_("the link has ended")),
    "birth-date": Kind("intake", N_("birth date wrong five times: help at the desk")),
    "not-started": Kind("patient", N_("not started")),
    "unsigned": Kind("patient", N_("not signed: %(done)d of %(pages)d pages done")),
    "document": Kind("job", N_("PDF being made")),
    "document-error": Kind("job", N_("PDF waiting: %(error)s")),
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One thing that is missing."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """What its sentence names: numbers, names of rules and forms, `forms` as title, version signed, version now."""

    @property
    def waits_for(self) -> str:
        """Who can mend it."""
        return KINDS[self.code].waits_for if self.code in KINDS else ""

    @property
    def sentence(self) -> Sentence:
        if self.code == AS_KEPT:
            return Sentence(str(self.values["words"]))
        kind = KINDS[self.code]
        forms = {"forms": [_newer(*form) for form in self.values.get("forms", ())]}
        return Sentence(kind.text, kind.many, **{**self.values, **forms})


def _newer(form: str, signed: str, now: str) -> Sentence:
    if not signed:
        return Sentence("%(form)s is new", form=form)
    return Sentence("%(form)s is version %(signed)s, now %(now)s", form=form, signed=signed, now=now)


def sentence(found: Iterable[Reason], say: Say = as_written) -> str:
    """The whole row of a worklist in one sentence."""
    words = "; ".join(say(reason.sentence) for reason in found) or say(READY)
    return words[0].upper() + words[1:]


def as_stored(found: Iterable[Reason]) -> str:
    """Reasons as a list keeps them: in no language."""
    return json.dumps([[reason.code, dict(reason.values)] for reason in found], separators=(",", ":"))


def from_stored(text: str) -> tuple[Reason, ...]:
    return tuple(Reason(code, values) for code, values in json.loads(text))
