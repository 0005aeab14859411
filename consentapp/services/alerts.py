"""Telling the on-call contact, and knowing whether they were told."""

import hashlib
import logging
import threading
from collections.abc import Collection, Iterator, Sequence

from consentapp.domain.errors import NotFound
from consentapp.domain.facts import Actor, Fact
from consentapp.domain.facts.intakes import (
    AlertAccepted,
    AlertConfirmed,
    AlertEscalated,
    AlertNotAccepted,
    CrisisScreenShown,
)
from consentapp.domain.intake import Intake
from consentapp.domain.paging import again, contacts
from consentapp.domain.times import instant
from consentapp.domain.told import Alert
from consentapp.ports import Clinic, Job, Message, NotDelivered
from consentapp.services.recording import JOB, PATIENT, load_intake, record
from consentapp.services.worklist import project_if_possible

log = logging.getLogger(__name__)

OUTBOX = Actor(JOB, "outbox")


PATIENCE = 4.0
"""Seconds that a patient in danger waits for a courier before the crisis screen is shown."""


def deliver_soon(clinic: Clinic, *, intake: str, patience: float = PATIENCE) -> None:
    """`deliver_now`, without letting a slow courier keep the crisis screen from a patient.

    What is not accepted in that time may be accepted later: the screen says what is true when it is shown.
    """
    with clinic.store.reading() as reading:
        if all(alert.accepted for alert in load_intake(reading, clinic, intake).alerts):
            return
    delivery = threading.Thread(
        target=deliver_now, args=(clinic,), kwargs={"intake": intake}, name="alert", daemon=True
    )
    delivery.start()
    delivery.join(patience)


def deliver_now(clinic: Clinic, *, intake: str) -> None:
    """Try every alert of an intake that nobody has taken yet at once, so that the crisis screen can say what is true.

    A courier that does not accept leaves the alert in the outbox, where the worker tries again.
    """
    with clinic.store.reading() as reading:
        waiting = {job.cause: job for job in reading.jobs(clinic.site.id) if job.kind == "alert"}
        alerts = load_intake(reading, clinic, intake).alerts if waiting else ()
    for job in (waiting.get(alert.raised.id) for alert in alerts if not alert.accepted):
        try:
            if job:
                deliver_alert(clinic, job)
        except NotDelivered:
            return
        except Exception:
            # Whatever went wrong, the answer is saved and the alert waits; the patient must see the crisis screen.
            log.exception("an alert could not be delivered at once")
            return


def deliver_alert(clinic: Clinic, job: Job) -> None:
    """Page whoever is due for one alert, and plan the next page: it ends when a named person confirms.

    What became of each page is a fact. NotDelivered when nobody could be paged.
    """
    with clinic.store.reading() as reading:
        # The intake alone: an alert is paged also where the forms that it was given on are not at hand.
        intake = load_intake(reading, clinic, job.intake)
    alert = _alert(intake, job)
    now = clinic.clock.now()
    due = contacts(alert, now, clinic.site.on_call, clinic.site.on_call_second)
    refused = {contact: fault for contact in due if (fault := _page(clinic, intake, job, contact))}
    with clinic.store.writing() as writing:
        found = _alert(load_intake(writing, clinic, job.intake), job)
        for fact in _told(clinic, found, job, due, refused):
            record(writing, clinic, fact, actor=OUTBOX, intake=job.intake)
        if len(refused) < len(due):
            writing.put_off(job.id, until=instant(again(alert, now)), error="")
        project_if_possible(writing, clinic, job.intake)
    if len(refused) == len(due):
        raise NotDelivered("; ".join(refused.values()) or "no on-call contact is set")


def _alert(intake: Intake, job: Job) -> Alert:
    return next(alert for alert in intake.alerts if alert.raised.id == job.cause)


def _page(clinic: Clinic, intake: Intake, job: Job, contact: str) -> str:
    """Why a contact could not be paged; "" when the page was accepted."""
    try:
        clinic.courier.deliver(contact, _message(clinic, intake, job, contact))
    except NotDelivered as error:
        return str(error)
    except Exception as error:
        # One contact's trouble must not keep the next from being paged.
        log.exception("a page failed")
        return type(error).__name__
    return ""


def _message(clinic: Clinic, intake: Intake, job: Job, contact: str) -> Message:
    # No name and no answer: a message may lie on a lock screen. The link opens only for staff who sign in.
    alert = _alert(intake, job)
    when = "now" if alert.raised.fact.safety == "acute" else "today"
    interpreter = "" if intake.language == clinic.site.languages[0] else "Have an interpreter ready.\n"
    return Message(
        id=f"{job.id}-{job.tries}-{hashlib.sha256(contact.encode()).hexdigest()[:8]}",
        site=clinic.site.id,
        subject=f"consentapp: urgent, please look {when}",
        body=f"A patient's answer needs a clinician {when}. Open it and confirm that you have it:\n"
        f"{clinic.site.address}/clinician/intakes/{job.intake}\n{interpreter}",
    )


def _told(
    clinic: Clinic, alert: Alert, job: Job, due: Sequence[str], refused: Collection[str]
) -> Iterator[Fact]:
    """What is new of these pages: two workers that paged for the same try tell it once."""
    channel = clinic.courier.channel
    known = {(told.fact.contact, told.fact.page) for told in alert.pages}
    for contact in due:
        if contact not in refused and (contact, job.tries) not in known:
            yield AlertAccepted(alert=job.cause, contact=contact, channel=channel, page=job.tries)
        elif contact in refused and not alert.unreachable(contact):
            yield AlertNotAccepted(alert=job.cause, contact=contact, channel=channel)
    if clinic.site.on_call_second in due[1:] and not alert.escalated:
        yield AlertEscalated(alert=job.cause, contact=clinic.site.on_call_second)


def confirm_alert(clinic: Clinic, *, intake: str, alert: str, by: Actor) -> None:
    """A named person has the alert: nobody is paged for it any more. NotFound for one that nobody raised."""
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        known = next((known for known in found.alerts if known.raised.id == alert), None)
        if not known:
            raise NotFound("There is no such alert.")
        if known.confirmed:
            return
        record(writing, clinic, AlertConfirmed(alert=alert), actor=by, intake=intake)
        for job in writing.jobs(clinic.site.id):
            if job.cause == alert:
                writing.job_done(job.id)
        project_if_possible(writing, clinic, intake)


def go_on(clinic: Clinic, *, intake: str, seen: Collection[str], told: bool) -> None:
    """The patient has seen the crisis screen for these alerts and goes on; `told` is what it said of the clinic."""
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        for alert in found.alerts:
            if not alert.shown and alert.raised.id in seen:
                shown = CrisisScreenShown(alert=alert.raised.id, said_told=told)
                record(writing, clinic, shown, actor=Actor(PATIENT, intake), intake=intake)
