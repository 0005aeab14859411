"""The worklist: a projection of every intake, remade from the facts whenever they change."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from consentapp.domain.errors import FormsMissing
from consentapp.domain.facts import Fact
from consentapp.domain.facts.intakes import IntakeOpened
from consentapp.domain.intake import Intake
from consentapp.domain.readiness import reasons
from consentapp.domain.reasons import AS_KEPT
from consentapp.domain.walk import Walk
from consentapp.ports import Clinic, Reading, WorklistRow, Writing
from consentapp.services.recording import load_patient, load_walk
from consentapp.services.renewals import outdated, present_steps

AT_ONCE = 10
"""Rows that one transaction brings up to date: others want to write too."""


def project(writing: Writing, clinic: Clinic, intake: str) -> Walk:
    """Bring the row of an intake up to date, inside the transaction that changed it."""
    walk = load_walk(writing, clinic, intake)
    writing.project(worklist_row(writing, clinic, walk))
    return walk


def project_if_possible(writing: Writing, clinic: Clinic, intake: str) -> None:
    """The same, for what must not wait for a form that is not at hand: the row stays, and the record's own page says why."""
    with suppress(FormsMissing):
        project(writing, clinic, intake)


def worklist_row(reading: Reading, clinic: Clinic, walk: Walk) -> WorklistRow:
    """An intake as a line of a list."""
    intake = walk.intake
    patient = load_patient(reading, intake.opened.patient)
    found = reasons(walk, document_error(reading, clinic, intake.id), outdated(reading, clinic, walk))
    return WorklistRow(
        intake=intake.id,
        site=clinic.site.id,
        patient=patient.patient,
        name=patient.name,
        birth_date=patient.birth_date,
        code=intake.signed.fact.code if intake.signed else "",
        state=state(intake),
        reasons=found,
        waits_for=tuple(dict.fromkeys(reason.waits_for for reason in found if reason.waits_for)),
        urgent=any(reason.code == "urgent" for reason in found),
        has_document=intake.document is not None,
        updated_at=intake.facts[-1].at,
    )


def document_error(reading: Reading, clinic: Clinic, intake: str) -> str:
    """Why the summary of an intake is still waiting, if it is."""
    waiting = (job for job in reading.jobs(clinic.site.id) if job.intake == intake and job.kind == "summary")
    return next((job.error for job in waiting), "")


def state(intake: Intake) -> str:
    """The intake's place in its life, in one word."""
    if intake.declined:
        return "declined"
    if intake.signed:
        return "superseded" if intake.superseded else "signed"
    return "begun" if intake.identified else "invited"


def rebuild(clinic: Clinic) -> int:
    """Make every row again from the facts; returns how many."""
    with clinic.store.writing() as writing:
        opened = writing.facts_of_kind(clinic.site.id, IntakeOpened.kind)
        for told in opened:
            project(writing, clinic, told.intake)
    return len(opened)


def note_newer_forms(clinic: Clinic) -> int:
    """Bring up to date the rows of records that were opened with other forms than those of today, or that stand as an
    earlier version of the program wrote them; returns how many.

    Forms are read when the program starts, so this is done then.
    """
    with clinic.store.reading() as reading:
        opened = reading.facts_of_kind(clinic.site.id, IntakeOpened.kind)
        old = {row.intake for row in _all_rows(reading, clinic) if AS_KEPT in {r.code for r in row.reasons}}
    behind = [told.intake for told in opened if told.intake in old or _is_behind(clinic, told.fact)]
    for first in range(0, len(behind), AT_ONCE):
        with clinic.store.writing() as writing:
            for intake in behind[first : first + AT_ONCE]:
                project_if_possible(writing, clinic, intake)
    return len(behind)


def _is_behind(clinic: Clinic, opened: Fact) -> bool:
    try:
        return isinstance(opened, IntakeOpened) and opened.steps != present_steps(clinic, opened.packet)
    except KeyError:
        return False


def _all_rows(reading: Reading, clinic: Clinic) -> Sequence[WorklistRow]:
    return reading.worklist(clinic.site.id, limit=2**31)


def differing(reading: Reading, clinic: Clinic) -> Iterator[str]:
    """Intakes whose row is not what their facts say, apart from what the passing of time alone changes."""
    stored = {row.intake: row for row in _all_rows(reading, clinic)}
    opened = reading.facts_of_kind(clinic.site.id, IntakeOpened.kind)
    yield from sorted(stored.keys() - {told.intake for told in opened})
    for told in opened:
        row = stored.get(told.intake)
        expected = worklist_row(reading, clinic, load_walk(reading, clinic, told.intake))
        if row is None or _timeless(row) != _timeless(expected):
            yield told.intake


def _timeless(row: WorklistRow) -> WorklistRow:
    # A reason may change by the clock alone, and a print is a fact that changes nothing on the list.
    return replace(row, reasons=(), waits_for=(), updated_at="")
