"""Nothing is sent in a person's name from a page that is not ours (AB-10)."""

import itertools

import pytest

from consentapp.domain import roles
from tests.web.people import ROLES, House, Patient, Person, sender
from tests.web.routes import ALL_BUT_SESSIONS, Route, routes_of
from tests.web.test_roles import may_use

HTTPS = "https://consent.riverside.example"


def posts_of(house: House, **known: str) -> list[Route]:
    return [route for route in routes_of(house.app, **known) if route.method == "POST"]


@pytest.mark.parametrize("role", ROLES)
def test_a_post_without_a_good_token_is_refused_and_leaves_nothing(
    role: str, house: House, patient: Patient
) -> None:
    """AB-10: every POST route that this role may use, without a token, with an empty one, with a made-up one."""
    person = house.person(role)
    before = house.record(*ALL_BUT_SESSIONS)
    went_through = []
    routes = posts_of(house, intake=patient.intake, link=patient.link.id, token=patient.link.token)
    for route, token in itertools.product(routes, (None, "", "a made-up token")):
        pairs = [*route.values.items(), *([] if token is None else [("csrf_token", token)])]
        answered = person.sends("POST", route.path, pairs)
        sent = answered.header("location").rpartition("8000")[2]
        refused = answered.status == 400 or (answered.status, sent) in ((302, "/lost"), (302, "/staff"))
        if not refused and may_use(role, route):
            went_through.append(f"{route}: {answered.status} {sent}")
    assert went_through == []
    assert house.record(*ALL_BUT_SESSIONS) == before


def test_the_token_of_another_session_is_refused(house: House) -> None:
    """AB-10"""
    desk, attacker = house.staff("intake"), house.staff("intake")
    before = house.record()
    values = {"name": "Bo Lind", "month": "3", "day": "27", "year": "1984", "csrf_token": attacker.token}
    desk.sends("POST", "/desk/new", values.items())
    assert house.record() == before


@pytest.mark.parametrize("role", roles.ROLES)
def test_staff_who_send_an_old_page_are_told_so_and_stay_signed_in(role: str, house: House) -> None:
    person = house.staff(role)
    answered = person.sends("POST", "/staff/sign-out")
    assert (answered.status, answered.header("location")) == (302, "/staff")
    assert person.open("/staff").shows("That page was open for too long. Please try again.")


def test_a_patient_who_sends_a_page_of_an_ended_session_is_sent_to_their_link(patient: Patient) -> None:
    browser = patient.browser
    browser.cookies.clear()
    browser.press("Save and go on", {"item-records-agreed": "yes"})
    assert browser.is_at("/lost")
    assert browser.shows("Everything you saved is kept.")


def test_a_post_that_carries_json_is_refused(house: House) -> None:
    """AB-10: a form that another site could send across origins is not the only body."""
    desk = house.staff("intake")
    before = house.record()
    desk.sends_body("POST", "/desk/new", b'{"name": "Bo Lind"}', Content_Type="application/json")
    assert house.record() == before


# Over TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def secure(house: House) -> House:
    """The same clinic behind https."""
    from dataclasses import replace

    site = replace(house.clinic.site, address=HTTPS)
    return House(replace(house.clinic, site=site), replace(house.settings, address=HTTPS), house.bytecode)


def at(secure: House) -> Person:
    return Person(sender(secure.app, HTTPS))


def signs_in(person: Person, secure: House, **headers: str) -> int:
    secure.employs("intake")
    values = [("csrf_token", person.token), ("login", "intake"), ("password", "a long enough password")]
    return person.sends("POST", "/staff/sign-in", values, **headers).status


def test_a_post_over_https_with_its_own_referer_works(secure: House) -> None:
    """AB-10, DESIGN 7: `Referrer-Policy: same-origin` lets a browser send it."""
    person = at(secure)
    assert signs_in(person, secure, Referer=f"{HTTPS}/staff/sign-in") == 302
    assert person.open("/desk").status == 200


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/", "http://consent.riverside.example/", f"{HTTPS}.evil.example/"]
)
def test_a_post_over_https_from_another_origin_is_refused(referer: str, secure: House) -> None:
    """AB-10"""
    person = at(secure)
    assert signs_in(person, secure, **({"Referer": referer} if referer else {})) == 400
    assert not person.open("/desk").is_at("/desk")


def test_a_patient_walks_and_signs_over_https(secure: House) -> None:
    """AB-10, DESIGN 7"""

    class Secure(Person):
        """Tells where it comes from, as a browser does on pages of one origin."""

        def _headers(self, body: bytes, method: str) -> dict[str, str]:
            return super()._headers(body, method) | {"Referer": HTTPS + self.path}

    walker = secure.walker()
    walker.browser = Secure(sender(secure.app, HTTPS))
    link = secure.link(secure.registers())
    walker.opens_the_link(f"/l/{link.token}", "1984-03-27")
    walker.walks_to("Sign")
    walker.signs("Ana Ruiz")
    assert walker.browser.path == "/walk/done"
