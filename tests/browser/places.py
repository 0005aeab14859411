"""Every kind of page that a patient or anybody may see, by name, each with the way to it.

Ways change nothing that another way needs.
"""

import re
from collections.abc import Callable

from consentapp.catalog import read_library
from consentapp.domain.form import Form
from consentapp.resources import resource_dir
from tests.browser.served import NAME, Served
from tests.browser.visit import Visit

Way = Callable[[Served, Visit], object]

PATIENT_PLACES: dict[str, Way] = {}

FORMS: tuple[Form, ...] = tuple(
    form for form in read_library(resource_dir("forms")).forms.values() if not form.translation
)
"""Each in its source language."""

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
    """A page of a form, for somebody who was asked every one of them."""
    return lambda served, visit: visit.becomes(served.asked_everything.browser).goes(path)


def place(name: str, among: dict[str, Way] = PATIENT_PLACES) -> Callable[[Way], Way]:
    def named(way: Way) -> Way:
        among[name] = way
        return way

    return named


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


@place("what changed")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.asked_again.browser).goes("/walk/what-changed")


@place("what changed, all of it")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.asked_again.browser).goes("/walk/what-changed")
    visit.page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")


@place("a page that has not changed")
def _(served: Served, visit: Visit) -> None:
    visit.becomes(served.asked_again.browser).goes("/walk/read/electronic-records/electronic-records")


@place("a page that changed")
def _(served: Served, visit: Visit) -> None:
    again = served.asked_again
    again.browser.open("/walk")
    if again.browser.path == "/walk/what-changed":
        again.browser.press("I have read this. Go on")
    visit.becomes(again.browser).goes("/walk")


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
