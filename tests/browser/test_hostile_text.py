"""What a patient is called and writes is text to every member of staff, and never a part of the page (trust AB-04)."""

import pytest

from consentapp.demonstration.walkers import PatientWalker
from tests.browser.served import BIRTH_DATE, Patient, Served
from tests.browser.visit import DESK, Visit

PAYLOADS = {
    "script": "<script>alert('name')</script>",
    "handler": "\"><img src=x onerror=alert('name')>",
    "closes its field": "</textarea></blockquote><svg onload=alert('name')>",
    "address": "javascript:alert('name')",
    "template": "{{ 7 * 7 }}<iframe srcdoc=\"<script>alert('name')</script>\"></iframe>",
}

ROOMS = ("intake", "clinician", "auditor")

ADDED = """
() => [...document.querySelectorAll(
  "script:not([src]), iframe, object, embed, img, main svg:not(.qr), base, a[href^='javascript:']"
)].concat([...document.querySelectorAll("*")].filter(
  (part) => part.getAttributeNames().some((name) => name.startsWith("on"))
)).map((part) => part.outerHTML.slice(0, 200))
"""
"""What no page of ours has, and a payload that works would bring."""

PICTURE_FROM_ELSEWHERE = """
() => {
  const picture = document.createElement("img");
  picture.src = "http://127.0.0.1:9/";
  document.body.append(picture);
}
"""


@pytest.fixture(params=list(PAYLOADS.values()), ids=list(PAYLOADS))
def payload(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def patient(served: Served, payload: str) -> Patient:
    """A patient of that name, who asks that."""
    invited = served.invites(name=payload)
    patient = Patient(invited.intake, PatientWalker(served.visitor(), served.forms))
    patient.walker.opens_the_link(invited.path, BIRTH_DATE)
    patient.browser.press("I have a question")
    patient.browser.press("Send my question", {"subject": "practical", "text": payload})
    return patient


@pytest.mark.parametrize("role", ROOMS)
def test_a_hostile_name_and_question_are_only_text_to_staff(
    served: Served, reading: Visit, patient: Patient, payload: str, role: str
) -> None:
    rooms = {
        "intake": ("/desk", f"/desk/intakes/{patient.intake}"),
        "clinician": ("/clinician", f"/clinician/intakes/{patient.intake}"),
        "auditor": ("/auditor", f"/auditor/intakes/{patient.intake}"),
    }
    reading.turns(DESK).becomes(served.staff(role).browser)
    for path in rooms[role]:
        reading.goes(path)
        assert payload in reading.text, path
        assert reading.page.evaluate(ADDED) == [], path


def test_a_hostile_name_and_question_are_only_text_to_the_patient(
    reading: Visit, patient: Patient, payload: str
) -> None:
    reading.becomes(patient.browser).goes("/walk/welcome")
    assert payload in reading.text
    assert reading.page.evaluate(ADDED) == []


def test_a_hostile_search_is_only_text(served: Served, reading: Visit, payload: str) -> None:
    reading.becomes(served.staff("intake").browser).goes("/desk")
    reading.page.fill("#search", payload + "?")
    reading.presses("Search")
    assert payload in reading.text
    assert reading.page.evaluate(ADDED) == []


def test_what_the_content_policy_forbids_is_stopped_and_noticed(visit: Visit) -> None:
    visit.goes("/")
    with visit.page.expect_console_message(lambda message: "policy violated" in message.text):
        visit.page.evaluate(PICTURE_FROM_ELSEWHERE)
    noticed = visit.wrong()
    visit.begins_anew()
    assert any("policy violated: img-src" in line for line in noticed)
