"""A passkey signs in whoever holds the device and nobody else (AU-01)."""

from dataclasses import replace

import pytest

from consentapp.domain.errors import NotFound, NotNow, SignInRefused
from consentapp.domain.facts import Actor
from consentapp.domain.facts.people import PasskeyRemoved
from consentapp.ports import ORGANISATION, Clinic
from consentapp.services import passkeys, sign_in, staff
from tests.authenticator import Authenticator
from tests.builders import DESK, a_site

PASSWORD = "a long enough password"
HOST, ORIGIN = "consent.riverside.example", "https://consent.riverside.example"


@pytest.fixture
def lou(clinic: Clinic) -> str:
    return staff.add_staff(clinic, login="lou", name="Lou Tran", role="auditor", password=PASSWORD, by=DESK)


@pytest.fixture
def phone(clinic: Clinic, lou: str) -> Authenticator:
    """Lou's, with a passkey on it."""
    phone = Authenticator(HOST, ORIGIN)
    adds(clinic, lou, phone)
    return phone


def adds(clinic: Clinic, whose: str, device: Authenticator, challenge: str = "") -> None:
    challenge = challenge or passkeys.new_challenge(clinic)
    with clinic.store.reading() as reading:
        row = reading.staff(whose)
    assert row
    options = passkeys.options_to_add(clinic, row, challenge, ())
    answer = device.makes_a_key(options)
    passkeys.add_passkey(clinic, staff=whose, name="Phone", challenge=challenge, answer=answer)


def signs_in(clinic: Clinic, device: Authenticator, expected: str = "") -> str:
    challenge = passkeys.new_challenge(clinic)
    answer = device.signs(passkeys.options_to_sign_in(clinic, challenge))
    return passkeys.sign_in_with_passkey(clinic, challenge=expected or challenge, answer=answer).staff


def test_the_device_signs_its_owner_in(clinic: Clinic, lou: str, phone: Authenticator) -> None:
    assert [signs_in(clinic, phone), signs_in(clinic, phone)] == [lou, lou]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://consent.riverside.example.evil.example"},
        {"origin": "http://consent.riverside.example"},
        {"host": "evil.example"},
        {"verifies": False},
    ],
    ids=str,
)
def test_a_false_page_or_an_unchecked_holder_signs_nobody_in(
    clinic: Clinic, lou: str, phone: Authenticator, wrong: dict[str, object]
) -> None:
    """AU-01: wrong origin, wrong site, no user verification."""
    for name, value in wrong.items():
        setattr(phone, name, value)

    with pytest.raises(SignInRefused):
        signs_in(clinic, phone)


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"verifies": False}], ids=str
)
def test_such_a_device_adds_no_key_either(clinic: Clinic, lou: str, wrong: dict[str, object]) -> None:
    with pytest.raises(NotNow):
        adds(clinic, lou, replace(Authenticator(HOST, ORIGIN), **wrong))  # type: ignore[arg-type]


def test_a_challenge_is_answered_by_its_own_answer_alone(
    clinic: Clinic, lou: str, phone: Authenticator
) -> None:
    with pytest.raises(SignInRefused):
        signs_in(clinic, phone, expected=passkeys.new_challenge(clinic))


@pytest.mark.parametrize("challenge", ["", "AAAA"])
def test_without_a_challenge_nothing_is_an_answer(
    clinic: Clinic, lou: str, phone: Authenticator, challenge: str
) -> None:
    answer = phone.signs(passkeys.options_to_sign_in(clinic, passkeys.new_challenge(clinic)))
    with pytest.raises(SignInRefused):
        passkeys.sign_in_with_passkey(clinic, challenge=challenge, answer=answer)


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "x" * 10_000, '{"id": "a", "rawId": "a", "type": "public-key"}']
)
def test_what_is_no_answer_is_refused(clinic: Clinic, lou: str, phone: Authenticator, answer: str) -> None:
    challenge = passkeys.new_challenge(clinic)
    with pytest.raises(SignInRefused):
        passkeys.sign_in_with_passkey(clinic, challenge=challenge, answer=answer)
    with pytest.raises(NotNow):
        passkeys.add_passkey(clinic, staff=lou, name="", challenge=challenge, answer=answer)


def test_a_key_that_nobody_added_signs_nobody_in(clinic: Clinic, lou: str) -> None:
    with pytest.raises(SignInRefused):
        signs_in(clinic, Authenticator(HOST, ORIGIN))


def test_another_device_with_the_same_id_signs_nobody_in(
    clinic: Clinic, lou: str, phone: Authenticator
) -> None:
    with pytest.raises(SignInRefused):
        signs_in(clinic, Authenticator(HOST, ORIGIN, id=phone.id))


def test_a_key_whose_counter_goes_back_was_copied_and_is_removed(
    clinic: Clinic, lou: str, phone: Authenticator
) -> None:
    """AU-01"""
    signs_in(clinic, phone)
    signs_in(clinic, phone)
    phone.count = 0
    with pytest.raises(SignInRefused, match="may have been copied"):
        signs_in(clinic, phone)

    with clinic.store.reading() as reading:
        (fact,) = reading.facts_of_kind(ORGANISATION, PasskeyRemoved.kind)
        assert reading.passkeys_of(lou) == []
    assert isinstance(fact.fact, PasskeyRemoved)
    assert fact.fact.copied


def test_a_device_that_counts_nothing_is_no_copy(clinic: Clinic, lou: str, phone: Authenticator) -> None:
    """Synced passkeys always say 0."""
    for _ in range(2):
        phone.count = -1
        assert signs_in(clinic, phone) == lou


def test_the_same_key_is_added_once(clinic: Clinic, lou: str, phone: Authenticator) -> None:
    with pytest.raises(NotNow):
        adds(clinic, lou, phone)


def test_with_a_passkey_the_password_alone_opens_nothing(
    clinic: Clinic, lou: str, phone: Authenticator
) -> None:
    """Otherwise whoever has the password could set up an app of their own."""
    with pytest.raises(SignInRefused, match="opens with a passkey"):
        sign_in.sign_in(clinic, login="lou", password=PASSWORD)


def test_a_passkey_is_a_second_step_by_itself(clinic: Clinic, lou: str, phone: Authenticator) -> None:
    with clinic.store.reading() as reading:
        credential, keys = reading.credential(lou), reading.passkeys_of(lou)
    assert credential
    assert sign_in.first_task(a_site(demo=False), credential, keys) == ""
    assert sign_in.first_task(a_site(demo=False), credential) == "second-step"


def test_a_key_is_removed_by_its_owner_and_nobody_else(
    clinic: Clinic, lou: str, phone: Authenticator
) -> None:
    with clinic.store.reading() as reading:
        (key,) = reading.passkeys_of(lou)
    with pytest.raises(NotFound):
        passkeys.remove_passkey(clinic, staff="another", key=key.id)
    with pytest.raises(NotNow, match="only second step"):
        passkeys.remove_passkey(replace(clinic, site=a_site(demo=False)), staff=lou, key=key.id)
    passkeys.remove_passkey(clinic, staff=lou, key=key.id)

    with pytest.raises(SignInRefused):
        signs_in(clinic, phone)


@pytest.mark.parametrize("how", ["reset", "deactivated"])
def test_no_key_outlives_a_reset_or_the_account(
    how: str, clinic: Clinic, lou: str, phone: Authenticator
) -> None:
    """P11-15"""
    kim = Actor("staff", "kim")
    if how == "reset":
        staff.reset_second_step(clinic, staff=lou, by=kim)
    else:
        staff.deactivate(clinic, staff=lou, reason="Left us.", by=kim)

    with pytest.raises(SignInRefused):
        signs_in(clinic, phone)


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://consent.example.org", True), ("http://localhost:8000", True), ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False), ("http://[fe80::a]:8000", False),
    ],
)  # fmt: skip
def test_a_passkey_belongs_to_a_name_and_never_to_a_number(
    address: str, possible: bool, clinic: Clinic
) -> None:
    assert passkeys.are_possible(replace(clinic, site=a_site(address=address))) is possible


def test_a_stranger_s_wrong_passwords_do_not_keep_the_owner_of_a_passkey_out(
    clinic: Clinic, lou: str, phone: Authenticator
) -> None:
    """AU-06: whoever must confirm an alert is never locked out by somebody who knows a login."""
    for _ in range(20):
        with pytest.raises(SignInRefused):
            sign_in.sign_in(clinic, login="lou", password="wrong")

    assert signs_in(clinic, phone) == lou
