"""Staff accounts: never reused, and a wrong try tells nothing."""

from dataclasses import replace

import pytest

from consentapp.domain.errors import Incomplete, NotFound, NotNow, SignInRefused
from consentapp.domain.facts import Actor
from consentapp.passwords import Argon2Passwords
from consentapp.ports import ORGANISATION, Clinic
from consentapp.services import staff
from consentapp.services.sign_in import sign_in
from tests.builders import DESK, QuickPasswords, Visitor, a_site

PASSWORD = "a long enough password"


@pytest.fixture
def lou(clinic: Clinic) -> str:
    return staff.add_staff(clinic, login="Lou", name="Lou Tran", role="auditor", password=PASSWORD, by=DESK)


def kinds(clinic: Clinic) -> list[str]:
    with clinic.store.reading() as reading:
        return [stored.columns["kind"] for stored in reading.ledger(ORGANISATION)]


# Accounts ---------------------------------------------------------------------------------------------------------------


def test_who_was_added_signs_in_however_the_login_is_typed(clinic: Clinic, lou: str) -> None:
    row = sign_in(clinic, login=" LOU ", password=PASSWORD)

    assert (row.staff, row.name, row.role, row.site_bound) == (lou, "Lou Tran", "auditor", "main")


@pytest.mark.parametrize("role", ["admin", "", "Auditor", "patient"])
def test_an_unknown_role_is_refused(clinic: Clinic, role: str) -> None:
    """AB-20"""
    with pytest.raises(NotNow, match="role must be one of intake, clinician, auditor, administrator"):
        staff.add_staff(clinic, login="x", name="X", role=role, password=PASSWORD, by=DESK)


@pytest.mark.parametrize(("length", "good"), [(14, False), (15, True), (200, True), (201, False)])
def test_a_password_has_fifteen_to_two_hundred_characters(clinic: Clinic, length: int, good: bool) -> None:
    """Trust 1.11: at least 15 alone, 64 and more allowed."""
    password = "p" * length

    if good:
        staff.add_staff(clinic, login="x", name="X", role="intake", password=password, by=DESK)
        assert sign_in(clinic, login="x", password=password).login == "x"
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


# The end of an account --------------------------------------------------------------------------------------------------


def test_a_deactivated_account_signs_nobody_in(clinic: Clinic, lou: str) -> None:
    staff.deactivate(clinic, staff=lou, reason="Left us in May.", by=DESK)

    with pytest.raises(SignInRefused):
        sign_in(clinic, login="lou", password=PASSWORD)
    assert kinds(clinic) == ["staff.added", "staff.deactivated"]


def test_its_login_is_never_given_again_and_its_name_stays_known(clinic: Clinic, lou: str) -> None:
    """P11-13"""
    staff.deactivate(clinic, staff=lou, reason="Left us.", by=DESK)

    with pytest.raises(NotNow, match="never given to a second person"):
        staff.add_staff(clinic, login="lou", name="Lou Lee", role="intake", password=PASSWORD, by=DESK)
    with clinic.store.reading() as reading:
        assert [row.name for row in reading.staff_of("main")] == ["Lou Tran"]


def test_a_password_that_is_checked_while_the_account_ends_brings_it_not_back(
    clinic: Clinic, lou: str
) -> None:
    class EndsMeanwhile(QuickPasswords):
        def matches(self, hash: str, password: str) -> bool:
            staff.deactivate(clinic, staff=lou, reason="Now.", by=DESK)
            return super().matches(hash, password)

    with pytest.raises(SignInRefused):
        sign_in(replace(clinic, passwords=EndsMeanwhile()), login="lou", password=PASSWORD)
    with clinic.store.reading() as reading:
        assert reading.credential(lou) is None


def test_nobody_ends_or_resets_their_own_account(clinic: Clinic, lou: str) -> None:
    own = Actor("staff", lou)
    for act in (
        lambda: staff.deactivate(clinic, staff=lou, reason="x", by=own),
        lambda: staff.reset_password(clinic, staff=lou, password="p" * 15, by=own),
        lambda: staff.reset_second_step(clinic, staff=lou, by=own),
    ):
        with pytest.raises(NotNow, match="their own account"):
            act()


def test_an_account_of_another_site_is_none_of_ours(clinic: Clinic, lou: str) -> None:
    """AB-03"""
    elsewhere = replace(clinic, site=a_site(id="other"))
    for act in (
        lambda: staff.deactivate(elsewhere, staff=lou, reason="x", by=DESK),
        lambda: staff.reset_password(elsewhere, staff=lou, password="p" * 15, by=DESK),
        lambda: staff.reset_second_step(elsewhere, staff=lou, by=DESK),
        lambda: staff.deactivate(clinic, staff="nobody", reason="x", by=DESK),
    ):
        with pytest.raises(NotFound):
            act()


def test_an_account_ends_with_a_reason(clinic: Clinic, lou: str) -> None:
    with pytest.raises(Incomplete):
        staff.deactivate(clinic, staff=lou, reason=" ", by=DESK)
    assert sign_in(clinic, login="lou", password=PASSWORD)


# One's own password -----------------------------------------------------------------------------------------------------


def test_a_new_password_is_chosen_with_the_present_one(clinic: Clinic, lou: str) -> None:
    with pytest.raises(NotNow, match="not your present password"):
        staff.change_password(clinic, staff=lou, present="wrong", password="another long password")
    staff.change_password(clinic, staff=lou, present=PASSWORD, password="another long password")

    with pytest.raises(SignInRefused):
        sign_in(clinic, login="lou", password=PASSWORD)
    assert sign_in(clinic, login="lou", password="another long password")


@pytest.mark.parametrize("password", [PASSWORD, "short"])
def test_the_same_or_a_short_password_is_no_new_one(clinic: Clinic, lou: str, password: str) -> None:
    with pytest.raises(NotNow):
        staff.change_password(clinic, staff=lou, present=PASSWORD, password=password)


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
