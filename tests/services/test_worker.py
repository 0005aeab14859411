"""The outbox: what was promised in a transaction is done after it, and what fails is told and tried again."""

import threading
from dataclasses import replace

import pytest

from consentapp import worker
from consentapp.domain.facts.documents import DocumentSealed
from consentapp.domain.facts.intakes import AlertAccepted
from consentapp.domain.summary import Summary
from consentapp.domain.times import moment
from consentapp.ports import Clinic, Message, SessionRecord
from consentapp.services import staff
from tests.builders import BrokenRenderer, FakeClock, Pager, PlainRenderer, Visitor, facts_of, jobs


def in_danger(clinic: Clinic) -> Visitor:
    ana = Visitor.identified(clinic)
    ana.walks_to("mood/safety")
    ana.saves("mood/safety", death="daily")
    return ana


def test_an_empty_outbox_is_no_work(clinic: Clinic) -> None:
    assert worker.work_once(clinic) == 0


def test_every_kind_of_job_is_done(clinic: Clinic) -> None:
    ana = in_danger(clinic)
    ana.walks_to("signing/sign")
    ana.signs()

    assert worker.work_once(clinic) == 2

    assert len(facts_of(clinic, ana.intake, AlertAccepted)) == 1
    assert len(facts_of(clinic, ana.intake, DocumentSealed)) == 1
    assert [job.kind for job in jobs(clinic)] == ["alert"], "it is paged again until somebody confirms"


def test_a_page_for_somebody_in_danger_waits_behind_no_pdf(clinic: Clinic, clock: FakeClock) -> None:
    order = []

    class Watching(Pager):
        def deliver(self, contact: str, message: Message) -> None:
            order.append("page")
            super().deliver(contact, message)

    class Slow(PlainRenderer):
        def summary_pdf(self, summary: Summary) -> bytes:
            order.append("pdf")
            return super().summary_pdf(summary)

    ben = Visitor.identified(clinic)
    ben.walks_to("signing/sign")
    ben.signs()
    in_danger(clinic)
    worker.work_once(replace(clinic, courier=Watching(), renderer=Slow()))

    assert order == ["page", "pdf"]


def test_a_clock_that_is_set_back_keeps_nobody_from_being_paged(
    clinic: Clinic, pager: Pager, clock: FakeClock
) -> None:
    in_danger(clinic)
    worker.work_once(clinic)
    clock.move(hours=-2)
    worker.work_once(clinic)

    assert len(pager.taken) == 2


def test_one_job_that_fails_does_not_hold_up_the_others(clinic: Clinic) -> None:
    ana = in_danger(clinic)
    ana.walks_to("signing/sign")
    ana.signs()

    assert worker.work_once(replace(clinic, renderer=BrokenRenderer("No font."))) == 1

    assert len(facts_of(clinic, ana.intake, AlertAccepted)) == 1


def test_a_job_that_fails_waits_ever_longer_and_not_for_ever(
    clinic: Clinic, pager: Pager, clock: FakeClock
) -> None:
    pager.up = False
    in_danger(clinic)
    waits = []
    for _ in range(10):
        worker.work_once(clinic)
        due = moment(jobs(clinic)[0].due_at)
        waits.append((due - clock.now()).total_seconds())
        clock.at = due

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_an_error_that_nobody_foresaw_is_named_by_its_kind_and_tells_nothing_else(
    clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    """AB-14"""

    class Crashes(Pager):
        def deliver(self, contact: str, message: object) -> None:
            raise RuntimeError("Ana Ruiz")

    in_danger(clinic)
    worker.work_once(replace(clinic, courier=Crashes()))

    assert [job.error for job in jobs(clinic)] == ["RuntimeError"]


def test_a_worker_works_until_it_is_told_to_stop(clinic: Clinic) -> None:
    ana = Visitor.signed(clinic)
    stop = threading.Event()

    thread = threading.Thread(target=worker.run, args=(clinic, stop))
    thread.start()
    while not facts_of(clinic, ana.intake, DocumentSealed):
        stop.wait(0.01)
    stop.set()
    thread.join(timeout=30)

    assert not thread.is_alive()


def test_keeping_house_forgets_sessions_that_nobody_can_use(clinic: Clinic, clock: FakeClock) -> None:
    with clinic.store.writing() as writing:
        for digest, seen in (("old", "2026-11-22T16:59:59.000Z"), ("new", "2026-11-23T16:00:00.000Z")):
            writing.keep_session(SessionRecord(digest, "staff", "lou", "{}", seen, seen))

    worker.keep_house(clinic)

    with clinic.store.reading() as reading:
        assert (reading.session("old"), reading.session("new") is not None) == (None, True)


def test_keeping_house_fixes_who_looked(clinic: Clinic) -> None:
    staff.note_access(clinic, staff="lou", intake=Visitor.registered(clinic).intake, what="record")

    worker.keep_house(clinic)

    with clinic.store.reading() as reading:
        assert len(reading.facts_of_kind("main", "access.digested")) == 1
