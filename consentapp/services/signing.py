"""A patient signs."""

import hashlib

from consentapp.domain.canonical import Json, canonical_bytes, has_words, normalised
from consentapp.domain.errors import Incomplete, NotNow, TextChanged
from consentapp.domain.facts import Actor
from consentapp.domain.facts.intakes import BirthDateMatched, IntakeSuperseded, LinkOpened
from consentapp.domain.facts.walk import IntakeSigned, SignatureRow
from consentapp.domain.intake import Intake
from consentapp.domain.saying import N_
from consentapp.domain.shown import shown_text
from consentapp.domain.text import plain
from consentapp.domain.times import instant, local_time
from consentapp.domain.walk import Walk
from consentapp.ports import Clinic, Job, Writing
from consentapp.services.recording import PATIENT, load_walk, new_id, record
from consentapp.services.worklist import project

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def sign_intake(
    clinic: Clinic,
    *,
    intake: str,
    printed_name: str,
    method: str,
    strokes: str,
    text_digest: str,
    device: str,
    link: str = "",
) -> Intake:
    """Record the patient's signature, once; a second press gets the first (FT-13, FT-14).

    In one transaction: the signature, its leaf, the new state and the job for the PDF. NotNow says what is in the way;
    TextChanged when the statement read is not the one in force; Incomplete without a name or a drawing.
    """
    name = normalised(printed_name).strip()
    if not has_words(name) or (method == "drawn") != bool(strokes):
        raise Incomplete(("printed_name",))
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake, link=link)
        if walk.intake.signed:
            return walk.intake
        station = walk.signing_station
        if not station:
            raise NotNow(why_not(walk))
        form, page = station.form, station.page
        item = next(item for item in page.items if item.type == "signature")
        if page.text_digest != text_digest:
            raise TextChanged("This page has changed since you opened it. Please read it again.")
        at = instant(clinic.clock.now())
        row = SignatureRow(
            form=form.id, version=form.version, language=form.language, page=page.id, link_id=item.link_id,
            role="patient", printed_name=name, at=at, meaning=item.hint,
            statement=plain(item.label), method=method, strokes=strokes, text_digest=text_digest,
            evidence="\n".join(_evidence(clinic, walk, link, device)),
        )  # fmt: skip
        fact = IntakeSigned(
            form=form.id, version=form.version, language=form.language, page=page.id, text_digest=text_digest,
            role="patient", covers=covered(walk), code=_code(clinic.entropy.bytes(12)), edition=1, link=link,
            mode=walk.mode, rows=(row,),
        )  # fmt: skip
        writing.keep_text(shown_text(form, page))
        signature = record(writing, clinic, fact, actor=Actor(PATIENT, intake), intake=intake)
        _supersede(writing, clinic, walk.intake, signature)
        writing.drop_drafts(intake)
        writing.ask_for(Job(new_id(clinic.entropy), "summary", clinic.site.id, intake, signature, 0, at, ""))
        return project(writing, clinic, intake).intake


def _supersede(writing: Writing, clinic: Clinic, intake: Intake, signature: str) -> None:
    """The signature that an intake renews gives way to the new one, in the same transaction."""
    if earlier := intake.earlier:
        fact = IntakeSuperseded(renewal=intake.id, signature=signature)
        record(writing, clinic, fact, actor=Actor(PATIENT, intake.id), intake=earlier.id)
        project(writing, clinic, earlier.id)


def covered(walk: Walk) -> str:
    """SHA-256 over the page facts that stand: a signature cannot be moved to other pages (21 CFR 11.70)."""
    pages: Json = [told.id for told in sorted(walk.intake.pages.values(), key=lambda told: told.position)]
    return hashlib.sha256(canonical_bytes(pages)).hexdigest()


def why_not(walk: Walk) -> str:
    """What stands between a patient and the signature: one of our sentences, or the form's own words for a patient."""
    if walk.intake.declined:
        return N_("You said no to this treatment. If you changed your mind, please call the clinic.")
    if walk.open_questions:
        return N_("Your question is waiting for an answer. You can sign once someone has answered it.")
    if walk.language_gone:
        return N_("This form is not offered in your language any more. Please choose another language first.")
    if walk.holds:
        return walk.holds[0].flag.rule.patient_text
    if walk.half_asked:
        return N_(
            "Some questions about your safety are still open. Signing waits until a clinician has talked with you."
        )
    return N_("Please finish the pages before this one first.")


def _evidence(clinic: Clinic, walk: Walk, link: str, device: str) -> list[str]:
    """How we know who signed: what happened with the very link that the signature came by."""
    zone = clinic.site.zone
    opened = [told.at for told in walk.intake.told(LinkOpened) if link in ("", told.fact.link)]
    matched = [told.at for told in walk.intake.told(BirthDateMatched) if link in ("", told.fact.link)]
    how = "handed over by staff at the clinic" if walk.mode == "on-site" else "sent to the patient"
    found = [f"Link {how}, opened {local_time(at, zone)}." for at in opened[-1:]]
    found += [f"Date of birth entered and matched {local_time(at, zone)}." for at in matched[-1:]]
    device = "".join(c for c in normalised(device) if c.isprintable())[:160]
    return [*found, f"Device: {device or 'not told'}."]


def _code(noise: bytes) -> str:
    """Twelve letters of Crockford's base 32: 60 bits, nothing that reads like something else."""
    return "".join(CROCKFORD[byte % 32] for byte in noise)
