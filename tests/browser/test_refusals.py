"""A refused page says first what to do, and the focus is there."""

from collections.abc import Callable

import pytest

from tests.browser.served import Served
from tests.browser.visit import Visit

A_PAGE = "/walk/ketamine-assisted-therapy/approval"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_focus_is_on_what_to_do_after_a_refused_page(
    served: Served, visits: Callable[..., Visit], scripts: bool
) -> None:
    visit = visits(java_script_enabled=scripts).becomes(served.patient().walks_to(A_PAGE).browser)
    visit.goes(A_PAGE).presses("Save and go on")
    focused = visit.page.locator(".govuk-error-summary:focus")
    focused.wait_for()
    assert focused.inner_text().startswith("Please look at this")


def test_each_line_of_what_to_do_leads_to_its_field(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().walks_to(A_PAGE).browser).goes(A_PAGE).presses("Save and go on")
    visit.page.locator(".govuk-error-summary a").first.click()
    assert visit.page.locator("input[name='item-check-approval']:focus").count() == 1


def test_the_title_of_a_refused_page_begins_with_error(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().walks_to(A_PAGE).browser).goes(A_PAGE).presses("Save and go on")
    assert visit.page.title().startswith("Error: ")


def test_what_was_answered_stays_on_a_refused_page(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().walks_to(A_PAGE).browser).goes(A_PAGE)
    visit.page.check("input[name='item-check-approval'][value='none']")
    visit.presses("Save and go on")
    visit.page.wait_for_selector(".govuk-error-summary")
    assert visit.page.is_checked("input[name='item-check-approval'][value='none']")


def test_what_is_taught_again_is_in_sight(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().walks_to(A_PAGE).browser).goes(A_PAGE)
    visit.page.check("input[name='item-check-approval'][value='all']")
    visit.page.check("input[name='item-approval-read']")
    visit.presses("Save and go on")
    taught = visit.page.locator("#teach")
    taught.wait_for()
    box, size = taught.bounding_box(), visit.page.viewport_size
    assert box
    assert size
    assert 0 < box["y"] < size["height"] / 2
