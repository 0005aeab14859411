"""Every kind of page of staff in Spanish: nothing for axe to find, nothing cut off, and no words lost on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from playwright.sync_api import Browser as Chromium

from consentapp.demonstration.walkers import StaffWalker
from consentapp.translations import SHIPPED
from tests.browser.axe import violations
from tests.browser.served import Served
from tests.browser.staff_places import STAFF_PLACES
from tests.browser.test_screens import FINGER, wide_at
from tests.browser.visit import DESK, PHONE, Visit

SMALL_IN_THE_BAR = """
(finger) => [...document.querySelectorAll(".bar a, .bar button")]
  .map((part) => [part.innerText, part.getBoundingClientRect()])
  .filter(([, box]) => box.width < finger || box.height < finger)
  .map(([words, box]) => `${words} ${box.width} × ${box.height}`)
"""

REASON = "Treated since May."


class SpanishVisit(Visit):
    """Knows our buttons by their Spanish words."""

    def presses(self, words: str) -> Visit:
        return super().presses(SHIPPED.say("es")(words))


@dataclass
class SpanishStaff:
    """The served clinic, whose staff have chosen Spanish in sessions of their own."""

    served: Served
    known: dict[str, StaffWalker]

    def staff(self, role: str) -> StaffWalker:
        if role not in self.known:
            self.known[role] = self.served.staff_of_their_own(role)
            self.known[role].browser.open("/staff").press("Español")
        return self.known[role]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.served, name)


@pytest.fixture(scope="module")
def spanish(served: Served) -> Served:
    return cast(Served, SpanishStaff(served, {}))


@pytest.fixture
def visit(chromium: Chromium, served: Served) -> Iterator[Visit]:
    visit = SpanishVisit.begun(chromium, served.address)
    yield visit
    wrong = visit.wrong()
    visit.context.close()
    assert wrong == []


@pytest.mark.parametrize("name", STAFF_PLACES)
def test_a_page_of_staff_in_spanish_is_whole_on_a_phone_and_on_a_desk(
    spanish: Served, visit: Visit, name: str
) -> None:
    STAFF_PLACES[name](spanish, visit)
    found = {width: violations(visit.turns(width).page) for width in (PHONE, DESK)}
    wide = [width for width in (320, PHONE, DESK) if wide_at(visit, width) > width]

    assert visit.page.locator("html").get_attribute("lang") == "es"
    assert found == {PHONE: [], DESK: []}
    assert wide == []
    assert visit.turns(PHONE).page.evaluate(SMALL_IN_THE_BAR, FINGER) == []


def test_whoever_leaves_a_record_with_words_unsent_is_asked_first(spanish: Served, visit: Visit) -> None:
    STAFF_PLACES["clinician: record of one who asked"](spanish, visit)
    words = visit.page.locator("textarea").first
    words.fill(REASON)
    visit.page.locator("button[name='language']").click(no_wait_after=True)
    visit.page.wait_for_timeout(300)

    assert visit.noticed == ["dialog: "]
    assert words.input_value() == REASON
    visit.noticed.clear()


def test_what_was_typed_of_a_new_patient_is_there_in_the_other_language(
    spanish: Served, visit: Visit
) -> None:
    visit.becomes(spanish.staff("intake").browser).goes("/desk/new")
    visit.page.fill("#name", "Rosa Gil")
    visit.page.press("#name", "Tab")
    visit.page.locator("button[name='page_language']").click()
    visit.page.wait_for_selector("html[lang='en']")

    assert (visit.heading, visit.page.input_value("#name")) == ("New patient", "Rosa Gil")
    visit.page.locator("button[name='page_language']").click()
    visit.page.wait_for_selector("html[lang='es']")
