"""Putting facts on record, and reading an intake back."""

import base64
import hashlib

from consentapp.domain.canonical import has_words, normalised
from consentapp.domain.errors import Ended, FormsMissing, Incomplete, NotFound, NotNow
from consentapp.domain.facts import Actor, Fact, seal
from consentapp.domain.facts.clinic import OnCallConfirmed
from consentapp.domain.facts.intakes import NoteRow
from consentapp.domain.facts.people import PatientRow
from consentapp.domain.form import AGE, Page
from consentapp.domain.intake import Intake
from consentapp.domain.response import Answers
from consentapp.domain.shown import shown_page
from consentapp.domain.times import age_on, instant, local_date
from consentapp.domain.walk import Walk
from consentapp.ports import ORGANISATION, Clinic, Entropy, Reading, Writing

JOB = "job"
PATIENT = "patient"
STAFF = "staff"

LONGEST_NOTE = 2000


def new_id(entropy: Entropy) -> str:
    """128 random bits in base32: never reused, never secret."""
    return base64.b32encode(entropy.bytes(16)).decode().rstrip("=").lower()


def record(
    writing: Writing, clinic: Clinic, fact: Fact, *, actor: Actor, intake: str = "", site: str = ""
) -> str:
    """Append one fact to the site's ledger (or the organisation's) and return its id."""
    id = new_id(clinic.entropy)
    salts = [clinic.entropy.bytes(32) for _ in fact.rows]
    at = instant(clinic.clock.now())
    writing.append(
        seal(fact, site=site or clinic.site.id, id=id, intake=intake, at=at, actor=actor, salts=salts)
    )
    return id


def record_for_organisation(writing: Writing, clinic: Clinic, fact: Fact, *, actor: Actor) -> str:
    """Append one fact that belongs to no site."""
    return record(writing, clinic, fact, actor=actor, site=ORGANISATION)


def load_intake(reading: Reading, clinic: Clinic, intake: str) -> Intake:
    """NotFound for an intake that is not of this site."""
    facts = reading.intake_facts(intake)
    if not facts or facts[0].site != clinic.site.id:
        raise NotFound("There is no such record at this clinic.")
    found = Intake(facts)
    return Intake(facts, load_intake(reading, clinic, found.opened.renews)) if found.opened.renews else found


def load_walk(reading: Reading, clinic: Clinic, intake: str, *, link: str = "") -> Walk:
    """The intake with its forms, now, as seen through a link. FormsMissing when a version is not at hand."""
    found = load_intake(reading, clinic, intake)
    check_link(found, link)
    on_call = clinic.site.on_call in confirmed_contacts(reading, clinic)
    known = _known(reading, clinic, found)
    texts = read_texts(reading, found.earlier) if found.earlier else {}
    try:
        return Walk(
            found,
            clinic.catalog.forms,
            on_call=on_call,
            at=clinic.clock.now(),
            link=link,
            known=known,
            texts=texts,
        )
    except KeyError as missing:
        raise FormsMissing(
            "The forms folder lacks %(form)s. Put that version back: this record needs it.", form=str(missing)
        ) from None


def read_texts(reading: Reading, intake: Intake) -> dict[str, Page]:
    """The pages of an intake in the words that were read, by digest; a text that is not as it was is none."""
    digests = {told.fact.text_digest for told in intake.pages.values()}
    digests |= {signed.fact.text_digest for signed in [intake.signed] if signed}
    texts = (reading.text(digest) for digest in digests)
    return {
        text.digest: shown_page(text.body)
        for text in texts
        if text and hashlib.sha256(text.body).hexdigest() == text.digest
    }


def _known(reading: Reading, clinic: Clinic, intake: Intake) -> Answers:
    """What rules may ask of a patient without asking them: their age on the day the record was opened."""
    born = load_patient(reading, intake.opened.patient).birth_date
    age = age_on(born, local_date(intake.facts[0].at, clinic.site.zone))
    return {AGE: (str(age),)}


def check_link(intake: Intake, link: str) -> None:
    """NotFound once the link by which someone came was revoked: sessions end with it, whatever raced."""
    if link and link not in {told.fact.link for told in intake.links}:
        raise NotFound("This link does not open anything any more.")


def check_open(walk: Walk) -> None:
    """Ended once it is signed or declined; NotNow before a date of birth has matched."""
    if walk.intake.ended:
        raise Ended("This form is finished. Nothing on it can be changed.")
    if not walk.intake.identified:
        raise NotNow("Please enter your date of birth first.")


def load_patient(reading: Reading, patient: str) -> PatientRow:
    found = reading.patient(patient)
    if not found:
        raise NotFound("There is no such patient.")
    return found


def confirmed_contacts(reading: Reading, clinic: Clinic) -> frozenset[str]:
    """The contacts set now who have said back the code of a test alert that went the present way."""
    told = (found.fact for found in reading.facts_of_kind(clinic.site.id, OnCallConfirmed.kind))
    said = {(fact.contact, fact.channel) for fact in told if isinstance(fact, OnCallConfirmed)}
    return frozenset(c for c in clinic.site.contacts if (c, clinic.courier.channel) in said)


def words_row(purpose: str, text: str) -> tuple[NoteRow, ...]:
    """What a person had to write. Incomplete for nothing that can be seen."""
    rows = note_row(purpose, text)
    if not rows:
        raise Incomplete((purpose,))
    return rows


def note_row(purpose: str, text: str) -> tuple[NoteRow, ...]:
    """What a person wrote, as the rows of a fact; none for nothing."""
    words = normalised(text).strip()[:LONGEST_NOTE]
    return (NoteRow(purpose=purpose, text=words),) if has_words(words) else ()
