"""What the desk and the clinician both see of an intake."""

from typing import Any

from consentapp.domain.form import Form
from consentapp.domain.readiness import reasons
from consentapp.domain.screening import ScoreResult, scores
from consentapp.domain.walk import Walk
from consentapp.domain.wording import in_language
from consentapp.services import staff
from consentapp.services.recording import load_patient, load_walk
from consentapp.services.renewals import asked_again, changed_since, outdated
from consentapp.services.summaries import staff_names
from consentapp.services.worklist import state
from consentapp.web.parts import clinic, this_session


def record_view(intake: str, what: str) -> dict[str, Any]:
    """Everything a staff page needs of one intake. That it was looked at is on disk before the page is made (HI-05)."""
    staff.note_access(clinic(), staff=this_session().subject, intake=intake, what=what)
    with clinic().store.reading() as reading:
        walk = load_walk(reading, clinic(), intake)
        patient = load_patient(reading, walk.intake.opened.patient)
        jobs = [job for job in reading.jobs(clinic().site.id) if job.intake == intake]
        names = staff_names(reading)
        behind, newer = outdated(reading, clinic(), walk), asked_again(reading, clinic(), walk.intake)
        changed = changed_since(reading, clinic(), walk)
    found = reasons(walk, next((job.error for job in jobs if job.kind == "summary"), ""), behind)
    return {
        "walk": walk, "patient": patient, "reasons": found, "jobs": jobs, "names": names,
        "state": state(walk.intake), "scores": scores_of(walk), "newer": newer,
        "changed": None if newer and not newer.declined else changed,
    }  # fmt: skip


def scores_of(walk: Walk) -> list[tuple[Form, ScoreResult]]:
    """Each score of every form of which something was answered."""
    begun = {form for form, _ in walk.intake.pages}
    forms = (read_by_staff(form) for form in walk.forms if form.id in begun)
    return [(form, found) for form in forms for found in scores(form, walk.answers)]


def read_by_staff(form: Form) -> Form:
    """A form in the language of the house, whatever the patient read it in."""
    return in_language(form, clinic().site.languages[0], clinic().catalog.forms)
