"""A contact is on call once they have said back the code of a test alert."""

import re
from dataclasses import replace

import pytest

from consentapp.domain.errors import NotNow
from consentapp.domain.facts.clinic import OnCallConfirmed, OnCallTested
from consentapp.ports import Clinic, NotDelivered
from consentapp.services import on_call
from consentapp.services.recording import confirmed_contacts
from consentapp.store.sqlite import SqliteStore
from tests.builders import DESK, FakeClock, Pager, Visitor, a_clinic, a_site


def code_of_a_test(clinic: Clinic, pager: Pager, contact: str = "Dr. Okafor") -> str:
    """Send a test alert; its code."""
    on_call.send_test_alert(clinic, contact=contact, by=DESK)
    code = re.search(r"\d{6}", pager.taken[-1][1].body)
    assert code
    return code[0]


def confirmed(clinic: Clinic) -> frozenset[str]:
    with clinic.store.reading() as reading:
        return confirmed_contacts(reading, clinic)


def test_a_contact_who_says_the_code_back_is_confirmed(clinic: Clinic, pager: Pager) -> None:
    code = code_of_a_test(clinic, pager)
    before = confirmed(clinic)
    on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code=f" {code}\n", by=DESK)

    assert (before, confirmed(clinic)) == (frozenset(), {"Dr. Okafor"})


def test_with_a_confirmed_contact_the_hard_questions_are_asked_from_afar(
    clinic: Clinic, pager: Pager
) -> None:
    """Dossier 9.3"""
    ana = Visitor.identified(clinic, mode="remote")
    before = [form.id for form in ana.walk.ask_in_person]
    on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code=code_of_a_test(clinic, pager), by=DESK)

    assert (before, ana.walk.ask_in_person) == (["mood"], ())


def test_a_wrong_code_confirms_nobody(clinic: Clinic, pager: Pager) -> None:
    code = code_of_a_test(clinic, pager)
    wrong = str((int(code) + 1) % 1_000_000).zfill(6)

    for given in (wrong, "", code[:5]):
        with pytest.raises(NotNow, match="not the code of the newest test alert"):
            on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code=given, by=DESK)

    assert not confirmed(clinic)


def test_only_the_newest_code_counts(clinic: Clinic, pager: Pager) -> None:
    first, second = code_of_a_test(clinic, pager), code_of_a_test(clinic, pager)

    with pytest.raises(NotNow):
        on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code=first, by=DESK)
    on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code=second, by=DESK)

    assert confirmed(clinic)


def test_a_code_before_any_test_confirms_nobody(clinic: Clinic) -> None:
    with pytest.raises(NotNow):
        on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code="000000", by=DESK)


def test_the_code_itself_never_stands_in_the_record(clinic: Clinic, pager: Pager) -> None:
    code = code_of_a_test(clinic, pager)

    with clinic.store.reading() as reading:
        (fact,) = reading.facts_of_kind("main", OnCallTested.kind)
        bodies = b"".join(stored.body for stored in reading.ledger("main"))

    assert isinstance(fact.fact, OnCallTested)
    assert len(fact.fact.code_digest) == 64
    assert code.encode() not in bodies


def test_another_contact_has_to_be_confirmed_again(clinic: Clinic, pager: Pager) -> None:
    on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code=code_of_a_test(clinic, pager), by=DESK)

    changed = replace(clinic, site=a_site(on_call="Dr. Tran"))

    assert not confirmed(changed)


def test_another_way_of_paging_has_to_be_tested_again(clinic: Clinic, pager: Pager) -> None:
    on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code=code_of_a_test(clinic, pager), by=DESK)

    assert confirmed(clinic)
    assert not confirmed(replace(clinic, courier=Pager(channel="mail")))


def test_a_test_alert_that_nobody_takes_is_no_test(clinic: Clinic, pager: Pager) -> None:
    pager.up = False

    with pytest.raises(NotDelivered):
        on_call.send_test_alert(clinic, contact="Dr. Okafor", by=DESK)

    with clinic.store.reading() as reading:
        assert reading.facts_of_kind("main", OnCallTested.kind) == []


def test_without_a_contact_there_is_nobody_to_test(clinic: Clinic) -> None:
    with pytest.raises(NotNow, match="No on-call contact is set"):
        on_call.send_test_alert(replace(clinic, site=a_site(on_call="")), contact="Dr. Okafor", by=DESK)


def test_a_confirmation_names_the_test_it_answers(clinic: Clinic, pager: Pager) -> None:
    on_call.confirm_test_alert(clinic, contact="Dr. Okafor", code=code_of_a_test(clinic, pager), by=DESK)

    with clinic.store.reading() as reading:
        (test,) = reading.facts_of_kind("main", OnCallTested.kind)
        (confirmation,) = reading.facts_of_kind("main", OnCallConfirmed.kind)

    assert confirmation.fact == OnCallConfirmed(contact="Dr. Okafor", tested=test.id, channel="pager")


# The second contact -----------------------------------------------------------------------------------------------------


@pytest.fixture
def of_two(store: SqliteStore, pager: Pager, clock: FakeClock) -> Clinic:
    return a_clinic(store, courier=pager, clock=clock, site=a_site(on_call_second="Dr. Tran"))


def test_the_second_contact_is_tested_by_an_alert_of_their_own(of_two: Clinic, pager: Pager) -> None:
    code = code_of_a_test(of_two, pager, "Dr. Tran")
    on_call.confirm_test_alert(of_two, contact="Dr. Tran", code=code, by=DESK)

    assert [to for to, _ in pager.taken] == ["Dr. Tran"]
    assert confirmed(of_two) == {"Dr. Tran"}


def test_the_second_contact_alone_does_not_turn_the_hard_questions_on(of_two: Clinic, pager: Pager) -> None:
    ana = Visitor.identified(of_two, mode="remote")
    code = code_of_a_test(of_two, pager, "Dr. Tran")
    on_call.confirm_test_alert(of_two, contact="Dr. Tran", code=code, by=DESK)

    assert [form.id for form in ana.walk.ask_in_person] == ["mood"]


def test_the_code_of_one_contact_confirms_no_other(of_two: Clinic, pager: Pager) -> None:
    code = code_of_a_test(of_two, pager, "Dr. Tran")

    with pytest.raises(NotNow):
        on_call.confirm_test_alert(of_two, contact="Dr. Okafor", code=code, by=DESK)


def test_a_test_of_the_second_leaves_the_code_of_the_first_good(of_two: Clinic, pager: Pager) -> None:
    first = code_of_a_test(of_two, pager)
    code_of_a_test(of_two, pager, "Dr. Tran")
    on_call.confirm_test_alert(of_two, contact="Dr. Okafor", code=first, by=DESK)

    assert confirmed(of_two) == {"Dr. Okafor"}


def test_nobody_but_a_contact_of_the_clinic_is_sent_a_test(of_two: Clinic, pager: Pager) -> None:
    with pytest.raises(NotNow):
        on_call.send_test_alert(of_two, contact="mallory@elsewhere.example", by=DESK)

    assert pager.taken == []
