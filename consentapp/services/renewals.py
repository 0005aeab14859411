"""A signed record beside the forms of today: what has changed since, and what became of a newer record."""

from consentapp.domain.form import Form
from consentapp.domain.intake import Intake
from consentapp.domain.readiness import Outdated
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
    """What the desk has to know of a signed record beside the forms of today; None where it is up to date.

    A value of the clinic that changed, its phone number, is no reason to ask again; a new version of a form is.
    """
    intake = walk.intake
    if not intake.signed or intake.superseded:
        return None
    newer, forms = asked_again(reading, clinic, intake), _newer_versions(reading, clinic, walk)
    if newer:
        return Outdated(forms, "declined" if newer.declined else "open")
    return Outdated(forms) if forms else None


def _newer_versions(reading: Reading, clinic: Clinic, walk: Walk) -> tuple[tuple[str, str, str], ...]:
    """Title, version signed and version of today, of each form on which something would be asked again."""
    signed = {form.id: form for form in walk.forms}
    try:
        now = [form for form in present_forms(clinic, walk.intake) if not _is_same(form, signed.get(form.id))]
    except KeyError:
        return ()
    notice = changed_since(reading, clinic, walk) if now else None
    asked = {change.form for change in notice.pages} if notice else set()
    return tuple(_newer(form, signed.get(form.id)) for form in now if form.id in asked)


def _is_same(form: Form, signed: Form | None) -> bool:
    return signed is not None and signed.version == form.version


def _newer(form: Form, signed: Form | None) -> tuple[str, str, str]:
    return form.title, signed.version if signed else "", form.version
