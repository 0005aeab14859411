"""The whole form, from the link to the signature, for people who have no mouse or no scripts (trust AX-05)."""

from collections.abc import Callable

from consentapp.domain.facts.walk import IntakeSigned
from tests.browser.hands import Keyboard, Pointer
from tests.browser.served import BIRTH_DATE, NAME, Served
from tests.browser.visit import Visit

SIGNING = "/walk/signing/sign"


def test_a_patient_comes_from_the_link_to_the_signature_with_keys_alone_on_a_phone(
    served: Served, visit: Visit
) -> None:
    invited = served.invites()
    hands = Keyboard(visit.goes(invited.path), served.forms)
    hands.tabs_to_button("Open my form")
    hands.enters()
    for name, value in zip(("month", "day", "year"), ("3", "27", "1984"), strict=True):
        hands.tabs_to_field(name)
        visit.page.keyboard.type(value)
    hands.tabs_to_button("Go on")
    hands.enters()
    hands.tabs_to_button("Go on")
    hands.enters()
    hands.walks_to(SIGNING)
    hands.tabs_to_field("printed_name")
    visit.page.keyboard.type(NAME)
    hands.tabs_to_button("Sign")
    hands.enters()
    assert visit.heading == "You have signed"


def test_a_patient_comes_from_the_link_to_the_signature_without_scripts(
    served: Served, visits: Callable[..., Visit]
) -> None:
    invited = served.invites()
    visit = visits(java_script_enabled=False).identifies(invited.path, BIRTH_DATE)
    Pointer(visit, served.forms).walks_to(SIGNING)
    visit.page.fill("#printed_name", NAME)
    visit.presses("Sign")
    assert visit.heading == "You have signed"
    assert len(served.facts(invited.intake, IntakeSigned)) == 1


def test_enter_in_a_field_saves_the_page_and_never_leaves_it(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().walks_to("/walk/health-history/reasons").browser)
    visit.goes("/walk/health-history/reasons")
    visit.page.check("input[value='other']")
    visit.presses("Save and go on")
    visit.page.fill("input[name='item-reasons-other']", "Sleep")
    with visit.page.expect_event("domcontentloaded"):
        visit.page.press("input[name='item-reasons-other']", "Enter")
    assert visit.path == "/walk/health-history/ketamine-before"


def test_the_first_key_on_a_page_offers_to_skip_to_it(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().browser).goes("/walk/electronic-records/electronic-records")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    assert visit.page.locator("main :focus").count() == 1
