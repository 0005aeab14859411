"""Somebody is told, or the record says that nobody was."""

import threading
from dataclasses import dataclass, field, replace

import pytest

from consentapp import worker
from consentapp.domain.errors import NotFound
from consentapp.domain.facts.intakes import (
    AlertAccepted,
    AlertConfirmed,
    AlertEscalated,
    AlertNotAccepted,
    CrisisScreenShown,
)
from consentapp.ports import Clinic, Message, NotDelivered
from consentapp.services import alerts
from consentapp.store.sqlite import SqliteStore
from tests.builders import (
    ANA,
    CLINICIAN,
    FakeClock,
    Pager,
    Visitor,
    a_clinic,
    a_site,
    facts_of,
    jobs,
    worklist_row,
)


def in_danger(clinic: Clinic) -> Visitor:
    ana = Visitor.identified(clinic)
    ana.walks_to("mood/safety")
    ana.saves("mood/safety", death="daily")
    return ana


# Alerts -----------------------------------------------------------------------------------------------------------------


def test_an_accepted_page_is_a_fact(clinic: Clinic, pager: Pager) -> None:
    """Dossier 9.3"""
    ana = in_danger(clinic)

    alerts.deliver_now(clinic, intake=ana.intake)

    (accepted,) = facts_of(clinic, ana.intake, AlertAccepted)
    (alert,) = ana.walk.intake.alerts
    assert accepted.fact == AlertAccepted(alert=alert.raised.id, contact="Dr. Okafor", channel="pager")
    assert len(pager.taken) == 1


def test_a_patient_who_goes_on_is_not_paged_for_again_at_once(clinic: Clinic, pager: Pager) -> None:
    ana = in_danger(clinic)

    for _ in range(3):
        alerts.deliver_now(clinic, intake=ana.intake)

    assert len(pager.taken) == 1


def test_a_refused_alert_stays_in_the_outbox_and_nobody_is_said_to_know(clinic: Clinic, pager: Pager) -> None:
    pager.up = False
    ana = in_danger(clinic)

    alerts.deliver_now(clinic, intake=ana.intake)

    assert facts_of(clinic, ana.intake, AlertAccepted) == []
    assert len(jobs(clinic, "alert")) == 1
    assert "an alert has not reached the on-call contact" in worklist_row(clinic, ana.intake).reason


def test_a_refused_alert_is_delivered_once_the_courier_takes_it(clinic: Clinic, pager: Pager) -> None:
    pager.up = False
    ana = in_danger(clinic)
    alerts.deliver_now(clinic, intake=ana.intake)
    pager.up = True
    alerts.deliver_now(clinic, intake=ana.intake)

    assert len(facts_of(clinic, ana.intake, AlertAccepted)) == 1
    assert "has not reached" not in worklist_row(clinic, ana.intake).reason


def test_an_alert_delivered_twice_is_accepted_once(clinic: Clinic) -> None:
    """FT-12: at least once, and one fact."""
    ana = in_danger(clinic)
    (job,) = jobs(clinic, "alert")

    for _ in range(2):
        alerts.deliver_alert(clinic, job)

    assert len(facts_of(clinic, ana.intake, AlertAccepted)) == 1


def test_a_message_carries_no_name_and_no_answer(clinic: Clinic, pager: Pager) -> None:
    """HI-08: it may lie on a lock screen."""
    ana = in_danger(clinic)
    alerts.deliver_now(clinic, intake=ana.intake)

    ((contact, message),) = pager.taken
    words = f"{message.subject} {message.body}".lower()

    assert contact == "Dr. Okafor"
    assert f"https://consent.riverside.example/clinician/intakes/{ana.intake}" in message.body
    for word in (*ANA[0].lower().split(), ANA[1], "death", "mood", "suicide"):
        assert word not in words.replace(ana.intake, "")


def test_without_an_on_call_contact_an_alert_waits(clinic: Clinic) -> None:
    nobody = replace(clinic, site=a_site(on_call=""))
    ana = in_danger(nobody)
    (job,) = jobs(nobody, "alert")

    with pytest.raises(NotDelivered, match="no on-call contact is set"):
        alerts.deliver_alert(nobody, job)

    assert jobs(nobody, "alert") == [job]
    assert facts_of(nobody, ana.intake, AlertAccepted) == []


def test_the_alerts_of_one_patient_are_delivered_and_not_those_of_another(
    clinic: Clinic, pager: Pager
) -> None:
    ana, sam = in_danger(clinic), in_danger(clinic)

    alerts.deliver_now(clinic, intake=ana.intake)

    assert [alert.accepted for alert in sam.walk.intake.alerts] == [None]
    assert len(pager.taken) == 1


@dataclass
class SlowPager(Pager):
    """Takes a message only once it is let go."""

    free: threading.Event = field(default_factory=threading.Event)

    def deliver(self, contact: str, message: Message) -> None:
        assert self.free.wait(timeout=30)
        super().deliver(contact, message)


def test_a_slow_courier_never_keeps_the_crisis_screen_from_a_patient(store: SqliteStore) -> None:
    pager = SlowPager()
    clinic = a_clinic(store, courier=pager)
    ana = in_danger(clinic)
    alerts.deliver_soon(clinic, intake=ana.intake, patience=0.01)
    before = [alert.accepted for alert in ana.walk.intake.alerts]
    pager.free.set()
    for thread in threading.enumerate():
        if thread.name == "alert":
            thread.join(30)

    assert before == [None]
    assert len(facts_of(clinic, ana.intake, AlertAccepted)) == 1


# Until somebody confirms ------------------------------------------------------------------------------------------------


def works_until(clinic: Clinic, clock: FakeClock, minutes: int) -> None:
    """The worker, minute by minute."""
    for _ in range(minutes):
        worker.work_once(clinic)
        clock.move(minutes=1)


def test_an_alert_is_paged_again_until_a_named_person_confirms_it(
    clinic: Clinic, pager: Pager, clock: FakeClock
) -> None:
    """Dossier 9.3: keep paging until a named person confirms."""
    ana = in_danger(clinic)
    works_until(clinic, clock, 12)
    (alert,) = ana.walk.intake.alerts
    alerts.confirm_alert(clinic, intake=ana.intake, alert=alert.raised.id, by=CLINICIAN)
    works_until(clinic, clock, 30)

    assert [contact for contact, _ in pager.taken] == ["Dr. Okafor"] * 3, "at 0, 5 and 10 minutes"
    assert facts_of(clinic, ana.intake)[-1].actor == CLINICIAN
    assert jobs(clinic, "alert") == []


def test_each_page_is_a_message_of_its_own(clinic: Clinic, pager: Pager, clock: FakeClock) -> None:
    """A receiver that knows a message by its id must not take the second page for the first."""
    in_danger(clinic)
    works_until(clinic, clock, 12)

    assert len({message.id for _, message in pager.taken}) == len(pager.taken) == 3


def test_after_fifteen_minutes_the_second_contact_is_paged_too(store: SqliteStore, clock: FakeClock) -> None:
    """Dossier 9.3"""
    pager = Pager()
    clinic = a_clinic(store, courier=pager, clock=clock, site=a_site(on_call_second="Dr. Tran"))
    ana = in_danger(clinic)
    works_until(clinic, clock, 15)
    before = {contact for contact, _ in pager.taken}
    works_until(clinic, clock, 1)

    assert before == {"Dr. Okafor"}
    assert {contact for contact, _ in pager.taken} == {"Dr. Okafor", "Dr. Tran"}
    (escalated,) = facts_of(clinic, ana.intake, AlertEscalated)
    (alert,) = ana.walk.intake.alerts
    assert escalated.fact == AlertEscalated(alert=alert.raised.id, contact="Dr. Tran")
    assert "nobody has confirmed an alert in time" in worklist_row(clinic, ana.intake).reason


def test_a_courier_that_is_down_all_night_leaves_one_fact_for_each_contact(
    store: SqliteStore, clock: FakeClock
) -> None:
    pager = Pager(up=False)
    clinic = a_clinic(store, courier=pager, clock=clock, site=a_site(on_call_second="Dr. Tran"))
    ana = in_danger(clinic)
    works_until(clinic, clock, 60)

    refused = [told.fact.contact for told in facts_of(clinic, ana.intake, AlertNotAccepted)]  # type: ignore[attr-defined]
    assert refused == ["Dr. Okafor", "Dr. Tran"]
    assert len(facts_of(clinic, ana.intake, AlertEscalated)) == 1
    pager.up = True
    works_until(clinic, clock, 10)
    assert {contact for contact, _ in pager.taken} == {"Dr. Okafor", "Dr. Tran"}


def test_both_contacts_get_a_message_of_their_own(store: SqliteStore, clock: FakeClock) -> None:
    """A receiver that knows a message by its id must not drop the second contact, exactly when it matters."""
    pager = Pager()
    clinic = a_clinic(store, courier=pager, clock=clock, site=a_site(on_call_second="Dr. Tran"))
    in_danger(clinic)
    works_until(clinic, clock, 20)

    assert len({message.id for _, message in pager.taken}) == len(pager.taken)


@dataclass
class BrokenForOne(Pager):
    """Breaks, in a way that nobody foresaw, for the first contact."""

    def deliver(self, contact: str, message: Message) -> None:
        if contact == "Dr. Okafor":
            raise RuntimeError(contact)
        super().deliver(contact, message)


def test_one_contact_s_trouble_brings_in_the_second_at_the_next_page(
    store: SqliteStore, clock: FakeClock
) -> None:
    pager = BrokenForOne()
    clinic = a_clinic(store, courier=pager, clock=clock, site=a_site(on_call_second="Dr. Tran"))
    ana = in_danger(clinic)
    works_until(clinic, clock, 5)

    assert {contact for contact, _ in pager.taken} == {"Dr. Tran"}
    assert [told.fact.contact for told in facts_of(clinic, ana.intake, AlertEscalated)] == ["Dr. Tran"]  # type: ignore[attr-defined]


def test_an_alert_is_paged_and_confirmed_also_where_its_forms_are_gone(
    clinic: Clinic, pager: Pager, clock: FakeClock
) -> None:
    ana = in_danger(clinic)
    (alert,) = ana.walk.intake.alerts
    left = {key: form for key, form in clinic.catalog.forms.items() if form.id != "mood"}
    without = replace(clinic, catalog=replace(clinic.catalog, forms=left))
    works_until(without, clock, 1)
    alerts.confirm_alert(without, intake=ana.intake, alert=alert.raised.id, by=CLINICIAN)

    assert len(pager.taken) == 1
    assert jobs(clinic, "alert") == []


def test_nobody_can_confirm_an_alert_that_nobody_raised(clinic: Clinic) -> None:
    ana = in_danger(clinic)

    with pytest.raises(NotFound):
        alerts.confirm_alert(clinic, intake=ana.intake, alert="another", by=CLINICIAN)


def test_confirming_twice_is_one_fact(clinic: Clinic) -> None:
    ana = in_danger(clinic)
    (alert,) = ana.walk.intake.alerts

    for _ in range(2):
        alerts.confirm_alert(clinic, intake=ana.intake, alert=alert.raised.id, by=CLINICIAN)

    assert len(facts_of(clinic, ana.intake, AlertConfirmed)) == 1


@pytest.mark.parametrize("delivered", [True, False])
def test_going_on_from_the_crisis_screen_says_what_was_true_then(
    clinic: Clinic, pager: Pager, delivered: bool
) -> None:
    pager.up = delivered
    ana = in_danger(clinic)
    alerts.deliver_now(clinic, intake=ana.intake)

    (alert,) = ana.walk.intake.alerts
    for _ in range(2):
        alerts.go_on(clinic, intake=ana.intake, seen=[alert.raised.id], told=delivered)

    assert [told.fact for told in facts_of(clinic, ana.intake, CrisisScreenShown)] == [
        CrisisScreenShown(alert=alert.raised.id, said_told=delivered)
    ]


def test_an_alert_that_came_after_the_screen_was_drawn_was_not_seen(clinic: Clinic) -> None:
    ana = in_danger(clinic)
    (first,) = ana.walk.intake.alerts
    ana.saves("mood/safety", death="some")

    alerts.go_on(clinic, intake=ana.intake, seen=[first.raised.id], told=True)

    assert [alert.shown for alert in ana.walk.intake.alerts] == [True, False]
