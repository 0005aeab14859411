"""Telling the on-call contact, and knowing whether they were told."""

import hashlib
import logging
from collections.abc import Collection

from consentapp.domain.errors import NotNow
from consentapp.domain.facts import Actor
from consentapp.domain.facts.clinic import OnCallConfirmed, OnCallTested
from consentapp.domain.facts.intakes import AlertAccepted, CrisisScreenShown
from consentapp.ports import Clinic, Job, Message, NotDelivered
from consentapp.services.recording import JOB, PATIENT, load_intake, new_id, record
from consentapp.services.worklist import project

log = logging.getLogger(__name__)

OUTBOX = Actor(JOB, "outbox")


def deliver_now(clinic: Clinic, *, intake: str) -> None:
    """Try every waiting alert of an intake at once, so that the crisis screen can say what is true.

    A courier that does not accept leaves the alert in the outbox, where the worker tries again.
    """
    with clinic.store.reading() as reading:
        waiting = [
            job for job in reading.jobs(clinic.site.id) if job.kind == "alert" and job.intake == intake
        ]
    for job in waiting:
        try:
            deliver_alert(clinic, job)
        except NotDelivered:
            return
        except Exception:
            # Whatever went wrong, the answer is saved and the alert waits; the patient must see the crisis screen.
            log.exception("an alert could not be delivered at once")
            return


def deliver_alert(clinic: Clinic, job: Job) -> None:
    """Hand one alert to the courier; that it was accepted is a fact. NotDelivered leaves everything as it was."""
    if not clinic.site.on_call:
        raise NotDelivered("no on-call contact is set")
    clinic.courier.deliver(clinic.site.on_call, _alert(clinic, job))
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, job.intake)
        if any(alert.raised.id == job.cause and alert.accepted for alert in found.alerts):
            return
        accepted = AlertAccepted(alert=job.cause, contact=clinic.site.on_call, channel=clinic.courier.channel)
        record(writing, clinic, accepted, actor=OUTBOX, intake=job.intake)
        writing.job_done(job.id)
        project(writing, clinic, job.intake)


def _alert(clinic: Clinic, job: Job) -> Message:
    # No name and no answer: a message may lie on a lock screen. The link opens only for staff who sign in.
    return Message(
        id=job.id,
        site=clinic.site.id,
        subject="consentapp: urgent, please look now",
        body=f"A patient's answer needs a clinician now.\n{clinic.site.address}/clinician/intakes/{job.intake}\n",
    )


def go_on(clinic: Clinic, *, intake: str, seen: Collection[str], told: bool) -> None:
    """The patient has seen the crisis screen for these alerts and goes on; `told` is what it said of the clinic."""
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        for alert in found.alerts:
            if not alert.shown and alert.raised.id in seen:
                shown = CrisisScreenShown(alert=alert.raised.id, said_told=told)
                record(writing, clinic, shown, actor=Actor(PATIENT, intake), intake=intake)


def send_test_alert(clinic: Clinic, *, by: Actor) -> None:
    """Send the on-call contact a code to say back. NotDelivered, or NotNow when no contact is set."""
    if not clinic.site.on_call:
        raise NotNow("No on-call contact is set. Put one into the clinic's settings first.")
    code = f"{int.from_bytes(clinic.entropy.bytes(4)) % 1_000_000:06d}"
    body = f"This is a test. Please tell the clinic this code: {code}\n"
    message = Message(new_id(clinic.entropy), clinic.site.id, "consentapp: test alert", body)
    clinic.courier.deliver(clinic.site.on_call, message)
    with clinic.store.writing() as writing:
        tested = OnCallTested(contact=clinic.site.on_call, code_digest=_digest(code))
        record(writing, clinic, tested, actor=by)


def confirm_test_alert(clinic: Clinic, *, code: str, by: Actor) -> None:
    """The contact said the code back: from now on the suicide questions may be asked by remote link."""
    with clinic.store.writing() as writing:
        tests = writing.facts_of_kind(clinic.site.id, OnCallTested.kind)
        newest = tests[-1] if tests else None
        if (
            not newest
            or not isinstance(newest.fact, OnCallTested)
            or newest.fact.code_digest != _digest(code.strip())
        ):
            raise NotNow("This is not the code of the newest test alert. Ask the contact to read it again.")
        confirmed = OnCallConfirmed(contact=newest.fact.contact, tested=newest.id)
        record(writing, clinic, confirmed, actor=by)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
