"""The outbox: what was promised in a transaction and is done after it."""

import logging
import threading
from datetime import timedelta

from consentapp.domain.paging import SELDOM
from consentapp.domain.times import instant, moment
from consentapp.ports import Clinic, Job, NotDelivered, NotRendered
from consentapp.services.alerts import deliver_alert
from consentapp.services.housekeeping import digest_accesses, end_old_sessions
from consentapp.services.summaries import make_summary
from consentapp.services.worklist import note_newer_forms, project_if_possible

log = logging.getLogger(__name__)

DEEDS = {"summary": make_summary, "alert": deliver_alert}

PAUSE = 0.5
"""Seconds between two looks at an empty outbox."""

LONGEST_WAIT = 300

HOUSEKEEPING = timedelta(minutes=1)


def run(clinic: Clinic, stop: threading.Event) -> None:
    """Do jobs until told to stop. A job that fails is tried again, ever more slowly, and says why."""
    kept = None
    while not stop.is_set():
        try:
            if work_once(clinic):
                continue
            if kept is None:
                note_newer_forms(clinic)
            if kept is None or clinic.clock.now() - kept > HOUSEKEEPING:
                keep_house(clinic)
                kept = clinic.clock.now()
        except Exception:
            # A full disk or a damaged record must not end the worker: what waits is tried again.
            log.exception("the worker goes on after an error")
        stop.wait(PAUSE)


def keep_house(clinic: Clinic) -> None:
    """What is due by the clock and not by the outbox."""
    end_old_sessions(clinic)
    digest_accesses(clinic)


def work_once(clinic: Clinic) -> int:
    """Do every job that is due; returns how many were done."""
    now = clinic.clock.now()
    with clinic.store.reading() as reading:
        waiting = reading.jobs(clinic.site.id)
    # A page for somebody in danger waits behind no PDF, and no longer because the clock was set back.
    alerts = [job for job in waiting if job.kind == "alert" and not now < moment(job.due_at) <= now + SELDOM]
    others = [job for job in waiting if job.kind != "alert" and moment(job.due_at) <= now]
    return sum(_done(clinic, job) for job in (*alerts, *others))


def _done(clinic: Clinic, job: Job) -> bool:
    try:
        DEEDS[job.kind](clinic, job)
    except (NotRendered, NotDelivered) as error:
        _put_off(clinic, job, str(error))
        return False
    except Exception as error:
        log.exception("job %s failed", job.kind)
        _put_off(clinic, job, type(error).__name__)
        return False
    return True


def _put_off(clinic: Clinic, job: Job, error: str) -> None:
    wait = timedelta(seconds=min(2 ** (job.tries + 1), LONGEST_WAIT))
    with clinic.store.writing() as writing:
        writing.put_off(job.id, until=instant(clinic.clock.now() + wait), error=error)
    # A form that is not at hand must not keep the jobs after this one from being done.
    with clinic.store.writing() as writing:
        project_if_possible(writing, clinic, job.intake)
