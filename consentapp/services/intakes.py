"""What the desk does: register, invite, revoke."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta

from consentapp.domain.canonical import has_words, normalised
from consentapp.domain.errors import Ended, NotFound, NotNow
from consentapp.domain.facts import Actor
from consentapp.domain.facts.intakes import (
    BirthDateMatched,
    BirthDateMismatched,
    IntakeOpened,
    IntakeRenewed,
    LinkMade,
    LinkOpened,
    LinkRevoked,
    UnderAge,
    WrongPerson,
)
from consentapp.domain.facts.people import PatientRegistered, PatientRow
from consentapp.domain.intake import Intake
from consentapp.domain.renewal import Before, afresh
from consentapp.domain.times import age_on, instant, local_date, moment
from consentapp.ports import Clinic, Link, Reading
from consentapp.services.active_forms import check_active
from consentapp.services.recording import (
    PATIENT,
    check_link,
    load_intake,
    load_patient,
    load_walk,
    new_id,
    record,
    record_for_organisation,
)
from consentapp.services.renewals import asked_again, changed_since, present_forms, present_steps
from consentapp.services.worklist import project

ADULT = 18
OLDEST = 120


@dataclass(frozen=True)
class NewLink:
    """A link as it is shown once. Only its SHA-256 is kept."""

    id: str
    token: str


def register(clinic: Clinic, *, name: str, birth_date: str, packet: str, language: str, by: Actor) -> str:
    """Register a patient and open an intake; returns its id. NotNow for a patient under 18 or a draft at a real site."""
    if not has_words(normalised(name)):
        raise NotNow("Enter the patient's full name.")
    today = local_date(instant(clinic.clock.now()), clinic.site.zone)
    age = age_on(birth_date, today)
    if not 0 <= age <= OLDEST:
        raise NotNow("Check the date of birth: write the year with four digits.")
    if age < ADULT:
        raise NotNow("This service is for adults of 18 and over. Please talk with a clinician.")
    steps = present_steps(clinic, packet)
    patient, intake = new_id(clinic.entropy), new_id(clinic.entropy)
    row = PatientRow(patient=patient, name=normalised(name).strip(), birth_date=birth_date)
    with clinic.store.writing() as writing:
        check_active(writing, clinic, steps)
        record_for_organisation(writing, clinic, PatientRegistered(patient=patient, rows=(row,)), actor=by)
        opened = IntakeOpened(
            patient=patient, packet=packet, packet_version=clinic.catalog.packet(packet).version, steps=steps,
            language=language, sample=clinic.site.demo,
        )  # fmt: skip
        record(writing, clinic, opened, actor=by, intake=intake)
        project(writing, clinic, intake)
    return intake


def renew(clinic: Clinic, *, intake: str, by: Actor) -> str:
    """Open an intake that asks a patient again where the text has changed since they signed; returns its id.

    The patient is the same, links and date of birth are the new intake's own. NotNow while nobody has signed, once a
    newer record has taken over, and when nothing has changed.
    """
    with clinic.store.writing() as writing:
        walk = load_walk(writing, clinic, intake)
        _check_renewable(writing, clinic, walk.intake)
        if not changed_since(writing, clinic, walk):
            raise NotNow("Nothing has changed since the patient signed: there is nothing to ask again.")
        opened, newer = _renewal(clinic, walk.intake), new_id(clinic.entropy)
        check_active(writing, clinic, opened.steps)
        record(writing, clinic, opened, actor=by, intake=newer)
        record(writing, clinic, IntakeRenewed(renewal=newer), actor=by, intake=intake)
        project(writing, clinic, newer)
        project(writing, clinic, intake)
    return newer


def _renewal(clinic: Clinic, signed: Intake) -> IntakeOpened:
    """The same patient and packet, under the packet's steps of today."""
    packet = signed.opened.packet
    fresh = afresh(present_forms(clinic, signed), Before(signed, clinic.catalog.forms))
    return IntakeOpened(
        patient=signed.opened.patient, packet=packet, packet_version=clinic.catalog.packet(packet).version,
        steps=present_steps(clinic, packet), language=signed.language, sample=clinic.site.demo, renews=signed.id,
        afresh=fresh,
    )  # fmt: skip


def _check_renewable(reading: Reading, clinic: Clinic, intake: Intake) -> None:
    if not intake.signed:
        raise NotNow(
            "Nobody has signed this yet: there is nothing to ask again. Let the patient finish it first."
        )
    if intake.declined:
        raise NotNow("The patient said no. If they changed their mind, open a new record.")
    if intake.opened.sample != clinic.site.demo:
        raise NotNow("This was signed as a sample, in a demonstration. Open a new record.")
    if intake.superseded:
        raise NotNow("A newer signature has replaced this one. Ask again from the newest record.")
    newer = asked_again(reading, clinic, intake)
    if newer and not newer.declined:
        raise NotNow("The patient is being asked again already. Go on with the newer record.")


def make_link(clinic: Clinic, *, intake: str, mode: str, by: Actor) -> NewLink:
    """A WALK link for one intake: 256 random bits, good for the site's days. Ended when the intake has ended; NotNow
    for a draft at a real site, also when the record was opened while it was a demo."""
    token = base64.urlsafe_b64encode(clinic.entropy.bytes(32)).decode().rstrip("=")
    ends_at = instant(clinic.clock.now() + timedelta(days=clinic.site.link_days))
    link = Link(new_id(clinic.entropy), clinic.site.id, intake, mode, ends_at, revoked=False)
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        if found.ended:
            raise Ended("This record has ended. Open a new one for the same patient.")
        check_active(writing, clinic, found.opened.steps)
        record(writing, clinic, LinkMade(link=link.id, mode=mode, ends_at=ends_at), actor=by, intake=intake)
        writing.keep_link(link, token_digest(token))
        project(writing, clinic, intake)
    return NewLink(link.id, token)


def revoke_link(clinic: Clinic, *, intake: str, link: str, by: Actor) -> None:
    """End a link and every session that began with it, at once. NotFound for a link of another intake."""
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        if link not in {told.fact.link for told in found.links}:
            raise NotFound("There is no such link.")
        record(writing, clinic, LinkRevoked(link=link), actor=by, intake=intake)
        writing.revoke_link(link)
        writing.end_sessions_of(PATIENT, intake)
        project(writing, clinic, intake)


def usable_link(reading: Reading, clinic: Clinic, token: str) -> Link:
    """The link behind a token. NotFound, always in the same words, for an unknown, revoked, old or spent one."""
    link = reading.link(token_digest(token))
    if link and _good(link, clinic) and not load_intake(reading, clinic, link.intake).ended:
        return link
    raise NotFound("This link does not open anything any more.")


def _good(link: Link, clinic: Clinic) -> bool:
    return not link.revoked and moment(link.ends_at) > clinic.clock.now() and link.site == clinic.site.id


def open_link(clinic: Clinic, *, token: str) -> Link:
    """Someone pressed the button behind a link. Opening it by GET, as mail scanners do, changes nothing (FT-17)."""
    with clinic.store.writing() as writing:
        link = usable_link(writing, clinic, token)
        record(
            writing,
            clinic,
            LinkOpened(link=link.id, mode=link.mode),
            actor=Actor(PATIENT, link.intake),
            intake=link.intake,
        )
        project(writing, clinic, link.intake)
    return link


@dataclass(frozen=True)
class BirthDateCheck:
    """What came of a date of birth."""

    matched: bool
    tries_left: int
    adult: bool
    """False for a date that makes a person under 18: whoever it is, this service is not for them."""


def check_birth_date(clinic: Clinic, *, intake: str, link: str, birth_date: str) -> BirthDateCheck:
    """Whether it is the date on record; that it was tried is a fact. NotNow when no try is left (AB-13)."""
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        check_link(found, link)
        if found.ended:
            raise Ended("This form is finished. If you need your copy, please call the clinic.")
        if found.tries_left(link) == 0:
            raise NotNow("There are no tries left. Please call the clinic or ask at the desk.")
        adult = age_on(birth_date, local_date(instant(clinic.clock.now()), clinic.site.zone)) >= ADULT
        if not adult:
            record(writing, clinic, UnderAge(link=link), actor=Actor(PATIENT, intake), intake=intake)
            return BirthDateCheck(matched=False, tries_left=found.tries_left(link), adult=False)
        matched = load_patient(writing, found.opened.patient).birth_date == birth_date
        fact = BirthDateMatched(link=link) if matched else BirthDateMismatched(link=link)
        record(writing, clinic, fact, actor=Actor(PATIENT, intake), intake=intake)
        project(writing, clinic, intake)
    return BirthDateCheck(matched, found.tries_left(link) - (not matched), adult=True)


def not_me(clinic: Clinic, *, intake: str, link: str) -> None:
    """Whoever opened the link says that it is not theirs: the link ends, and the desk makes another."""
    by = Actor(PATIENT, intake)
    with clinic.store.writing() as writing:
        record(writing, clinic, WrongPerson(link=link), actor=by, intake=intake)
        record(writing, clinic, LinkRevoked(link=link), actor=by, intake=intake)
        writing.revoke_link(link)
        writing.end_sessions_of(PATIENT, intake)
        project(writing, clinic, intake)


def token_digest(token: str) -> str:
    """What the store holds in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
