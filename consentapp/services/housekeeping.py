"""What a clinic's program does by itself, hour by hour."""

from datetime import timedelta

from consentapp.domain.access import accesses_digest
from consentapp.domain.facts import Actor
from consentapp.domain.facts.clinic import AccessDigested
from consentapp.domain.times import instant, moment
from consentapp.ports import Clinic
from consentapp.services.recording import JOB, record

EVERY = timedelta(hours=1)
SESSIONS_KEPT = timedelta(hours=24)


def digest_accesses(clinic: Clinic) -> None:
    """Once an hour, fix the new rows of `access` by a fact: who looked at whom cannot be edited away (DESIGN 5a)."""
    with clinic.store.writing() as writing:
        told = writing.last_fact_of_kind(clinic.site.id, AccessDigested.kind)
        last = told.fact if told and isinstance(told.fact, AccessDigested) else None
        if told and clinic.clock.now() - moment(told.at) < EVERY:
            return
        first = last.last + 1 if last else 0
        rows = writing.accesses(clinic.site.id, first)
        if not rows:
            return
        fact = AccessDigested(first=first, last=rows[-1].number, digest=accesses_digest(rows))
        record(writing, clinic, fact, actor=Actor(JOB, "access-digest"))


def end_old_sessions(clinic: Clinic) -> None:
    """Forget sessions that nobody can use any more."""
    with clinic.store.writing() as writing:
        writing.end_sessions_before(instant(clinic.clock.now() - SESSIONS_KEPT))
