"""Who may use a route: every route of the application, every role, every site (P11-04, P11-07, AB-03)."""

from dataclasses import replace

import pytest

from consentapp.demonstration.browser import Answered
from consentapp.domain import roles
from consentapp.services import questions
from tests.web.people import ADDRESS, ROLES, House, Patient, Person, sender, signs_in
from tests.web.routes import PLACES, Route, plain_body, routes_of

DOORS = {
    "static", "anyone.front", "anyone.lost", "anyone.code", "anyone.look_up", "staff.sign_in", "staff.second_step", "staff.sign_in_with_passkey", "staff.sign_out", "anyone.healthz",
    "patient.link", "patient.open_link", "patient.stopped", "patient.language", "patient.text_size",
}  # fmt: skip
"""What stands open to everyone. A new one is a decision: write it here."""

TELLING = ("fact", "credential", "passkey", "link", "draft", "outbox")

SENT_AWAY = {"patient": "/lost", "invited": "/walk/who", "staff": "/staff/sign-in"}


def may_use(role: str, route: Route) -> bool:
    """What the declaration means: whoever is known by their birth date was invited before."""
    roles = {"invited", "patient"} if role == "patient" else {role}
    return "anyone" in route.roles or bool(roles & set(route.roles))


def is_refused(answered: Answered) -> bool:
    sent = answered.header("location").removeprefix(ADDRESS)
    return answered.status == 403 or (answered.status == 302 and sent in SENT_AWAY.values())


def uses(person: Person, route: Route) -> Answered:
    if route.method == "POST":
        return person.posts(route.path, route.values)
    return person.sends(route.method, route.path)


@pytest.fixture
def known(house: House, patient: Patient) -> dict[str, str]:
    """Ids that exist, in an intake with a question."""
    questions.ask(house.clinic, intake=patient.intake, subject="practical", text="When?")
    (question,) = (told.id for told in house.facts(patient.intake) if told.fact.kind == "question.asked")
    return {
        "intake": patient.intake,
        "link": patient.link.id,
        "token": patient.link.token,
        "question": question,
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_use_exactly_the_routes_that_declare_it(
    role: str, house: House, known: dict[str, str]
) -> None:
    """P11-04, P11-07: generated from the application's own list of routes."""
    wrong = []
    person = house.person(role)
    for route in routes_of(house.app, **known):
        if "anyone" in route.roles:
            continue
        if is_refused(uses(person, route)) == may_use(role, route):
            wrong.append(str(route))
        if route.method == "POST":
            person = house.person(role)
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_a_refused_request_leaves_nothing_on_record(role: str, house: House, known: dict[str, str]) -> None:
    """P11-07"""
    person = house.person(role)
    before = house.record()
    for route in routes_of(house.app, **known):
        if not may_use(role, route):
            uses(person, route)
    assert house.record() == before


@pytest.mark.parametrize("role", ROLES)
def test_reading_a_page_never_changes_the_record(role: str, house: House, known: dict[str, str]) -> None:
    """FT-17, AB-10: GET and HEAD of every route, allowed or not."""
    person = house.person(role)
    before = house.record("fact", "link", "draft", "outbox", "worklist", "credential")
    changed = []
    for route in routes_of(house.app, **known):
        if route.method == "GET":
            for method in ("GET", "HEAD"):
                person.sends(method, route.path)
                if house.record("fact", "link", "draft", "outbox", "worklist", "credential") != before:
                    changed.append(f"{method} {route.path}")
    assert changed == []


def test_only_these_doors_stand_open_to_everyone(house: House) -> None:
    """P11-04"""
    assert {route.endpoint for route in routes_of(house.app) if "anyone" in route.roles} == DOORS


def test_every_route_says_who_may_use_it(house: House) -> None:
    """P11-04"""
    assert [route.endpoint for route in routes_of(house.app) if not route.roles] == []


@pytest.mark.parametrize(
    ("room", "people"),
    [
        ("/walk", {"patient", "invited", "anyone"}),
        ("/desk", {"intake", "clinician"}),
        ("/clinician", {"clinician"}),
        ("/auditor", {"auditor"}),
        ("/administrator", {"administrator"}),
    ],
)
def test_a_room_is_open_to_its_people_alone(room: str, people: set[str], house: House) -> None:
    """P11-07: intake staff cannot read the audit, an auditor cannot answer, decide or invite."""
    declared = {role for route in routes_of(house.app) if route.path.startswith(room) for role in route.roles}
    assert declared == people


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_first_task_stands_before_every_route_of_the_role(role: str, house: House) -> None:
    """AU-01: outside a demo nothing opens, by any method, before a second step is set up."""
    real = house.with_parts(site=replace(house.clinic.site, demo=False))
    real.employs(role)
    person = signs_in(real, role)
    before = real.record(*TELLING)
    passed = [
        str(route)
        for route in routes_of(real.app)
        if role in route.roles and route.endpoint not in ("staff.set_up_second_step", "staff.own_passkeys")
        and uses(person, route).header("location").removeprefix(ADDRESS) != "/staff/account/second-step"
    ]  # fmt: skip

    assert passed == []
    assert real.record(*TELLING) == before


@pytest.mark.parametrize("role", ROLES)
def test_a_route_without_a_declaration_is_for_nobody(role: str, house: House) -> None:
    """P11-04: deny by default."""
    house.app.add_url_rule("/forgotten", view_func=lambda: "secret", methods=["GET", "POST"])
    person = house.person(role)
    assert person.sends("GET", "/forgotten").status == 404
    assert person.posts("/forgotten").status == 404


@pytest.mark.parametrize("role", ROLES)
def test_an_undeclared_route_looks_like_no_route_at_all(role: str, house: House) -> None:
    """AB-02"""
    house.app.add_url_rule("/forgotten", view_func=lambda: "secret")
    person = house.person(role)
    there, nowhere = person.sends("GET", "/forgotten"), person.sends("GET", "/nowhere--")
    assert plain_body(there, "/forgotten") == plain_body(nowhere, "/nowhere--")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_method_that_no_route_has_is_refused_in_plain_words(
    method: str, house: House, known: dict[str, str]
) -> None:
    desk = house.staff("intake")
    answered = desk.sends(method, f"/desk/intakes/{known['intake']}")
    assert answered.status == 405
    assert b"That page opens only by its button" in answered.body


def test_a_role_is_read_from_the_record_and_never_from_what_is_posted(
    house: House, known: dict[str, str]
) -> None:
    """AB-20: extra fields change nothing."""
    questions.ask(house.clinic, intake=known["intake"], subject="treatment", text="Is it right for me?")
    asked = house.facts(known["intake"])[-1].id
    desk = house.staff("intake")
    path = f"/desk/intakes/{known['intake']}/questions/{asked}"
    answered = desk.posts(path, {"text": "Yes.", "role": "clinician", "by": "clinician", "kind": "staff"})
    assert answered.status == 409
    assert house.told(known["intake"], type(house.facts(known["intake"])[-1].fact))[-1].subject == "treatment"


# Another site in the same store ---------------------------------------------------------------------------------------


@pytest.fixture
def north(house: House) -> House:
    """A second site of the same organisation."""
    return house.with_parts(site=replace(house.clinic.site, id="north"))


@pytest.fixture
def foreign(north: House) -> dict[str, str]:
    """Ids that exist there: an intake with an alert, its link and question, the link of another, an account."""
    theirs = north.patient().walks_to("Safety")
    theirs.saves(death="some")
    questions.ask(north.clinic, intake=theirs.intake, subject="practical", text="When?")
    asked = north.facts(theirs.intake)[-1].id
    alert = next(told.id for told in north.facts(theirs.intake) if told.fact.kind == "alert.raised")
    token = north.link(north.registers("Bo Lind")).token
    return {
        "intake": theirs.intake,
        "link": theirs.link.id,
        "question": asked,
        "token": token,
        "alert": alert,
        "staff_id": north.employs("intake", "theirs"),
    }


@pytest.mark.parametrize("role", roles.ROLES)
def test_an_id_of_another_site_is_an_unknown_id(role: str, house: House, foreign: dict[str, str]) -> None:
    """AB-02, AB-03: not found, on the page that an id gets which nobody has."""
    unlike = []
    ids = [*foreign.values(), *(PLACES[name] for name in foreign)]
    person = house.staff(role)
    strangers = list(routes_of(house.app))
    for theirs, nobodys in zip(routes_of(house.app, **foreign), strangers, strict=True):
        if {"intake", "staff_id"} & theirs.names and may_use(role, theirs):
            one, other = uses(person, theirs), uses(person, nobodys)
            # Verification reads bytes alone, and has a verdict for what is not there.
            expected = 200 if theirs.endpoint == "auditor.verify_intake" else 404
            if (one.status, plain_body(one, *ids)) != (expected, plain_body(other, *ids)):
                unlike.append(f"{theirs.method} {theirs.endpoint}: {one.status}, unknown {other.status}")
    assert unlike == []


def test_verifying_what_is_not_there_passes_nothing(house: House, foreign: dict[str, str]) -> None:
    """AB-03, AB-33"""
    auditor = house.staff("auditor")
    for intake in (foreign["intake"], "a" * 26):
        answered = auditor.posts(f"/auditor/intakes/{intake}/verify")
        assert b"INDETERMINATE: assurance is" in answered.body
        assert b"There is no intake" in answered.body


def test_nothing_is_recorded_about_an_intake_of_another_site(house: House, foreign: dict[str, str]) -> None:
    """AB-03"""
    before = house.record()
    for role in ("intake", "clinician", "auditor"):
        person = house.staff(role)
        before = house.record()
        for route in routes_of(house.app, **foreign):
            if "intake" in route.names and may_use(role, route):
                uses(person, route)
        assert house.record() == before


def test_a_link_of_another_site_opens_like_an_unknown_one(house: House, foreign: dict[str, str]) -> None:
    """AB-02, AB-03"""
    visitor = house.visitor()
    theirs = visitor.sends("GET", f"/l/{foreign['token']}")
    nobodys = visitor.sends("GET", f"/l/{'0' * 43}")
    assert (theirs.status, nobodys.status) == (404, 404)
    assert plain_body(theirs, foreign["token"]) == plain_body(nobodys, "0" * 43)


def test_the_worklists_hold_no_patient_of_another_site(house: House, foreign: dict[str, str]) -> None:
    """AB-03"""
    for role, room in (("intake", "/desk"), ("clinician", "/clinician"), ("auditor", "/auditor")):
        assert not house.staff(role).open(room).shows("Bo Lind")
        assert not house.staff(role).open(f"{room}?search=Bo").shows("Born 27 March 1984")


def test_a_patients_session_is_good_at_its_own_site_alone(house: House, north: House) -> None:
    """AB-03"""
    theirs = north.patient().browser
    here = Person(sender(house.app))
    here.cookies = dict(theirs.cookies)
    assert here.open("/walk").status == 404
    assert not here.shows("Ana Ruiz")


def test_staff_of_one_site_cannot_work_at_another(house: House, north: House, patient: Patient) -> None:
    """AB-03, P11-07: an account is bound to the site that made it."""
    north.employs("intake", "north-desk")
    person = Person(sender(house.app))
    person.posts("/staff/sign-in", {"login": "north-desk", "password": "a long enough password"})
    assert not person.open(f"/desk/intakes/{patient.intake}").shows("Ana Ruiz")


def test_a_link_of_another_patient_cannot_be_revoked_through_an_intake(
    house: House, patient: Patient
) -> None:
    """AB-03"""
    other = house.patient(name="Bo Lind")
    answered = house.staff("intake").posts(f"/desk/intakes/{patient.intake}/links/{other.link.id}/revoke")
    assert answered.status == 404
    assert other.browser.open("/walk").status == 200


def test_a_question_of_another_patient_cannot_be_answered_through_an_intake(
    house: House, known: dict[str, str]
) -> None:
    """AB-03"""
    other = house.registers("Bo Lind")
    path = f"/desk/intakes/{other}/questions/{known['question']}"
    assert house.staff("intake").posts(path, {"text": "At noon."}).status == 404
