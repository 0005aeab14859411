"""Where the proof stands: the certificate page of a copy of record."""

from consentapp.domain.facts.walk import ChangesRead
from consentapp.domain.form import Form
from consentapp.domain.saying import Say, as_written
from consentapp.domain.summary import Certificate, Step
from consentapp.domain.walk import Walk
from consentapp.domain.wording import deed, who


def of_record(walk: Walk) -> tuple[Form, ...]:
    """The forms that a copy of record speaks of: those that were read or answered, or that wait for a person.

    An instrument that earlier answers left out was never before the patient.
    """
    begun = {form for form, _ in walk.intake.pages} | walk.intake.skipped | walk.intake.asked_in_person
    waiting = walk.ask_in_person
    return tuple(f for f in walk.forms if f.kind == "consent" or f.id in begun or f in waiting)


def certificate(
    walk: Walk, *, ledger: str, program: str, staff: dict[str, str], leaf: str, say: Say = as_written
) -> Certificate:
    """The certificate of a signed intake. ValueError when nobody has signed."""
    signed = walk.intake.signed
    if not signed:
        raise ValueError("there is nothing to certify before a signature")
    earlier = walk.intake.earlier
    renewed = earlier.signed if earlier else None
    read = walk.intake.last(ChangesRead)
    forms = tuple((form.title, form.version, form.language, form.digest) for form in of_record(walk))
    steps = tuple(
        Step(at=f.at, who=who(f.actor, staff, say), what=deed(walk, f, say), position=f.position)
        for f in walk.intake.facts
        if f.position <= signed.position
    )
    return Certificate(
        forms=forms,
        ledger=ledger,
        signature_fact=signed.id,
        signature_position=signed.position,
        signature_leaf=leaf,
        checkpoint="",
        steps=steps,
        program=program,
        renews_code=renewed.fact.code if renewed else "",
        renews_signed_at=renewed.at if renewed else "",
        notice_digest=read.fact.text_digest if read else "",
    )
