"""Every kind of page that staff may see, by name, each with the way to it."""

from collections.abc import Callable

from playwright.sync_api import FilePayload

from tests.browser.places import Way, place
from tests.browser.served import Served
from tests.browser.visit import Visit

STAFF_PLACES: dict[str, Way] = {}


def staff_place(name: str) -> Callable[[Way], Way]:
    return place(name, STAFF_PLACES)


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
    "desk: a record that asks again": record_of("intake", "desk", "asked_again"),
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


@staff_place("clinician: vital signs, one of them past its limit")
def _(served: Served, visit: Visit) -> None:
    at("clinician", f"/clinician/intakes/{served.held.intake}/vitals")(served, visit)
    visit.page.check("input[name='occasion'][value='before']")
    visit.page.fill("#systolic", "165")
    visit.presses("Record the measurement")


@staff_place("administrator: people")
def _(served: Served, visit: Visit) -> None:
    at("administrator", "/administrator")(served, visit)


@staff_place("administrator: a person")
def _(served: Served, visit: Visit) -> None:
    at("administrator", "/administrator")(served, visit)
    visit.presses("Ines Park")


@staff_place("administrator: new account, nothing written")
def _(served: Served, visit: Visit) -> None:
    at("administrator", "/administrator/people/new")(served, visit)
    visit.presses("Make the account")


@staff_place("own account: authenticator app")
def _(served: Served, visit: Visit) -> None:
    at("administrator", "/staff/account/second-step")(served, visit)


@staff_place("own account: password, nothing written")
def _(served: Served, visit: Visit) -> None:
    at("administrator", "/staff/account/password")(served, visit)
    visit.presses("Change the password")


@staff_place("own account: passkeys")
def _(served: Served, visit: Visit) -> None:
    at("administrator", "/staff/account/passkeys")(served, visit)


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
