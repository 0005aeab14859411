"""Staff accounts: never reused, and a wrong try tells nothing."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest

from consentapp.domain.errors import NotFound, NotNow, SignInRefused
from consentapp.passwords import Argon2Passwords
from consentapp.ports import ORGANISATION, Clinic
from consentapp.services import staff
from tests.builders import DESK, CountedEntropy, FakeClock, QuickPasswords, Visitor, a_site

PASSWORD = "a long enough password"


@pytest.fixture
def lou(clinic: Clinic) -> str:
    return staff.add_staff(clinic, login="Lou", name="Lou Tran", role="auditor", password=PASSWORD, by=DESK)


def refusal(clinic: Clinic, login: str = "lou", password: str = "wrong") -> str:
    with pytest.raises(SignInRefused) as refused:
        staff.sign_in(clinic, login=login, password=password)
    return str(refused.value)


def kinds(clinic: Clinic) -> list[str]:
    with clinic.store.reading() as reading:
        return [stored.columns["kind"] for stored in reading.ledger(ORGANISATION)]


# Accounts ---------------------------------------------------------------------------------------------------------------


def test_who_was_added_signs_in_however_the_login_is_typed(clinic: Clinic, lou: str) -> None:
    row = staff.sign_in(clinic, login=" LOU ", password=PASSWORD)

    assert (row.staff, row.name, row.role, row.site_bound) == (lou, "Lou Tran", "auditor", "main")


@pytest.mark.parametrize("role", ["admin", "", "Auditor", "patient"])
def test_an_unknown_role_is_refused(clinic: Clinic, role: str) -> None:
    """AB-20"""
    with pytest.raises(NotNow, match="role must be one of intake, clinician, auditor"):
        staff.add_staff(clinic, login="x", name="X", role=role, password=PASSWORD, by=DESK)


@pytest.mark.parametrize(("length", "good"), [(14, False), (15, True), (200, True), (201, False)])
def test_a_password_has_fifteen_to_two_hundred_characters(clinic: Clinic, length: int, good: bool) -> None:
    """Trust 1.11: at least 15 alone, 64 and more allowed."""
    password = "p" * length

    if good:
        staff.add_staff(clinic, login="x", name="X", role="intake", password=password, by=DESK)
        assert staff.sign_in(clinic, login="x", password=password).login == "x"
    else:
        with pytest.raises(NotNow, match="15 to 200 characters"):
            staff.add_staff(clinic, login="x", name="X", role="intake", password=password, by=DESK)


@pytest.mark.parametrize("login", ["lou", "LOU", " lou "])
def test_a_login_is_never_given_to_a_second_person(clinic: Clinic, lou: str, login: str) -> None:
    """P11-13"""
    with pytest.raises(NotNow, match="never given to a second person"):
        staff.add_staff(clinic, login=login, name="Other", role="intake", password=PASSWORD, by=DESK)


def test_a_password_never_stands_in_the_store(clinic: Clinic, lou: str) -> None:
    with clinic.store.reading() as reading:
        credential = reading.credential(lou)

    assert credential
    assert PASSWORD not in credential.password_hash


# Signing in ---------------------------------------------------------------------------------------------------------------


def test_every_try_on_an_account_is_a_fact(clinic: Clinic, lou: str) -> None:
    """P11-15"""
    refusal(clinic)
    staff.sign_in(clinic, login="lou", password=PASSWORD)

    assert kinds(clinic) == ["staff.added", "staff.sign-in-failed", "staff.signed-in"]


def test_every_refusal_has_the_same_words(clinic: Clinic, lou: str) -> None:
    """AB-02: neither a wrong password, nor too many tries, tells that there is such a login."""
    unknown = {refusal(clinic, "nobody") for _ in range(7)}
    known = {refusal(clinic) for _ in range(7)}

    assert len(unknown | known) == 1


def test_too_long_a_password_is_refused_in_the_same_words(clinic: Clinic, lou: str) -> None:
    assert refusal(clinic, password="x" * 100_000) == refusal(clinic, "nobody")


def test_after_five_wrong_tries_even_the_right_password_waits(
    clinic: Clinic, lou: str, clock: FakeClock
) -> None:
    """AU-06"""
    for _ in range(5):
        refusal(clinic)
    refusal(clinic, password=PASSWORD)
    clock.move(seconds=32)

    assert staff.sign_in(clinic, login="lou", password=PASSWORD)


def test_four_wrong_tries_hold_nobody_up(clinic: Clinic, lou: str) -> None:
    for _ in range(4):
        refusal(clinic)

    assert staff.sign_in(clinic, login="lou", password=PASSWORD)


def test_each_further_wrong_try_doubles_the_wait_up_to_some_minutes(
    clinic: Clinic, lou: str, clock: FakeClock
) -> None:
    """AU-06: never a hard lockout in clinic hours."""
    waits = []
    for _ in range(12):
        refusal(clinic)
        with clinic.store.reading() as reading:
            credential = reading.credential(lou)
        assert credential
        waits.append(credential.retry_at[11:19])
        clock.move(minutes=10)

    assert waits[:6] == ["", "", "", "", "17:40:32", "17:51:04"]
    assert waits[-1] == "18:58:32"


def test_a_right_password_forgets_the_wrong_tries(clinic: Clinic, lou: str) -> None:
    for _ in range(4):
        refusal(clinic)
    staff.sign_in(clinic, login="lou", password=PASSWORD)
    for _ in range(4):
        refusal(clinic)

    assert staff.sign_in(clinic, login="lou", password=PASSWORD)


def test_wrong_tries_at_once_are_all_counted(clinic: Clinic, lou: str) -> None:
    """AU-06: many tries side by side get no more than many tries in a row."""
    line = Barrier(5)

    class AllAtOnce(QuickPasswords):
        def matches(self, hash: str, password: str) -> bool:
            line.wait(timeout=30)
            return super().matches(hash, password)

    def wrong(seed: str) -> None:
        refusal(replace(clinic, passwords=AllAtOnce(), entropy=CountedEntropy(seed)))

    threads = [Thread(target=wrong, args=(f"{n}",)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with clinic.store.reading() as reading:
        credential = reading.credential(lou)
    assert credential
    assert credential.failures == 5
    assert credential.retry_at


def test_a_login_without_an_account_leaves_no_fact(clinic: Clinic, lou: str) -> None:
    refusal(clinic, "nobody")

    assert kinds(clinic) == ["staff.added"]


# Who looked ---------------------------------------------------------------------------------------------------------------


def test_a_look_at_a_record_is_a_row_before_the_page_is_sent(clinic: Clinic) -> None:
    """HI-05"""
    ana = Visitor.registered(clinic)
    for what in ("record", "print"):
        staff.note_access(clinic, staff="lou", intake=ana.intake, what=what)

    with clinic.store.reading() as reading:
        rows = reading.accesses("main", 0)

    assert [(row.number, row.staff, row.intake, row.what) for row in rows] == [
        (0, "lou", ana.intake, "record"),
        (1, "lou", ana.intake, "print"),
    ]


def test_a_look_at_a_record_of_another_site_is_no_look(clinic: Clinic) -> None:
    """AB-03"""
    ana = Visitor.registered(clinic)
    elsewhere = replace(clinic, site=a_site(id="other"))

    for intake in (ana.intake, "nobody"):
        with pytest.raises(NotFound):
            staff.note_access(elsewhere, staff="lou", intake=intake, what="record")


# argon2 -------------------------------------------------------------------------------------------------------------------


def test_argon2_takes_the_right_password_and_no_other() -> None:
    passwords = Argon2Passwords()
    hashed = passwords.hash(PASSWORD)

    found = [passwords.matches(hashed, given) for given in (PASSWORD, PASSWORD + "x", "")]

    assert found == [True, False, False]
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("hashed", ["", "nonsense", "$argon2id$v=19$m=1,t=1,p=1$x$y"])
def test_argon2_lets_nobody_in_without_an_account(hashed: str) -> None:
    """AB-02"""
    passwords = Argon2Passwords()

    for given in (PASSWORD, "", "there is nobody of that name here"):
        assert not passwords.matches(hashed, given)
