"""Every kind of page, by name, each with the way to it. Ways change nothing that another way needs."""

import re
from collections.abc import Callable

from playwright.sync_api import FilePayload

from consentapp.catalog import read_library
from consentapp.domain.form import Form
from consentapp.resources import resource_dir
from tests.browser.served import NAME, Served
from tests.browser.visit import Visit

Way = Callable[[Served, Visit], object]

PATIENT_PLACES: dict[str, Way] = {}
STAFF_PLACES: dict[str, Way] = {}

FORMS: tuple[Form, ...] = tuple(read_library(resource_dir("forms")).forms.values())

WALK_PAGES: tuple[str, ...] = tuple(f"/walk/{form.id}/{page.id}" for form in FORMS for page in form.pages)
"""The path of every page of every form."""

KINDS_OF_WALK_PAGES = (
    "/walk/electronic-records/electronic-records",
    "/walk/health-history/reasons",
    "/walk/health-history/support",
    "/walk/phq-9/mood-safety",
    "/walk/ketamine-assisted-therapy/short-term-effects",
    "/walk/ketamine-assisted-therapy/routes",
    "/walk/ketamine-assisted-therapy/route-preference",
)
"""Prose, choices, free text, an instrument, a small table and a check, a wide table, a preference."""

A_PAGE = "/walk/ketamine-assisted-therapy/approval"


def on_the_walk(path: str) -> Way:
    """A page of a form, for somebody who has come to the end."""
    return lambda served, visit: visit.becomes(served.about_to_sign.browser).goes(path)


def place(name: str, among: dict[str, Way] = PATIENT_PLACES) -> Callable[[Way], Way]:
    def named(way: Way) -> Way:
        among[name] = way
        return way

    return named


def staff_place(name: str) -> Callable[[Way], Way]:
    return place(name, STAFF_PLACES)


# The door -----------------------------------------------------------------------------------------------------------


@place("link")
def _(served: Served, visit: Visit) -> None:
    visit.goes(served.invites().path)


@place("identify")
def _(served: Served, visit: Visit) -> None:
    visit.goes(served.invites().path).presses("Open my form")


@place("identify, no date")
def _(served: Served, visit: Visit) -> None:
    visit.goes(served.invites().path).presses("Open my form").presses("Go on")


@place("identify, wrong date")
def _(served: Served, visit: Visit) -> None:
    visit.goes(served.invites().path).presses("Open my form")
    for name, value in (("year", "1950"), ("month", "1"), ("day", "1")):
        visit.page.fill(f"#{name}", value)
    visit.presses("Go on")


@place("welcome")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().browser).goes("/walk/welcome")


@place("welcome back, with an answered question")
def _(served: Served, visit: Visit) -> None:
    patient = served.patient()
    patient.walker.completes_the_page()
    patient.browser.press("I have a question")
    patient.browser.press("Send my question", {"subject": "practical", "text": "Where do I park?"})
    served.staff("intake").answers_the_question(patient.intake, "Behind the house.")
    visit.becomes(patient.browser).goes("/walk/welcome")


@place("not me")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().browser).goes("/walk/welcome").presses("This is not me")


# On the walk --------------------------------------------------------------------------------------------------------


@place("page with errors")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().walks_to(A_PAGE).browser).goes(A_PAGE).presses("Save and go on")


@place("page with errors in questions")
def _(served: Served, visit: Visit) -> None:
    patient = served.patient().walks_to("/walk/health-history/heart")
    visit.becomes(patient.browser).goes("/walk/health-history/heart").presses("Save and go on")


@place("page taught again")
def _(served: Served, visit: Visit) -> None:
    patient = served.patient().walks_to(A_PAGE)
    patient.walker.wrong_first = ("check-approval",)
    patient.walker.completes_the_page()
    visit.becomes(patient.browser).goes(A_PAGE)


@place("page after a check missed twice")
def _(served: Served, visit: Visit) -> None:
    patient = served.patient().walks_to(A_PAGE)
    visit.becomes(patient.browser).goes(A_PAGE)
    for _ in range(2):
        visit.page.check("input[name='item-check-approval'][value='all']")
        visit.page.check("input[name='item-approval-read']")
        visit.presses("Save and go on")
        visit.page.wait_for_load_state()


@place("page with a notice")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().browser).goes("/walk/not-sure")
    visit.presses("Tell the clinic that I am not sure")


@place("offered page")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.held.browser)
    visit.goes("/walk/ketamine-assisted-therapy/ptsd")


@place("review")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.about_to_sign.browser).goes("/walk/review")


@place("more to read")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.held.browser).goes("/walk/more")


# Ways out -----------------------------------------------------------------------------------------------------------


@place("ask")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.held.browser).goes("/walk/ask")


@place("ask, nothing written")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.held.browser).goes("/walk/ask").presses("Send my question")


@place("not sure")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.held.browser).goes("/walk/not-sure")


@place("paper")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.held.browser).goes("/walk/paper")


@place("decline")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.held.browser).goes("/walk/decline")


@place("stopped for now")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/walk/stopped/later")


@place("stopped for paper")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/walk/stopped/paper")


@place("declined")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/walk/stopped/declined")


@place("crisis screen")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.in_crisis.browser).goes("/walk/help-now")


# The ending ---------------------------------------------------------------------------------------------------------


@place("sign by typing")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.about_to_sign.browser).goes("/walk/signing/sign")


@place("sign by drawing")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.about_to_sign.browser).goes("/walk/signing/sign")
    visit.page.check("#method-2")


@place("sign, nothing drawn and no name")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.about_to_sign.browser).goes("/walk/signing/sign")
    visit.page.check("#method-2")
    visit.presses("Sign")


@place("sign, but held")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.held.browser).goes("/walk/signing/sign")


@place("just signed")
def _(served: Served, visit: Visit) -> None:
    patient = served.patient().walks_to("/walk/signing/sign")
    patient.walker.signs(NAME)
    visit.becomes(patient.browser).goes("/walk/done")


@place("done, with the copy")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.signed.browser).goes("/walk/done")


# Doors that stand open ------------------------------------------------------------------------------------------------


@place("front")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/")


@place("lost")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/lost")


@place("unknown code")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/code/ABCDEFGHJKMN")


@place("known code")
def _(served: Served, visit: Visit) -> None:
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", served.signed.browser.open("/walk/done").text)
    assert found
    visit.goes(f"/code/{found[0]}")


@place("dead link")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/l/this-token-opens-nothing")


@place("nothing here")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/nothing-here")


@place("staff sign-in")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/staff/sign-in")


@place("staff sign-in, refused")
def _(_served: Served, visit: Visit) -> None:
    visit.goes("/staff/sign-in")
    visit.page.fill("#login", "nobody")
    visit.page.fill("#password", "wrong")
    visit.presses("Sign in")


# The desk -----------------------------------------------------------------------------------------------------------


def at(role: str, path: str) -> Way:
    return lambda served, visit: visit.becomes(served.staff(role).browser).goes(path)


def record_of(role: str, room: str, who: str) -> Way:
    """The page of a patient in one of the shared states."""

    def way(served: Served, visit: Visit) -> None:
        intake = getattr(served, who).intake
        visit.becomes(served.staff(role).browser).goes(f"/{room}/intakes/{intake}")

    return way


STAFF_PLACES |= {
    "desk: search without a match": at("intake", "/desk?search=nobody+of+this+name"),
    "desk: new patient": at("intake", "/desk/new"),
    "desk: on-call contact": at("intake", "/desk/on-call"),
    "desk: record of one who signed": record_of("intake", "desk", "signed"),
    "desk: record of one who asked": record_of("intake", "desk", "held"),
    "desk: record after an urgent answer": record_of("intake", "desk", "in_crisis"),
    "clinician: record of one who signed": record_of("clinician", "clinician", "signed"),
    "clinician: record of one who asked": record_of("clinician", "clinician", "held"),
    "clinician: record after an urgent answer": record_of("clinician", "clinician", "in_crisis"),
    "auditor: trail": record_of("auditor", "auditor", "signed"),
}


@staff_place("desk: worklist")
def _(served: Served, visit: Visit) -> None:
    assert served.signed.intake, served.in_crisis.intake
    at("intake", "/desk")(served, visit)


@staff_place("desk: new patient, nothing written")
def _(served: Served, visit: Visit) -> None:
    at("intake", "/desk/new")(served, visit)
    visit.presses("Open a record")


@staff_place("desk: link")
def _(served: Served, visit: Visit) -> None:
    record_of("intake", "desk", "held")(served, visit)
    visit.page.check("input[name='mode'][value='remote']")
    visit.presses("Make a link")


@staff_place("clinician: worklist")
def _(served: Served, visit: Visit) -> None:
    assert served.signed.intake, served.in_crisis.intake
    at("clinician", "/clinician")(served, visit)


@staff_place("auditor: room")
def _(served: Served, visit: Visit) -> None:
    assert served.signed.intake
    at("auditor", "/auditor")(served, visit)


@staff_place("auditor: report on everything")
def _(served: Served, visit: Visit) -> None:
    at("auditor", "/auditor")(served, visit)
    visit.page.locator("form[action$='/auditor/verify'] button").click()


@staff_place("auditor: report on one record")
def _(served: Served, visit: Visit) -> None:
    record_of("auditor", "auditor", "signed")(served, visit)
    visit.page.locator("form[action$='/verify'] button").click()


@staff_place("auditor: report on a file that is no copy")
def _(served: Served, visit: Visit) -> None:
    at("auditor", "/auditor")(served, visit)
    file = FilePayload(name="letter.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 not ours")
    visit.page.locator("input[type='file']").set_input_files(file)
    visit.page.locator("form[action$='/verify-pdf'] button").click()


@staff_place("auditor: refused at the desk")
def _(served: Served, visit: Visit) -> None:
    at("auditor", "/desk")(served, visit)
