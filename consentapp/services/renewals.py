"""A signed record beside the forms of today: what has changed since, and what became of a newer record."""

from consentapp.domain.form import Form
from consentapp.domain.intake import Intake
from consentapp.domain.readiness import Outdated, Version
from consentapp.domain.renewal import Before, Notice, notice_of
from consentapp.domain.steps import form_of_step
from consentapp.domain.stops import REVIEW
from consentapp.domain.walk import Walk
from consentapp.ports import Clinic, Reading
from consentapp.services.recording import load_intake, read_texts


def present_steps(clinic: Clinic, packet: str) -> tuple[str, ...]:
    """The steps of a packet as an intake is opened with them today. KeyError for a packet that there is no more."""
    steps = clinic.catalog.packet(packet).steps
    return tuple(REVIEW if step.review else f"{step.form}@{step.version}" for step in steps)


def present_forms(clinic: Clinic, intake: Intake) -> tuple[Form, ...]:
    """The forms of an intake's packet as they are today, in its language."""
    steps = present_steps(clinic, intake.opened.packet)
    found = (form_of_step(step, intake, clinic.catalog.forms) for step in steps)
    return tuple(form for form in found if form)


def changed_since(reading: Reading, clinic: Clinic, walk: Walk) -> Notice | None:
    """What has changed since a record was signed; None where there is nothing to ask again.

    Nothing is asked again of a record that nobody signed, that a newer signature has replaced, that was a sample in a
    demonstration, or whose packet is gone.
    """
    intake = walk.intake
    sample = intake.opened.sample != clinic.site.demo
    if not intake.signed or intake.declined or intake.superseded or sample:
        return None
    try:
        forms = present_forms(clinic, intake)
    except KeyError:
        return None
    before = Before(intake, clinic.catalog.forms, read_texts(reading, intake))
    notice = notice_of(intake, forms, before, walk.answers)
    return notice if notice.pages else None


def asked_again(reading: Reading, clinic: Clinic, intake: Intake) -> Intake | None:
    """The newest record that asks this patient again, whatever became of it."""
    return load_intake(reading, clinic, intake.renewal.fact.renewal) if intake.renewal else None


def outdated(reading: Reading, clinic: Clinic, walk: Walk) -> Outdated | None:
    """What the desk has to know of a record beside the forms of today; None where it is up to date.

    A value of the clinic that changed, its phone number, is no reason to ask again; a new version of a form is.
    """
    intake = walk.intake
    if intake.superseded or intake.declined:
        return None
    if intake.opened.sample != clinic.site.demo:
        return None
    newer, forms = asked_again(reading, clinic, intake), _newer_versions(reading, clinic, walk)
    if not intake.signed:
        return Outdated(forms, "unsigned") if forms else None
    if newer:
        return Outdated(forms, "declined" if newer.declined else "open")
    return Outdated(forms) if forms else None


def _newer_versions(reading: Reading, clinic: Clinic, walk: Walk) -> tuple[Version, ...]:
    """The forms of another version today; of a signed record those on which something would be asked again."""
    others = _other_versions(clinic, walk)
    if walk.intake.signed and others:
        notice = changed_since(reading, clinic, walk)
        asked = {change.form for change in notice.pages} if notice else set()
        others = [(form, known) for form, known in others if form.id in asked]
    return tuple((form.title, known.version if known else "", form.version) for form, known in others)


def _other_versions(clinic: Clinic, walk: Walk) -> list[tuple[Form, Form | None]]:
    """Each form of today that is not the one of the record, with that of the record."""
    known = {form.id: form for form in walk.forms}
    try:
        pairs = [(form, known.get(form.id)) for form in present_forms(clinic, walk.intake)]
    except KeyError:
        return []
    return [(form, own) for form, own in pairs if own is None or own.version != form.version]
