"""Two devices, one form, one moment (trust FT-13)."""

from collections.abc import Callable

from playwright.sync_api import Route

from consentapp.domain.facts.walk import IntakeSigned
from tests.browser.served import BIRTH_DATE, NAME, Served
from tests.browser.visit import Visit

SIGNING = "/walk/signing/sign"

MOST_LOOKS = 200


def test_two_browsers_that_sign_at_once_make_one_signature_and_both_are_done(
    served: Served, visits: Callable[..., Visit]
) -> None:
    patient = served.patient().walks_to(SIGNING)
    first = visits().becomes(patient.browser).goes(SIGNING)
    second = visits().identifies(served.another_link(patient.intake), BIRTH_DATE)
    held: list[Route] = []
    for visit in (first, second):
        visit.page.route(f"**{SIGNING}", lambda route: hold(route, held))
        visit.page.fill("#printed_name", NAME)
        visit.page.locator("button.govuk-button", has_text="Sign").first.click(no_wait_after=True)
    for _ in range(MOST_LOOKS):
        if len(held) == 2:
            break
        first.page.wait_for_timeout(50)
    for route in held:
        route.continue_()
    for visit in (first, second):
        visit.page.wait_for_url("**/walk/done")
    assert (first.heading, second.heading) == ("You have signed", "You have signed")
    assert len(served.facts(patient.intake, IntakeSigned)) == 1


def hold(route: Route, held: list[Route]) -> None:
    """Keep a POST until both have pressed."""
    if route.request.method == "POST":
        held.append(route)
    else:
        route.continue_()
