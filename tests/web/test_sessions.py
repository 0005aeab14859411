"""Sessions live in the store: they begin anew with each person, end at once, and cannot be revived (AB-11)."""

from datetime import timedelta

import pytest

from consentapp.services import intakes
from consentapp.web.sessions import IDLE, LONGEST
from tests.builders import ANA
from tests.web.people import PASSWORD, SETUP, House, Patient, Person

COOKIE = "consentapp"

SIGN_IN = {"login": "intake", "password": PASSWORD}


def session_of(person: Person) -> str:
    return person.cookies.get(COOKIE, "")


def with_cookie(house: House, cookie: str) -> Person:
    """Another browser that holds this cookie."""
    thief = house.visitor()
    thief.cookies[COOKIE] = cookie
    return thief


def is_signed_in(person: Person) -> bool:
    return person.sends("GET", "/staff").header("location") != "/staff/sign-in"


def is_in_the_walk(person: Person) -> bool:
    return person.sends("GET", "/walk").header("location") != "/lost"


# Fixation -------------------------------------------------------------------------------------------------------------


def test_a_cookie_that_somebody_made_up_is_never_taken_over(house: House) -> None:
    """AB-11"""
    house.employs("intake")
    person = with_cookie(house, "chosen-by-somebody-else")
    person.posts("/staff/sign-in", SIGN_IN)
    assert session_of(person) != "chosen-by-somebody-else"
    assert is_signed_in(person)
    assert not is_signed_in(with_cookie(house, "chosen-by-somebody-else"))


def test_a_session_from_before_dies_when_staff_sign_in(house: House) -> None:
    """AB-11: a planted session of our own making is worth nothing afterwards."""
    house.employs("intake")
    person = house.visitor()
    person.open("/staff/sign-in")
    planted = session_of(person)
    person.posts("/staff/sign-in", SIGN_IN)
    assert planted
    assert session_of(person) != planted
    assert not is_signed_in(with_cookie(house, planted))


def test_a_session_from_before_dies_when_a_link_is_opened(house: House) -> None:
    """AB-11"""
    token = house.link(house.registers()).token
    person = house.visitor()
    person.open(f"/l/{token}")
    planted = session_of(person)
    person.press("Open my form")
    assert planted
    assert session_of(person) != planted
    assert not is_in_the_walk(with_cookie(house, planted))


def test_a_patients_session_ends_when_staff_sign_in_on_the_same_device(
    house: House, patient: Patient
) -> None:
    """AU-03"""
    house.employs("intake")
    theirs = session_of(patient.browser)
    patient.browser.posts("/staff/sign-in", SIGN_IN)
    assert not is_in_the_walk(with_cookie(house, theirs))


def test_a_staff_session_ends_when_a_link_is_opened_on_the_same_device(house: House) -> None:
    """AU-04: no staff cookie stays on a tablet that is handed over."""
    desk = house.staff("intake")
    theirs = session_of(desk)
    desk.open(f"/l/{house.link(house.registers()).token}").press("Open my form")
    assert not is_signed_in(desk)
    assert not is_signed_in(with_cookie(house, theirs))


def test_nothing_of_the_person_before_is_carried_over(house: House, patient: Patient) -> None:
    """AU-03: not even the size of the text."""
    house.employs("intake")
    patient.browser.posts("/walk/records/records", {"leave": "text-size"})
    assert b"large-text" in patient.browser.open("/walk").body
    patient.browser.posts("/staff/sign-in", SIGN_IN)
    assert b"large-text" not in patient.browser.open("/staff").body


# Replay ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["intake", "clinician", "auditor"])
def test_a_stolen_cookie_is_nobodys_after_sign_out(role: str, house: House) -> None:
    """AB-11"""
    person = house.staff(role)
    stolen = session_of(person)
    person.posts("/staff/sign-out")
    assert not is_signed_in(with_cookie(house, stolen))


def test_signing_out_takes_the_cookie_from_the_browser(house: House) -> None:
    person = house.staff("intake")
    person.posts("/staff/sign-out")
    assert session_of(person) == ""


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/walk/stop", {}),
        ("/walk/not-me", {}),
        ("/walk/close", {}),
        ("/walk/paper", {}),
        ("/walk/decline", {}),
        ("/walk/records/records", {"leave": "stop"}),
    ],
)
def test_a_stolen_cookie_is_nobodys_after_a_patient_stops(
    path: str, values: dict[str, str], house: House, patient: Patient
) -> None:
    """AB-11, AB-12"""
    stolen = session_of(patient.browser)
    patient.browser.posts(path, values)
    assert not is_in_the_walk(with_cookie(house, stolen))


def test_the_page_that_says_goodbye_to_a_wrong_person_shows_no_name(patient: Patient) -> None:
    """AB-25"""
    patient.browser.open("/walk/welcome").press("This is not me")
    assert patient.browser.shows("This form is for someone else. It is closed now.")
    assert ANA[0] not in patient.browser.text


def test_stopping_ends_one_device_and_leaves_the_other(patient: Patient) -> None:
    other = patient.elsewhere()
    patient.browser.posts("/walk/stop")
    assert is_in_the_walk(other.browser)


# Limits ---------------------------------------------------------------------------------------------------------------


def test_staff_are_signed_out_after_fifteen_idle_minutes(house: House) -> None:
    """AU-02"""
    person = house.staff("intake")
    house.clock.move(minutes=15)
    assert is_signed_in(person)
    house.clock.move(minutes=15, seconds=1)
    assert not is_signed_in(person)


def test_staff_are_signed_out_after_twelve_hours_however_busy(house: House) -> None:
    """AU-02"""
    person = house.staff("intake")
    for _ in range(12 * 6):
        house.clock.move(minutes=10)
        assert is_signed_in(person)
    house.clock.move(minutes=1)
    assert not is_signed_in(person)


def test_a_patients_session_ends_when_it_was_idle_too_long(house: House, patient: Patient) -> None:
    house.clock.at += IDLE["patient"]
    assert is_in_the_walk(patient.browser)
    house.clock.at += IDLE["patient"] + timedelta(seconds=1)
    assert not is_in_the_walk(patient.browser)


def test_a_patients_session_has_a_longest_time_however_busy(house: House, patient: Patient) -> None:
    steps = LONGEST["patient"] // timedelta(minutes=30)
    for _ in range(steps):
        house.clock.move(minutes=30)
        assert is_in_the_walk(patient.browser)
    house.clock.move(minutes=1)
    assert not is_in_the_walk(patient.browser)


def test_an_ended_session_shows_nothing_and_says_where_to_go(house: House, patient: Patient) -> None:
    house.clock.at += IDLE["patient"] + timedelta(seconds=1)
    patient.browser.open("/walk/welcome")
    assert patient.browser.is_at("/lost")
    assert ANA[0] not in patient.browser.text


# Ends from elsewhere --------------------------------------------------------------------------------------------------


def test_revoking_a_link_ends_its_running_sessions_at_once(house: House, patient: Patient) -> None:
    """AB-11"""
    other = patient.elsewhere()
    intakes.revoke_link(house.clinic, intake=patient.intake, link=patient.link.id, by=SETUP)
    assert not is_in_the_walk(patient.browser)
    assert not is_in_the_walk(other.browser)


def test_a_session_that_ended_while_its_page_was_open_saves_nothing(house: House, patient: Patient) -> None:
    """AB-11: the page in front of a person whose link was revoked."""
    intakes.revoke_link(house.clinic, intake=patient.intake, link=patient.link.id, by=SETUP)
    before = house.record()
    patient.browser.press("Save and go on", {"item-records-agreed": "yes"})
    assert patient.browser.is_at("/lost")
    assert house.record() == before


def test_a_session_outlives_a_restart(house: House, patient: Patient) -> None:
    """It lives in the store, not in the process."""
    again = house.with_parts()
    here = again.visitor()
    here.cookies = dict(patient.browser.cookies)
    assert is_in_the_walk(here)


# What a browser holds -------------------------------------------------------------------------------------------------


def test_the_store_holds_no_cookie_that_could_be_used(house: House, patient: Patient) -> None:
    """AB-19: a stolen copy of the store opens no session."""
    cookie = session_of(patient.browser)
    rows = house.rows("session")
    assert rows
    assert cookie not in repr(rows)
    for row in rows:
        assert not is_in_the_walk(with_cookie(house, row["digest"]))


COOKIES = [
    "",
    "x" * 10_000,
    "\x00",
    "é",
    '"',
    "a,b",
    "'; DROP TABLE session; --",
    "../../etc/passwd",
    "%00",
    "\ud800",
]


def test_a_hostile_cookie_is_nobodys(house: House) -> None:
    for cookie in COOKIES:
        sent = f"{COOKIE}={cookie}".encode("utf-8", "replace").decode("latin-1")
        answered = house.visitor().sends("GET", "/walk", Cookie=sent)
        assert (answered.status, answered.header("location")) == (302, "/lost"), cookie
