"""Doors that stand open: the front page, a printed code, staff sign-in (AB-02, AU-06)."""

from dataclasses import replace

import pytest

from consentapp.domain.facts.people import StaffSignedIn, StaffSignInFailed
from consentapp.services.sign_in import FREE_TRIES
from consentapp.services.signing import CROCKFORD
from tests.web.people import PASSWORD, House, Patient, Person
from tests.web.routes import plain_body

UNKNOWN = "7K3MX9QF2T8B"


@pytest.fixture
def code(house: House, patient: Patient) -> str:
    """What is printed on the pages of a signed summary."""
    patient.signs()
    return str(house.rows("worklist")[0]["code"])


# The front ------------------------------------------------------------------------------------------------------------


def test_the_front_page_says_what_to_do_with_a_link_a_code_or_a_login(house: House) -> None:
    front = house.visitor().open("/")
    for words in ("You have a link from us", "You hold a printed page", "You work here"):
        assert front.shows(words)


def test_the_service_says_that_it_is_there(house: House) -> None:
    answered = house.visitor().sends("GET", "/healthz")
    assert (answered.status, answered.body) == (200, b"ok\n")


def test_a_demo_clinic_says_so_on_every_page(house: House) -> None:
    for path in ("/", "/lost", "/staff/sign-in", "/code/none", "/nowhere"):
        assert house.visitor().open(path).shows("SAMPLE, NOT APPROVED FOR CARE.")


def test_a_real_clinic_shows_no_sample_banner(house: House) -> None:
    real = house.with_parts(site=replace(house.clinic.site, demo=False))
    assert not real.visitor().open("/").shows("SAMPLE")


# A printed code -------------------------------------------------------------------------------------------------------


def test_a_code_says_that_the_page_is_current(house: House, code: str) -> None:
    visitor = house.visitor().open(f"/code/{code}")
    assert visitor.status == 200
    assert visitor.page.heading == "This page is on record"
    assert visitor.shows("current copy of record, edition 1, signed 23 November 2026")


def test_a_code_names_nobody_and_tells_no_answer(house: House, code: str) -> None:
    """AB-02"""
    body = house.visitor().open(f"/code/{code}").body.decode()
    for word in ("Ana", "Ruiz", "1984", "ketamine", "Depression"):
        assert word not in body


def test_a_code_is_found_however_it_is_typed(house: House, code: str) -> None:
    dashed = f"{code[:4]}-{code[4:8]}-{code[8:]}"
    for typed in (code.lower(), dashed, dashed.replace("-", "%20"), dashed.lower()):
        assert house.visitor().open(f"/code/{typed}").page.heading == "This page is on record", typed


def test_a_code_can_be_typed_on_the_front_page(house: House, code: str) -> None:
    visitor = house.visitor().open("/").asks("Look up the code", {"code": f" {code.lower()} "})
    assert visitor.page.heading == "This page is on record"


def test_a_code_that_nobody_has_says_what_to_do(house: House) -> None:
    visitor = house.visitor().open(f"/code/{UNKNOWN}")
    assert visitor.status == 404
    assert visitor.page.heading == "This code is not on record"
    assert visitor.shows("7K3M-X9QF-2T8B")
    assert visitor.shows("do not rely on the page")


def test_what_is_no_code_is_not_on_record(house: House, code: str) -> None:
    for odd in ("none", "I", "----", "x" * 5000, "%00", "é", "<script>", "1234567890123", "ILOU"):
        visitor = house.visitor().open(f"/code/{odd}")
        assert (visitor.status, visitor.page.heading) == (404, "This code is not on record"), odd


def test_an_empty_code_is_asked_for_kindly(house: House) -> None:
    visitor = house.visitor().open("/").asks("Look up the code", {"code": ""})
    assert visitor.status == 404
    assert visitor.page.heading == "This code is not on record"


def test_part_of_a_code_is_no_code(house: House, code: str) -> None:
    for part in (code[:11], code + "0", code[1:]):
        assert house.visitor().open(f"/code/{part}").status == 404


def test_the_empty_code_of_an_unsigned_record_is_no_code(house: House, patient: Patient) -> None:
    """A record without a signature has the code "": it must not be found by it."""
    for odd in ("%20", "-", "IIIIIIIIIIII"):
        assert house.visitor().open(f"/code/{odd}").status == 404


def test_a_code_of_another_site_is_an_unknown_code(house: House, code: str) -> None:
    """AB-02, AB-03"""
    north = house.with_parts(site=replace(house.clinic.site, id="north"))
    visitor = north.visitor()
    theirs, nobodys = visitor.sends("GET", f"/code/{code}"), visitor.sends("GET", f"/code/{UNKNOWN}")
    dashed = [f"{each[:4]}-{each[4:8]}-{each[8:]}" for each in (code, UNKNOWN)]
    ids = (code, UNKNOWN, *dashed)
    assert theirs.status == nobodys.status == 404
    assert plain_body(theirs, *ids) == plain_body(nobodys, *ids)


def test_a_code_has_sixty_bits_of_letters_that_look_like_nothing_else(code: str) -> None:
    assert len(code) == 12
    assert set(code) <= set(CROCKFORD)
    assert not set("ILOU") & set(CROCKFORD)


def test_looking_up_a_code_puts_nobodys_name_on_record(house: House, code: str) -> None:
    house.visitor().open(f"/code/{code}")
    assert house.rows("access") == []


# Staff sign-in --------------------------------------------------------------------------------------------------------


def signs_in(person: Person, login: str, password: str) -> Person:
    return person.open("/staff/sign-in").press("Sign in", {"login": login, "password": password})  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("role", "room"), [("intake", "/desk"), ("clinician", "/clinician"), ("auditor", "/auditor")]
)
def test_each_role_comes_into_its_own_room(role: str, room: str, house: House) -> None:
    house.employs(role)
    assert signs_in(house.visitor(), role, PASSWORD).is_at(room)


def test_a_login_is_the_same_in_capitals_and_with_spaces(house: House) -> None:
    house.employs("intake")
    assert signs_in(house.visitor(), " INTAKE ", PASSWORD).is_at("/desk")


def test_signing_in_is_on_record(house: House) -> None:
    house.staff("intake")
    assert len(house.rows("fact", "kind = ?", StaffSignedIn.kind)) == 1


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("intake", "wrong"),
        ("nobody", PASSWORD),
        ("intake", PASSWORD + "x"),
        ("intake", PASSWORD.upper()),
        ("intake ' --", "x"),
    ],
)
def test_a_wrong_login_or_password_is_refused(login: str, password: str, house: House) -> None:
    house.employs("intake")
    person = signs_in(house.visitor(), login, password)
    assert person.status == 401
    assert not person.open("/desk").is_at("/desk")


def refusals(house: House, login: str, tries: int) -> list[str]:
    person = house.visitor()
    values = {"login": login, "password": "a wrong password"}
    return [plain_body(person.posts("/staff/sign-in", values), login) for _ in range(tries)]


def test_a_login_that_exists_is_refused_like_one_that_does_not(house: House) -> None:
    """AB-02: also once there were too many tries."""
    house.employs("intake")
    assert refusals(house, "intake", FREE_TRIES + 3) == refusals(house, "nobody-here", FREE_TRIES + 3)


def test_after_too_many_tries_the_right_password_waits_too(house: House) -> None:
    """AU-06: a delay, never a lock."""
    house.employs("intake")
    refusals(house, "intake", FREE_TRIES)
    assert signs_in(house.visitor(), "intake", PASSWORD).status == 401
    house.clock.move(minutes=10)
    assert signs_in(house.visitor(), "intake", PASSWORD).is_at("/desk")


def test_tries_are_counted_across_sessions_and_restarts(house: House) -> None:
    """AU-06"""
    house.employs("intake")
    for _ in range(FREE_TRIES):
        refusals(house.with_parts(), "intake", 1)
    assert signs_in(house.visitor(), "intake", PASSWORD).status == 401


def test_a_right_password_makes_the_tries_forgotten(house: House) -> None:
    house.employs("intake")
    for _ in range(3):
        refusals(house, "intake", FREE_TRIES - 1)
        assert signs_in(house.visitor(), "intake", PASSWORD).is_at("/desk")


def test_every_failed_try_is_on_record(house: House) -> None:
    """P11-15"""
    house.employs("intake")
    refusals(house, "intake", 3)
    assert len(house.rows("fact", "kind = ?", StaffSignInFailed.kind)) == 3


@pytest.mark.parametrize(
    ("login", "password"), [("", PASSWORD), ("intake", ""), ("", ""), ("x" * 201, "x"), ("x", "x" * 1001)]
)
def test_what_is_missing_is_said(login: str, password: str, house: House) -> None:
    person = signs_in(house.visitor(), login, password)
    assert person.status == 422
    assert person.shows("Please look at this")


def test_nobody_is_sent_off_the_site_after_signing_in(house: House) -> None:
    """AB-26: there is no address to come back to."""
    house.employs("intake")
    person = house.visitor()
    answered = person.sends(
        "POST",
        "/staff/sign-in?next=https://evil.example/",
        [
            ("csrf_token", person.token),
            ("login", "intake"),
            ("password", PASSWORD),
            ("next", "//evil.example"),
        ],
    )
    assert (answered.status, answered.header("location")) == (302, "/staff")


def test_a_page_for_staff_leads_to_the_sign_in(house: House) -> None:
    assert house.visitor().open("/desk").is_at("/staff/sign-in")


def test_a_page_of_another_room_is_refused_in_plain_words(house: House) -> None:
    desk = house.staff("intake").open("/auditor")
    assert desk.status == 403
    assert desk.page.heading == "This is not for your role"
    assert desk.follow("Go to your worklist").is_at("/desk")
