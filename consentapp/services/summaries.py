"""The copy of record: made once, sealed once, kept for ever."""

import hashlib

from consentapp import __version__
from consentapp.domain.composing import Letterhead, summary_of
from consentapp.domain.errors import NotFound
from consentapp.domain.facts import Actor
from consentapp.domain.facts.documents import DocumentOpened, DocumentRow, DocumentSealed
from consentapp.domain.facts.people import StaffAdded
from consentapp.domain.form import Page
from consentapp.domain.shown import shown_page
from consentapp.domain.summary import Summary
from consentapp.domain.times import instant
from consentapp.domain.walk import Walk
from consentapp.ports import ORGANISATION, Clinic, Job, NotRendered, Reading
from consentapp.services.recording import JOB, load_intake, load_patient, load_walk, record
from consentapp.services.worklist import project

RENDERER = Actor(JOB, "summary")


def make_summary(clinic: Clinic, job: Job) -> None:
    """Render and seal the summary of a signed intake. A second run for the same signature changes nothing (FT-12).

    NotRendered leaves the job waiting with the mend in its message; the signature is safe either way.
    """
    with clinic.store.reading() as reading:
        walk = load_walk(reading, clinic, job.intake)
        document_id = clinic.entropy.bytes(32).hex()
        wanted = walk.intake.signed and not walk.intake.document
        summary = compose(reading, clinic, walk, document_id=document_id) if wanted else None
    if summary is None:
        _done(clinic, job)
        return
    pdf = clinic.sealer.seal(
        clinic.renderer.summary_pdf(summary),
        at=clinic.clock.now(),
        reason="Copy of record",
        location=clinic.site.values["clinic.name"],
    )
    _keep(clinic, job, walk, document_id, pdf)


def _done(clinic: Clinic, job: Job) -> None:
    with clinic.store.writing() as writing:
        writing.job_done(job.id)


def _keep(clinic: Clinic, job: Job, walk: Walk, document_id: str, pdf: bytes) -> None:
    signed = walk.intake.signed
    assert signed  # noqa: S101  make_summary has looked
    digest = hashlib.sha256(pdf).hexdigest()
    fact = DocumentSealed(
        code=signed.fact.code, edition=signed.fact.edition, signature=signed.id, document_id=document_id, sha256=digest,
        length=len(pdf), certificate=clinic.sealer.fingerprint,
        rows=(DocumentRow(code=signed.fact.code, edition=signed.fact.edition, sha256=digest, pdf=pdf),),
    )  # fmt: skip
    with clinic.store.writing() as writing:
        if load_intake(writing, clinic, job.intake).document:
            return
        record(writing, clinic, fact, actor=RENDERER, intake=job.intake)
        writing.job_done(job.id)
        project(writing, clinic, job.intake)


def compose(reading: Reading, clinic: Clinic, walk: Walk, *, document_id: str) -> Summary:
    """The summary of a signed intake as its facts tell it."""
    signed = walk.intake.signed
    if not signed:
        raise NotFound("Nobody has signed this yet.")
    values = clinic.site.values_in(walk.intake.language)
    head = Letterhead(
        clinic_name=values["clinic.name"], clinic_address=values["clinic.address"], clinic_phone=values["clinic.phone"],
        code_address=f"{clinic.site.address}/code/{signed.fact.code}", zone=clinic.site.zone_name,
        paper=clinic.site.paper, ledger=clinic.site.ledger, program=f"consentapp {__version__}",
        staff=staff_names(reading), say=clinic.phrases.say(walk.intake.language),
    )  # fmt: skip
    leaf = reading.node(clinic.site.id, 0, signed.position).hex()
    return summary_of(
        walk, load_patient(reading, walk.intake.opened.patient), head, document_id=document_id,
        made_at=instant(clinic.clock.now()), title=clinic.catalog.packet(walk.intake.opened.packet).title, leaf=leaf,
        texts=_texts(reading, walk),
    )  # fmt: skip


def _texts(reading: Reading, walk: Walk) -> dict[str, Page]:
    """Every page of an intake as it was shown. NotRendered when one is not here, or not as it was: no other words are sealed."""
    facts = [told.fact for told in walk.intake.pages.values()]
    digests = {fact.text_digest for fact in facts} | {s.fact.text_digest for s in [walk.intake.signed] if s}
    return {digest: _shown(reading, digest) for digest in digests}


def _shown(reading: Reading, digest: str) -> Page:
    text = reading.text(digest)
    if text is None or hashlib.sha256(text.body).hexdigest() != digest:
        raise NotRendered("A page as it was shown cannot be read any more. `consentapp verify` names it.")
    return shown_page(text.body)


def staff_names(reading: Reading) -> dict[str, str]:
    """Names by staff id, of everyone who ever worked here."""
    added = (told.fact for told in reading.facts_of_kind(ORGANISATION, StaffAdded.kind))
    return {str(row.values()["staff"]): str(row.values()["name"]) for fact in added for row in fact.rows}


def open_document(clinic: Clinic, *, intake: str, purpose: str, by: Actor) -> bytes:
    """The kept bytes of a copy of record, always the same. That it was opened is a fact. NotFound while it is being made."""
    with clinic.store.writing() as writing:
        document = load_intake(writing, clinic, intake).document
        pdf = writing.document(document.id) if document else None
        if not document or pdf is None:
            raise NotFound("The PDF is being made. It is here in a few seconds: load this page again.")
        record(
            writing, clinic, DocumentOpened(document=document.id, purpose=purpose), actor=by, intake=intake
        )
    return pdf
