"""Whatever is sent, the answer is a page in plain words, never a crash, and nothing odd enters the record."""

from urllib.parse import urlencode

import pytest

from consentapp.domain.form import Form
from tests.builders import RECORDS, a_form, a_page, an_item
from tests.web.people import ROLES, House, Patient, Person, packet_of
from tests.web.routes import routes_of
from tests.web.test_roles import may_use

HOSTILE = {
    "nul": "%00",
    "a lone surrogate": "%ED%A0%80",
    "an overlong slash": "%C0%AF",
    "no utf-8": "%FF%FE",
    "line ends": "%0D%0ASet-Cookie:%20x%3D1",
    "a template": "%7B%7B7*7%7D%7D",
    "sql": "'%3B%20DROP%20TABLE%20fact%3B%20--",
    "right to left": "%E2%80%AE",
    "a name of python": "__class__.__init__",
    "a format": "%25s%25n%7B0.__class__%7D",
    "an astral letter": "%F0%9F%92%8A",
    "many marks": "a" + "%CC%81" * 500,
    "a megabyte": "x" * 1_000_000,
}
"""Values as they stand in a body."""

SHORT = [kind for kind in HOSTILE if kind != "a megabyte"]


def multipart(*fields: tuple[str, str]) -> bytes:
    head = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return ("".join(head.format(*field) for field in fields) + "--x--\r\n").encode()


def sends_parts(person: Person, path: str, *fields: tuple[str, str]) -> int:
    body = multipart(("csrf_token", person.token), *fields)
    return person.sends_body("POST", path, body, Content_Type="multipart/form-data; boundary=x").status


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_route_breaks_on_hostile_values(kind: str, house: House, patient: Patient) -> None:
    """AB-04, AB-08, AB-21, AB-34: in every field of every form, as everyone who may send it."""
    broken = []
    routes = list(routes_of(house.app, intake=patient.intake, link=patient.link.id, token=patient.link.token))
    for role in ROLES:
        person = house.person(role)
        for route in routes:
            if (
                route.method != "POST"
                or not may_use(role, route)
                or (role != "nobody" and "anyone" in route.roles)
            ):
                continue
            if "consentapp" not in person.cookies:
                person = house.person(role)
            pairs = "&".join(f"{name}={HOSTILE[kind]}" for name in route.values)
            body = f"{urlencode({'csrf_token': person.token})}&{pairs}".encode()
            answered = person.sends_body("POST", route.path, body)
            if answered.status >= 500 or "x=1" in answered.header("set-cookie"):
                broken.append(f"{role} {route}: {answered.status}")
    assert broken == []


def test_no_page_breaks_on_a_hostile_search(house: House, patient: Patient) -> None:
    visitor = house.visitor()
    staff = {
        room: house.staff(role)
        for role, room in (("intake", "/desk"), ("clinician", "/clinician"), ("auditor", "/auditor"))
    }
    for kind in SHORT:
        for room, person in staff.items():
            assert person.open(f"{room}?search={HOSTILE[kind]}").status == 200, kind
        assert visitor.open(f"/code?code={HOSTILE[kind]}").status in (200, 404), kind


def test_no_page_breaks_on_a_hostile_address(house: House, patient: Patient) -> None:
    visitor, desk = house.visitor(), house.staff("intake")
    for kind in SHORT:
        value = HOSTILE[kind]
        for path in (f"/code/{value}", f"/l/{value}", f"/walk/stopped/{value}", f"/{value}"):
            assert visitor.sends("GET", path).status in (200, 308, 404), path
        for path in (f"/walk/{value}/{value}", f"/walk/records/{value}"):
            assert patient.browser.sends("GET", path).status in (308, 404), path
        assert desk.sends("GET", f"/desk/intakes/{value}").status in (308, 404), kind


def test_four_hundred_parts_are_too_many(house: House, patient: Patient) -> None:
    """AB-21"""
    before = house.record()
    parts = [(f"item-{number}", "x") for number in range(400)]
    assert sends_parts(patient.browser, "/walk/records/records", *parts) in (400, 413)
    assert house.record() == before


def test_four_hundred_fields_are_read_and_those_of_the_page_taken(house: House, patient: Patient) -> None:
    values = {f"item-{number}": "x" for number in range(400)} | {"item-records-agreed": "yes"}
    patient.browser.press("Save and go on", values)
    assert patient.browser.is_at("/walk/health/reasons")
    assert len(house.rows("acknowledgment")) == 1
    assert house.rows("answer") == []


def test_a_page_can_be_sent_in_parts(patient: Patient) -> None:
    digest = patient.browser.form("Save and go on").values["text_digest"][0]
    fields = (("text_digest", digest), ("item-records-agreed", "yes"))
    assert sends_parts(patient.browser, "/walk/records/records", *fields) == 302


def test_a_part_of_a_megabyte_is_too_large(patient: Patient) -> None:
    """AB-21"""
    assert (
        sends_parts(patient.browser, "/walk/records/records", ("item-records-agreed", "x" * 1_000_000)) == 413
    )


BODIES = [
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
    ("multipart/form-data", b"--x--"),
    ("multipart/form-data; boundary=" + "x" * 5000, b""),
    ("application/json", b'{"item-records-agreed": "yes"}'),
    ("text/plain", b"item-records-agreed=yes"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfe"),
    ("application/x-www-form-urlencoded", b"\xff\xfe\x00"),
    ("", b"item-records-agreed=yes"),
    ("nonsense", b"\x00" * 1000),
]


def test_a_body_of_another_kind_is_refused(house: House, patient: Patient) -> None:
    before = house.record()
    for kind, body in BODIES:
        answered = patient.browser.sends_body("POST", "/walk/records/records", body, Content_Type=kind)
        assert answered.status in (302, 400, 413), kind
    assert house.record() == before


def test_more_than_eight_megabytes_are_refused_in_plain_words(patient: Patient) -> None:
    """AB-21"""
    answered = patient.browser.sends("POST", "/walk/records/records", [("item-note", "x" * 9_000_000)])
    assert answered.status == 413
    assert b"That is too large" in answered.body


def test_control_characters_never_enter_the_record(house: House, patient: Patient) -> None:
    """AB-34"""
    browser = patient.walks_to("Heart").browser
    browser.press("Save and go on", {"item-pressure": "no", "item-note": "a\x00b\x1b[31mc\x07\r\nd\te"})
    assert [row["value"] for row in house.rows("answer", "link_id = 'note'")] == ["ab[31mc\nd\te"]


def test_a_note_keeps_every_script(house: House, patient: Patient) -> None:
    words = "Ñandú, 家族, עברית, हिन्दी, 🙂"
    patient.browser.open("/walk/ask").press("Send my question", {"subject": "practical", "text": words})
    assert [row["text"] for row in house.rows("note")] == [words]


# Names that code might trip over --------------------------------------------------------------------------------------


HOSTILE_IDS = (
    "validate", "csrf_token", "data", "errors", "text_digest", "leave", "populate_obj", "meta", "hidden_tag", "items",
    "__class__", "form", "submit", "self", "item-item", "page", "drawing", "method",
)  # fmt: skip


def a_tricky_form() -> Form:
    """A page whose questions are called like the parts of a form."""
    items = [an_item(id, "choice", f"Question {id}?", "yes", "no") for id in HOSTILE_IDS]
    return a_form(
        "records", a_page("records", *items, an_item("records-agreed", "acknowledgment", "I agree."))
    )


@pytest.fixture
def tricky(house: House) -> Patient:
    assert RECORDS.id == "records"
    return house.with_parts(catalog=packet_of(a_tricky_form())).patient()


def test_a_question_may_be_called_like_a_part_of_a_form(tricky: Patient) -> None:
    assert tricky.browser.status == 200
    assert all(tricky.browser.shows(f"Question {id}?") for id in HOSTILE_IDS)


def test_answers_to_such_questions_are_recorded_under_their_names(house: House, tricky: Patient) -> None:
    values = {f"item-{id}": "no" for id in HOSTILE_IDS} | {"item-records-agreed": "yes"}
    tricky.browser.press("Save and go on", values)
    assert tricky.browser.is_at("/walk/health/reasons")
    assert {row["link_id"] for row in house.rows("answer")} == set(HOSTILE_IDS)


def test_such_questions_can_be_left_and_come_back_to(tricky: Patient) -> None:
    tricky.browser.press("Back", {f"item-{id}": "no" for id in HOSTILE_IDS}).open("/walk/records/records")
    values = tricky.browser.form("Save and go on").values
    assert all(values[f"item-{id}"] == ["no"] for id in HOSTILE_IDS)


def test_missing_answers_to_such_questions_are_told(tricky: Patient) -> None:
    tricky.browser.press("Save and go on")
    assert tricky.browser.status == 422
    assert tricky.browser.text.count("Choose one answer") >= len(HOSTILE_IDS)
