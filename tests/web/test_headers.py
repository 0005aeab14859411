"""What every response says to the browser, and which addresses are answered at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import pytest

from consentapp.demonstration.browser import Answered
from consentapp.ports import Clinic, NotSaved
from consentapp.resources import PACKAGE
from tests.web.people import ADDRESS, PASSWORD, ROLES, House, Patient, Person, sender
from tests.web.routes import routes_of

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
}

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
}


@dataclass(frozen=True)
class BreakingPasswords:
    """A part that fails in a way nobody foresaw."""

    def hash(self, password: str) -> str:
        return password

    def matches(self, hash: str, password: str) -> bool:
        raise RuntimeError("secret words of the machine")


def policy_of(answered: Answered) -> dict[str, str]:
    parts = answered.header("content-security-policy").split(";")
    return {name: value for name, _, value in (part.strip().partition(" ") for part in parts)}


def errors_of(house: House) -> Iterator[Answered]:
    """One answer of each kind of refusal."""
    visitor, desk = house.visitor(), house.staff("intake")
    yield visitor.sends("GET", "/nowhere")
    yield visitor.sends("GET", "/walk/stop")
    yield visitor.sends("POST", "/staff/sign-in", [("login", "x")])
    yield visitor.sends("GET", "/", Host="evil.example")
    yield visitor.sends("POST", "/staff/sign-in", [("login", "x" * 9_000_000)])
    yield desk.sends("GET", "/auditor")
    yield desk.posts("/desk/new", {"name": ""})
    broken = house.with_parts(passwords=BreakingPasswords())
    yield Person(sender(broken.app)).posts("/staff/sign-in", {"login": "x", "password": "y"})


def every_answer(house: House, patient: Patient, role: str) -> Iterator[tuple[str, Answered]]:
    person = house.person(role)
    for route in routes_of(house.app, intake=patient.intake, token=patient.link.token):
        yield str(route), person.sends(route.method, route.path)


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_carries_the_whole_policy_and_the_other_headers(
    role: str, house: House, patient: Patient
) -> None:
    """AB-04, AB-10: allowed or refused."""
    lacking = [
        route
        for route, answered in every_answer(house, patient, role)
        if policy_of(answered) != POLICY
        or any(answered.header(name) != value for name, value in ALWAYS.items())
    ]
    assert lacking == []


@pytest.mark.parametrize("role", ROLES)
def test_nothing_but_our_own_files_may_be_kept_by_a_browser(
    role: str, house: House, patient: Patient
) -> None:
    """AB-12"""
    for route, answered in every_answer(house, patient, role):
        kept = answered.header("cache-control")
        assert kept == ("public, max-age=86400" if route.endswith(".css") else "no-store"), route


def test_every_refusal_carries_the_same_headers(house: House) -> None:
    statuses = set()
    for answered in errors_of(house):
        statuses.add(answered.status)
        assert policy_of(answered) == POLICY
        assert {name: answered.header(name) for name in ALWAYS} == ALWAYS
        assert answered.header("cache-control") == "no-store"
    assert statuses == {400, 403, 404, 405, 413, 422, 500}


def test_the_policy_allows_nothing_inline(house: House) -> None:
    """AB-04"""
    policy = house.visitor().sends("GET", "/").header("content-security-policy")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_every_file_of_ours_is_served_as_what_it_is(house: House) -> None:
    kinds = {".css": "text/css", ".js": "javascript", ".woff2": "font/woff2"}
    built = PACKAGE / "static" / "built"
    found = {path.suffix for path in built.rglob("*") if path.is_file()} & kinds.keys()
    for suffix in sorted(found):
        path = next(path for path in sorted(built.rglob("*")) if path.suffix == suffix)
        answered = house.visitor().sends(
            "GET", f"{house.app.static_url_path}/{path.relative_to(built).as_posix()}"
        )
        assert kinds[suffix] in answered.header("content-type")


def test_no_file_beside_ours_is_served(house: House) -> None:
    for path in ("../app.py", "..%2fapp.py", "%2e%2e/%2e%2e/%2e%2e/pyproject.toml", "%00"):
        assert house.visitor().sends("GET", f"{house.app.static_url_path}/{path}").status == 404


# Refusals -------------------------------------------------------------------------------------------------------------


def test_no_refusal_shows_how_the_program_is_made(house: House) -> None:
    """AB-14: plain words and the next step, never a trace."""
    for answered in errors_of(house):
        body = answered.body.decode()
        for word in ("Traceback", "secret words", "RuntimeError", "werkzeug", "consentapp/", "sqlite", ".py"):
            assert word not in body


def test_what_breaks_is_said_in_plain_words_with_the_help_lines(house: House) -> None:
    broken = house.with_parts(passwords=BreakingPasswords())
    answered = Person(sender(broken.app)).posts("/staff/sign-in", {"login": "x", "password": "y"})
    assert answered.status == 500
    assert b"Something went wrong on our side" in answered.body
    assert b"988" in answered.body


@dataclass(frozen=True)
class FullStore:
    """A store whose disk is full: it can be read."""

    clinic: Clinic

    def reading(self) -> object:
        return self.clinic.store.reading()

    def writing(self) -> object:
        raise NotSaved("database or disk is full")


def on_a_full_disk(patient: Patient) -> Person:
    full = patient.house.with_parts(store=FullStore(patient.house.clinic))
    person = Person(sender(full.app))
    person.cookies, person.path, person.page = (
        dict(patient.browser.cookies),
        patient.browser.path,
        patient.browser.page,
    )
    return person


def test_a_full_disk_is_said_and_never_called_saved(patient: Patient) -> None:
    """Promise 4: only what is on disk is called saved."""
    person = on_a_full_disk(patient).press("Save and go on", {"item-records-agreed": "yes"})
    assert person.status == 507
    assert person.page.heading == "This was not saved"


def test_a_full_disk_leaves_pages_readable(house: House, patient: Patient) -> None:
    """What a patient reads needs no room on a disk; the help lines least of all."""
    person = on_a_full_disk(patient)
    house.clock.move(minutes=5)
    assert person.open("/walk/records/records").status == 200


def test_a_full_disk_leaves_the_front_page_readable(patient: Patient) -> None:
    full = patient.house.with_parts(store=FullStore(patient.house.clinic))
    assert Person(sender(full.app)).open("/").status == 200


# Addresses ------------------------------------------------------------------------------------------------------------


FORGED = [
    "evil.example", "127.0.0.1.evil.example", "evil.example:8000", "127.0.0.1@evil.example", " ", "localhost", "[::1]",
]  # fmt: skip


def test_a_forged_host_is_refused_without_a_page_of_ours(house: House) -> None:
    """AB-26"""
    for host in FORGED:
        answered = house.visitor().sends("GET", "/staff/sign-in", Host=host)
        assert answered.status == 400, host
        assert b"csrf_token" not in answered.body
        assert b"href" not in answered.body


def test_no_header_moves_the_address_of_a_link(house: House, patient: Patient) -> None:
    """AB-26: the host of a link is a setting."""
    desk = house.staff("intake")
    for header in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Forwarded-Server"):
        value = "host=evil.example" if header == "Forwarded" else "evil.example"
        pairs = [("csrf_token", desk.token), ("mode", "remote")]
        answered = desk.sends("POST", f"/desk/intakes/{patient.intake}/links", pairs, **{header: value})
        assert f'value="{ADDRESS}/l/'.encode() in answered.body
        assert b"evil.example" not in answered.body


OFF_THE_SITE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "/\t/evil.example/",
    "/\n/evil.example/", "/\r\n//evil.example", "\t//evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1",
    "/\r\nSet-Cookie: x=1", "http:evil.example", "///evil.example", "/.//evil.example", "/..//evil.example", "",
    "evil.example", "data:text/html,x", "/\x00/evil.example", "/\u2028/evil.example", "@evil.example",
]  # fmt: skip


def test_the_text_size_never_leads_off_the_site(house: House) -> None:
    """AB-26"""
    visitor = house.visitor()
    for path in OFF_THE_SITE:
        answered = visitor.posts("/text-size", {"path": path})
        assert answered.status == 302, path
        # As browsers read it: tabs and line ends are dropped, a backslash is a slash.
        seen = re.sub(r"[\t\r\n]", "", answered.header("location")).replace("\\", "/")
        led = urlsplit(urljoin(ADDRESS + "/walk", seen))
        assert (led.scheme, led.netloc) == ("http", "127.0.0.1:8000"), path
        assert "x=1" not in answered.header("set-cookie")


def test_the_text_size_comes_back_to_where_it_was_pressed(house: House) -> None:
    visitor = house.visitor().open("/code/7K3M-X9QF-2T8B").press("Larger text")
    assert visitor.is_at("/code/7K3M-X9QF-2T8B")
    assert b"large-text" in visitor.body
    assert b"large-text" not in visitor.press("Smaller text").body


# Cookies --------------------------------------------------------------------------------------------------------------


def cookie_of(answered: Answered) -> dict[str, str]:
    parts = [part.strip() for part in answered.header("set-cookie").split(";")]
    return {name.lower(): value for name, _, value in (part.partition("=") for part in parts)}


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(house: House) -> None:
    """AB-11"""
    cookie = cookie_of(house.visitor().sends("GET", "/staff/sign-in"))
    assert cookie.keys() == {"consentapp", "httponly", "path", "samesite"}
    assert (cookie["path"], cookie["samesite"]) == ("/", "Lax")
    assert len(cookie["consentapp"]) == 43


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(house: House) -> None:
    """AB-11"""
    address = "https://consent.riverside.example"
    secure = House(house.clinic, replace(house.settings, address=address))
    answered = Person(sender(secure.app, address)).sends("GET", "/staff/sign-in")
    cookie = cookie_of(answered)
    assert cookie.keys() == {"__host-consentapp", "httponly", "path", "samesite", "secure"}
    assert answered.header("set-cookie").startswith("__Host-consentapp=")
    assert "max-age=" in answered.header("strict-transport-security")


def test_two_sessions_never_share_a_cookie(house: House) -> None:
    cookies = {cookie_of(house.visitor().sends("GET", "/staff/sign-in"))["consentapp"] for _ in range(20)}
    assert len(cookies) == 20


def test_signing_in_sends_no_password_back(house: House) -> None:
    """AB-14"""
    house.employs("intake")
    answered = house.visitor().posts("/staff/sign-in", {"login": "nobody", "password": PASSWORD})
    assert answered.status == 401
    assert PASSWORD.encode() not in answered.body
