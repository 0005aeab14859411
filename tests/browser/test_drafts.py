"""A closed tab loses nothing that was typed."""

from collections.abc import Callable

from tests.browser.served import BIRTH_DATE, Served
from tests.browser.visit import Visit

SUPPORT = "/walk/health-history/support"

WORRY = "I am afraid of needles."


def test_what_was_typed_before_the_tab_closed_is_there_behind_a_new_link(
    served: Served, visits: Callable[..., Visit]
) -> None:
    patient = served.patient().walks_to(SUPPORT)
    closed = visits().becomes(patient.browser).goes(SUPPORT)
    with closed.page.expect_response("**/walk/draft/health-history/support"):
        closed.page.locator("textarea").fill(WORRY)
    closed.page.close()
    opened = visits().identifies(served.another_link(patient.intake), BIRTH_DATE)
    assert (opened.path, opened.page.locator("textarea").input_value()) == (SUPPORT, WORRY)


def test_a_question_that_is_asked_on_the_way_loses_nothing_either(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().walks_to(SUPPORT).browser).goes(SUPPORT)
    visit.page.locator("textarea").fill(WORRY)
    visit.page.locator("summary", has_text="Stop, ask or choose paper").click()
    visit.presses("I have a question").presses("Back to my form")
    assert (visit.path, visit.page.locator("textarea").input_value()) == (SUPPORT, WORRY)
