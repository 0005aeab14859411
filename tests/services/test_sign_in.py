"""Signing in: every refusal says the same, a code is good once, and one person alone never opens another's account."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Barrier, Thread

import pyotp
import pytest

from consentapp.domain.errors import CodeNeeded, NotNow, SignInRefused
from consentapp.domain.facts import Actor
from consentapp.ports import ORGANISATION, Clinic, Credential
from consentapp.services import sign_in, staff
from tests.builders import DESK, CountedEntropy, FakeClock, QuickPasswords, a_site

PASSWORD = "a long enough password"
ANOTHER = "quite another password"
KIM = Actor("staff", "kim")
"""An administrator."""


@pytest.fixture
def lou(clinic: Clinic) -> str:
    return staff.add_staff(clinic, login="Lou", name="Lou Tran", role="auditor", password=PASSWORD, by=DESK)


@pytest.fixture
def secret(clinic: Clinic, lou: str) -> str:
    """That of the app with which Lou signs in; its newest code is spent."""
    secret = sign_in.new_secret(clinic)
    sign_in.set_up_second_step(clinic, staff=lou, secret=secret, code=shown(clinic, secret))
    return secret


def shown(clinic: Clinic, secret: str, steps: int = 0) -> str:
    """What the app shows, or will show in so many steps: RFC 6238 by its own library."""
    return pyotp.TOTP(secret).at(clinic.clock.now(), counter_offset=steps)


def credential(clinic: Clinic, whose: str) -> Credential:
    with clinic.store.reading() as reading:
        found = reading.credential(whose)
    assert found
    return found


def refusal(clinic: Clinic, login: str = "lou", password: str = "wrong") -> str:
    with pytest.raises(SignInRefused) as refused:
        sign_in.sign_in(clinic, login=login, password=password)
    return str(refused.value)


def kinds(clinic: Clinic) -> Sequence[str]:
    with clinic.store.reading() as reading:
        return [stored.columns["kind"] for stored in reading.ledger(ORGANISATION)]


def finishes(clinic: Clinic, whose: str, code: str) -> bool:
    try:
        proof = sign_in.proof_of(credential(clinic, whose))
        return sign_in.finish_sign_in(clinic, staff=whose, code=code, proof=proof).staff == whose
    except SignInRefused:
        return False


# Signing in ---------------------------------------------------------------------------------------------------------------


def test_every_try_on_an_account_is_a_fact(clinic: Clinic, lou: str) -> None:
    """P11-15"""
    refusal(clinic)
    sign_in.sign_in(clinic, login="lou", password=PASSWORD)

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

    assert sign_in.sign_in(clinic, login="lou", password=PASSWORD)


def test_four_wrong_tries_hold_nobody_up(clinic: Clinic, lou: str) -> None:
    for _ in range(4):
        refusal(clinic)

    assert sign_in.sign_in(clinic, login="lou", password=PASSWORD)


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
    sign_in.sign_in(clinic, login="lou", password=PASSWORD)
    for _ in range(4):
        refusal(clinic)

    assert sign_in.sign_in(clinic, login="lou", password=PASSWORD)


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


# The second step --------------------------------------------------------------------------------------------------------


def test_with_an_app_the_password_alone_opens_nothing(clinic: Clinic, lou: str, secret: str) -> None:
    """AU-01"""
    with pytest.raises(CodeNeeded) as half:
        sign_in.sign_in(clinic, login="lou", password=PASSWORD)

    assert half.value.staff == lou
    assert "staff.signed-in" not in kinds(clinic)


def test_the_code_of_the_app_finishes_the_sign_in(
    clinic: Clinic, clock: FakeClock, lou: str, secret: str
) -> None:
    clock.move(seconds=30)

    assert finishes(clinic, lou, shown(clinic, secret))
    assert kinds(clinic)[-1] == "staff.signed-in"


def test_a_code_is_good_once(clinic: Clinic, clock: FakeClock, lou: str, secret: str) -> None:
    """RFC 6238, section 5.2"""
    clock.move(seconds=30)
    code = shown(clinic, secret)

    assert [finishes(clinic, lou, code), finishes(clinic, lou, code)] == [True, False]


def test_the_code_that_set_the_app_up_is_spent(clinic: Clinic, lou: str, secret: str) -> None:
    assert not finishes(clinic, lou, shown(clinic, secret))


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_code(
    steps: int, good: bool, clinic: Clinic, clock: FakeClock, lou: str, secret: str
) -> None:
    clock.move(minutes=5)

    assert finishes(clinic, lou, shown(clinic, secret, steps)) is good


def test_no_code_from_before_one_that_was_taken_is_good(
    clinic: Clinic, clock: FakeClock, lou: str, secret: str
) -> None:
    clock.move(minutes=5)

    assert finishes(clinic, lou, shown(clinic, secret, 1))
    assert not finishes(clinic, lou, shown(clinic, secret))


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "１２３４５６", "1" * 20, "-1"])
def test_what_is_no_code_of_the_app_is_refused(clinic: Clinic, lou: str, secret: str, code: str) -> None:
    assert not finishes(clinic, lou, code)
    assert kinds(clinic)[-1] == "staff.sign-in-failed"


def test_a_code_may_be_typed_with_a_space(clinic: Clinic, clock: FakeClock, lou: str, secret: str) -> None:
    clock.move(seconds=30)
    code = shown(clinic, secret)

    assert finishes(clinic, lou, f" {code[:3]} {code[3:]} ")


def test_wrong_codes_make_one_wait_and_a_right_password_does_not_forget_them(
    clinic: Clinic, clock: FakeClock, lou: str, secret: str
) -> None:
    """AU-06: whoever has the password gets no more tries at the code than anybody."""
    clock.move(minutes=5)
    for _ in range(5):
        with pytest.raises(CodeNeeded):
            sign_in.sign_in(clinic, login="lou", password=PASSWORD)
        assert not finishes(clinic, lou, "000000")
    at_once = finishes(clinic, lou, shown(clinic, secret))
    clock.move(seconds=33)

    assert (at_once, finishes(clinic, lou, shown(clinic, secret))) == (False, True)


def test_an_app_is_set_up_with_a_code_that_shows_that_it_has_the_key(clinic: Clinic, lou: str) -> None:
    secret = sign_in.new_secret(clinic)
    with pytest.raises(NotNow):
        sign_in.set_up_second_step(clinic, staff=lou, secret=secret, code="000000")

    assert credential(clinic, lou).second_step == ""


def test_another_app_needs_a_code_of_the_one_used_so_far(
    clinic: Clinic, clock: FakeClock, lou: str, secret: str
) -> None:
    """Nobody changes it on a screen left open."""
    other = sign_in.new_secret(clinic)
    clock.move(minutes=1)
    with pytest.raises(NotNow):
        sign_in.set_up_second_step(clinic, staff=lou, secret=other, code=shown(clinic, other))
    kept = credential(clinic, lou).second_step
    sign_in.set_up_second_step(
        clinic, staff=lou, secret=other, code=shown(clinic, other), present=shown(clinic, secret)
    )

    assert (kept, credential(clinic, lou).second_step) == (secret, other)


def test_the_key_never_stands_in_the_ledger(clinic: Clinic, lou: str, secret: str) -> None:
    with clinic.store.reading() as reading:
        bodies = b"".join(stored.body for stored in reading.ledger(ORGANISATION))

    assert secret.encode() not in bodies


def test_what_an_app_is_shown_names_the_clinic_and_the_login(clinic: Clinic) -> None:
    secret = sign_in.new_secret(clinic)
    read = pyotp.parse_uri(sign_in.enrolment(clinic, "lou", secret))

    assert (read.issuer, read.name, read.secret) == ("Riverside Clinic", "lou", secret)


@pytest.mark.parametrize(("demo", "task"), [(True, ""), (False, "second-step")])
def test_everywhere_but_in_a_demo_two_steps_are_needed(
    demo: bool, task: str, clinic: Clinic, lou: str
) -> None:
    assert sign_in.first_task(a_site(demo=demo), credential(clinic, lou)) == task


def test_with_an_app_nothing_is_left_to_do(clinic: Clinic, lou: str, secret: str) -> None:
    assert sign_in.first_task(a_site(demo=False), credential(clinic, lou)) == ""


# What an administrator can do ------------------------------------------------------------------------------------------------


def test_a_lost_phone_is_followed_by_another_app_after_the_password(
    clinic: Clinic, lou: str, secret: str
) -> None:
    staff.reset_second_step(clinic, staff=lou, by=KIM)
    row = sign_in.sign_in(clinic, login="lou", password=PASSWORD)
    task = sign_in.first_task(a_site(demo=False), credential(clinic, lou))
    other = sign_in.new_secret(clinic)
    sign_in.set_up_second_step(clinic, staff=lou, secret=other, code=shown(clinic, other))

    assert (row.staff, task, credential(clinic, lou).reset) == (lou, "second-step", "")


def test_a_password_from_an_administrator_is_changed_before_anything_else(
    clinic: Clinic, lou: str, secret: str
) -> None:
    staff.reset_password(clinic, staff=lou, password=ANOTHER, by=KIM)
    with pytest.raises(CodeNeeded):
        sign_in.sign_in(clinic, login="lou", password=ANOTHER)
    task = sign_in.first_task(a_site(), credential(clinic, lou))
    staff.change_password(clinic, staff=lou, present=ANOTHER, password="a password of my own")

    assert (task, sign_in.first_task(a_site(), credential(clinic, lou))) == ("password", "")


def test_one_administrator_alone_never_resets_both_halves(clinic: Clinic, lou: str, secret: str) -> None:
    """P11-14: misuse takes two people. The other half becomes free once the owner has set the first anew."""
    staff.reset_second_step(clinic, staff=lou, by=KIM)
    with pytest.raises(NotNow, match="other half"):
        staff.reset_password(clinic, staff=lou, password=ANOTHER, by=KIM)
    sign_in.sign_in(clinic, login="lou", password=PASSWORD)
    with pytest.raises(NotNow, match="other half"):
        staff.reset_password(clinic, staff=lou, password=ANOTHER, by=KIM)
    other = sign_in.new_secret(clinic)
    sign_in.set_up_second_step(clinic, staff=lou, secret=other, code=shown(clinic, other))
    staff.reset_password(clinic, staff=lou, password=ANOTHER, by=KIM)

    with pytest.raises(NotNow, match="other half"):
        staff.reset_second_step(clinic, staff=lou, by=KIM)


def test_a_password_is_not_reset_where_it_is_all_there_is(clinic: Clinic, lou: str) -> None:
    """P11-14: otherwise one administrator alone signs in as somebody who never set a second step up."""
    real = replace(clinic, site=a_site(demo=False))
    with pytest.raises(NotNow, match="no second step yet"):
        staff.reset_password(real, staff=lou, password=ANOTHER, by=KIM)

    assert sign_in.sign_in(clinic, login="lou", password=PASSWORD)


# Side by side -------------------------------------------------------------------------------------------------------------


def test_a_password_change_in_flight_does_not_undo_a_reset(clinic: Clinic, lou: str, secret: str) -> None:
    class ResetMeanwhile(QuickPasswords):
        def matches(self, hash: str, password: str) -> bool:
            staff.reset_password(clinic, staff=lou, password=ANOTHER, by=KIM)
            return super().matches(hash, password)

    slow = replace(clinic, passwords=ResetMeanwhile())
    with pytest.raises(NotNow):
        staff.change_password(slow, staff=lou, present=PASSWORD, password="a password of my own")

    assert credential(clinic, lou).reset == "password"


def test_who_is_half_way_when_the_password_changes_begins_again(
    clinic: Clinic, clock: FakeClock, lou: str, secret: str
) -> None:
    with pytest.raises(CodeNeeded) as half:
        sign_in.sign_in(clinic, login="lou", password=PASSWORD)
    staff.change_password(clinic, staff=lou, present=PASSWORD, password=ANOTHER)
    clock.move(seconds=30)

    with pytest.raises(SignInRefused):
        sign_in.finish_sign_in(clinic, staff=lou, code=shown(clinic, secret), proof=half.value.proof)


def test_wrong_present_passwords_wait_as_wrong_sign_ins_do(clinic: Clinic, lou: str) -> None:
    """AU-06: a screen left open is no place to guess."""
    for _ in range(5):
        with pytest.raises(NotNow, match="not your present password"):
            staff.change_password(clinic, staff=lou, present="wrong", password=ANOTHER)
    with pytest.raises(NotNow, match="too many wrong tries"):
        staff.change_password(clinic, staff=lou, present=PASSWORD, password=ANOTHER)


def test_a_mistyped_new_code_leaves_the_present_one_good(
    clinic: Clinic, clock: FakeClock, lou: str, secret: str
) -> None:
    other = sign_in.new_secret(clinic)
    clock.move(minutes=1)
    present = shown(clinic, secret)
    with pytest.raises(NotNow):
        sign_in.set_up_second_step(clinic, staff=lou, secret=other, code="000000", present=present)
    sign_in.set_up_second_step(clinic, staff=lou, secret=other, code=shown(clinic, other), present=present)

    assert credential(clinic, lou).second_step == other
