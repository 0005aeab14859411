"""People are let in and out by an administrator; a sign-in has two steps, and ends at once when it must."""

import html
import re
from dataclasses import replace

import pytest

from consentapp.domain.facts.people import StaffDeactivated
from consentapp.ports import ORGANISATION
from tests.authenticator import Authenticator
from tests.web.people import PASSWORD, House, Person, app_code, signs_in, with_app

NEW = "a password of my own"


@pytest.fixture
def real(house: House) -> House:
    """No demo: two steps are needed."""
    return house.with_parts(site=replace(house.clinic.site, demo=False))


@pytest.fixture
def kim(house: House) -> Person:
    return house.staff("administrator")


# The second step --------------------------------------------------------------------------------------------------------


def test_outside_a_demo_nobody_works_before_an_app_is_set_up(real: House) -> None:
    """AU-01"""
    real.employs("intake")
    person = signs_in(real, "intake")

    assert person.is_at("/staff/account/second-step")
    for path in ("/desk", "/desk/new", "/staff/account", "/staff/account/password"):
        assert person.open(path).is_at("/staff/account/second-step"), path
    person.press("Turn it on", {"code": app_code(real, person)})
    assert person.open("/desk").is_at("/desk")


def test_who_has_an_app_signs_in_with_password_and_code(real: House) -> None:
    _, later = with_app(real)
    person = signs_in(real, "intake")

    assert person.is_at("/staff/second-step")
    assert person.open("/desk").is_at("/staff/sign-in")
    person.open("/staff/second-step").press("Sign in", {"code": later})
    assert person.is_at("/desk")


def test_a_wrong_code_is_said_and_the_next_one_is_taken(real: House) -> None:
    _, later = with_app(real)
    person = signs_in(real, "intake").press("Sign in", {"code": "000000"})

    assert person.status == 401
    assert person.shows("This is not the code that your app shows now")
    assert person.press("Sign in", {"code": later}).is_at("/desk")


def test_a_right_password_waits_five_minutes_for_the_code(real: House) -> None:
    _, _ = with_app(real)
    person = signs_in(real, "intake")
    real.clock.move(minutes=6)

    assert person.open("/staff/second-step").is_at("/staff/sign-in")


def test_the_second_step_opens_to_nobody_without_a_password(real: House) -> None:
    with_app(real)

    assert real.visitor().open("/staff/second-step").is_at("/staff/sign-in")


def test_the_key_of_an_app_is_another_one_each_time_the_page_is_opened(house: House) -> None:
    house.employs("intake")
    person = signs_in(house, "intake")
    pages = {app_code(house, person.open("/staff/account/second-step")) for _ in range(3)}  # type: ignore[arg-type]

    assert len(pages) == 3


# One's own account ------------------------------------------------------------------------------------------------------


def test_a_password_from_an_administrator_is_changed_before_anything_else(house: House, kim: Person) -> None:
    """P11-14"""
    kim.open("/administrator/people/new").press(
        "Make the account", {"name": "Bo Lind", "login": "bo", "role": "intake", "password": PASSWORD}
    )
    assert kim.shows("Waits for its owner to choose a password of their own.")
    bo = signs_in(house, "bo")
    assert bo.is_at("/staff/account/password")
    assert bo.open("/desk").is_at("/staff/account/password")
    bo.press("Change the password", {"present": PASSWORD, "password": NEW, "again": NEW})

    assert bo.open("/desk").is_at("/desk")
    assert signs_in(house, "bo", NEW).is_at("/desk")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"present": "wrong", "password": NEW, "again": NEW}, "This is not your present password."),
        (
            {"present": PASSWORD, "password": "short", "again": "short"},
            "A password has 15 to 200 characters.",
        ),
        ({"present": PASSWORD, "password": NEW, "again": "other"}, "The two new passwords are not the same."),
        ({"present": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "Choose another password"),
    ],
)
def test_a_new_password_that_cannot_be_is_told_why(house: House, typed: dict[str, str], said: str) -> None:
    desk = house.staff("intake").open("/staff/account/password").press("Change the password", typed)

    assert desk.status == 422
    assert desk.shows(said)
    assert signs_in(house, "intake").is_at("/desk")


def test_a_new_password_ends_every_other_session_and_keeps_this_one(house: House) -> None:
    here, elsewhere = house.staff("intake"), house.staff("intake")
    here.open("/staff/account/password").press(
        "Change the password", {"present": PASSWORD, "password": NEW, "again": NEW}
    )

    assert here.open("/desk").is_at("/desk")
    assert elsewhere.open("/desk").is_at("/staff/sign-in")


# The administrator ------------------------------------------------------------------------------------------------------


def test_a_deactivated_account_is_out_with_its_next_request(house: House, kim: Person) -> None:
    """P11-15: at once, wherever it is signed in."""
    desk = house.staff("intake").open("/desk")
    kim.open("/administrator").follow("Ines Park")
    kim.press("Deactivate the account", {"reason": "Left us in May."})

    assert kim.shows("Deactivated: nobody signs in with this account.")
    assert desk.open("/desk").is_at("/staff/sign-in")
    assert signs_in(house, "intake").status == 401
    (fact,) = house.rows("fact", "kind = ?", StaffDeactivated.kind)
    assert fact["site"] == ORGANISATION
    assert house.rows("note", "fact = ?", fact["id"])[0]["text"] == "Left us in May."


def test_an_account_ends_only_with_a_reason(house: House, kim: Person) -> None:
    house.employs("intake")
    kim.open("/administrator").follow("Ines Park")

    assert kim.press("Deactivate the account").status == 422
    assert kim.shows("Write the reason.")
    assert signs_in(house, "intake").is_at("/desk")


def test_a_lost_phone_is_followed_by_another_app(real: House) -> None:
    desk, _ = with_app(real)
    kim, _ = with_app(real, "administrator")
    kim.open("/administrator").follow("Ines Park")
    kim.press("Reset the second step")

    assert desk.open("/desk").is_at("/staff/sign-in")
    assert signs_in(real, "intake").is_at("/staff/account/second-step")
    assert not kim.open("/administrator").follow("Ines Park").shows("A forgotten password")


def test_nobody_can_do_anything_to_their_own_account_but_change_it(house: House, kim: Person) -> None:
    own = house.employs("administrator")
    kim.open(f"/administrator/people/{own}")

    assert kim.shows("This is your own account.")
    for act in ("deactivate", "password", "second-step"):
        there = kim.posts(f"/administrator/people/{own}/{act}", {"reason": "x", "password": PASSWORD})
        assert there.status == 409, act
    assert kim.open("/administrator").status == 200


def test_a_login_that_was_used_is_refused_with_what_was_typed(house: House, kim: Person) -> None:
    """P11-13"""
    house.employs("intake")
    kim.open("/administrator/people/new").press(
        "Make the account", {"name": "Bo Lind", "login": "INTAKE", "role": "auditor", "password": PASSWORD}
    )

    assert kim.status == 422
    assert kim.shows("Logins are never given to a second person.")
    assert kim.form("Make the account").values["name"] == ["Bo Lind"]


def test_accounts_of_another_site_are_not_there(house: House, kim: Person) -> None:
    """AB-03"""
    other = house.with_parts(site=replace(house.clinic.site, id="other"))
    theirs = other.employs("intake", "theirs")

    assert not kim.open("/administrator").shows("theirs")
    for path in ("", "/deactivate", "/password", "/second-step"):
        address = f"/administrator/people/{theirs}{path}"
        there = (
            kim.posts(address, {"reason": "x", "password": PASSWORD}) if path else kim.sends("GET", address)
        )
        assert there.status == 404, path


# Passkeys ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def named(house: House) -> House:
    """A clinic whose address is a name."""
    return house.with_parts(site=replace(house.clinic.site, address="https://consent.riverside.example"))


def options_on(person: Person) -> str:
    found = re.search(r'data-options="([^"]+)"', person.body.decode())
    assert found
    return html.unescape(found[1])


def adds_a_passkey(person: Person) -> Authenticator:
    device = Authenticator("consent.riverside.example", "https://consent.riverside.example")
    person.open("/staff/account/passkeys")
    person.press("Add a passkey", {"name": "Phone", "answer": device.makes_a_key(options_on(person))})
    assert person.shows("The passkey is added.")
    return device


def test_a_passkey_is_added_and_signs_in_without_a_password(named: House) -> None:
    device = adds_a_passkey(named.staff("intake"))
    person = named.visitor().open("/staff/sign-in")
    person.press("Sign in with a passkey", {"answer": device.signs(options_on(person))})  # type: ignore[arg-type]

    assert person.is_at("/desk")


def test_a_challenge_is_spent_by_the_first_answer_whatever_it_is(named: House) -> None:
    """AU-01: the challenge is single use."""
    device = adds_a_passkey(named.staff("intake"))
    person = named.visitor().open("/staff/sign-in")
    answer = device.signs(options_on(person))  # type: ignore[arg-type]
    person.press("Sign in with a passkey", {"answer": "{}"})
    person.press("Sign in with a passkey", {"answer": answer})

    assert person.status == 401


def test_an_answer_to_another_browser_s_challenge_signs_nobody_in(named: House) -> None:
    device = adds_a_passkey(named.staff("intake"))
    here, there = named.visitor().open("/staff/sign-in"), named.visitor().open("/staff/sign-in")
    there.press("Sign in with a passkey", {"answer": device.signs(options_on(here))})  # type: ignore[arg-type]

    assert there.status == 401
    assert there.shows("This passkey does not open an account here.")


def test_a_passkey_is_removed_on_one_s_own_page(named: House) -> None:
    desk = named.staff("intake")
    device = adds_a_passkey(desk)
    desk.press("Remove Phone")
    person = named.visitor().open("/staff/sign-in")
    person.press("Sign in with a passkey", {"answer": device.signs(options_on(person))})  # type: ignore[arg-type]

    assert desk.shows("You have none yet.")
    assert person.status == 401


def test_at_an_address_that_is_a_number_no_passkey_is_offered(house: House) -> None:
    assert "data-passkey" not in house.visitor().open("/staff/sign-in").body.decode()
    assert house.staff("intake").open("/staff/account/passkeys").shows("address is a number")


# Sessions ---------------------------------------------------------------------------------------------------------------


def test_a_session_of_the_password_alone_ends_when_the_app_is_set_up(real: House) -> None:
    """A thief who came first is out, not in."""
    real.employs("clinician")
    thief = signs_in(real, "clinician")
    owner, _ = with_app(real, "clinician")

    assert thief.open("/clinician").is_at("/staff/sign-in")
    assert owner.open("/clinician").is_at("/clinician")


@pytest.mark.parametrize("act", ["app", "password"])
def test_what_was_shown_before_comes_back_no_more_under_the_old_token(act: str, house: House) -> None:
    """AB-12: the key of an app, a new password."""
    house.employs("intake")
    person = signs_in(house, "intake")
    before = person.copy()
    if act == "app":
        person.open("/staff/account/second-step").press("Turn it on", {"code": app_code(house, person)})
    else:
        person.open("/staff/account/password").press(
            "Change the password", {"present": PASSWORD, "password": NEW, "again": NEW}
        )

    assert person.open("/desk").is_at("/desk")
    assert before.open("/desk").is_at("/staff/sign-in")


def test_half_way_is_a_session_of_its_own(real: House) -> None:
    """Whoever shares or fixed the cookie of before has nothing."""
    _, later = with_app(real)
    person = real.visitor().open("/staff/sign-in")
    fixed = person.copy()
    person.press("Sign in", {"login": "intake", "password": PASSWORD})

    assert fixed.open("/staff/second-step").is_at("/staff/sign-in")
    assert person.press("Sign in", {"code": later}).is_at("/desk")
