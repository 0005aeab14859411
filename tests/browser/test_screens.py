"""What fits: a phone as narrow as they come, larger text, a finger."""

import pytest
from playwright.sync_api import Page

from tests.browser.places import KINDS_OF_WALK_PAGES, PATIENT_PLACES, WALK_PAGES, on_the_walk
from tests.browser.served import Served
from tests.browser.visit import DESK, Visit

WIDTHS = (320, 390)

FINGER = 44
"""CSS pixels, in each direction."""

TOUCHED = (
    ".govuk-button", ".link-button", ".bar a", ".crisis a", ".crisis-screen__call", ".standing-link", ".answers a", ".explained",
    ".govuk-radios__label", ".govuk-checkboxes__label", ".govuk-input", "summary",
)  # fmt: skip

SMALL = """
([touched, finger]) => [...document.querySelectorAll(touched)]
  .filter((part) => part.checkVisibility() && !part.closest(".govuk-visually-hidden"))
  .map((part) => [part, part.getBoundingClientRect()])
  .filter(([, box]) => box.width < finger || box.height < finger)
  .map(([part, box]) => `${part.className}: “${part.innerText}” ${box.width} × ${box.height}`)
"""


def misfits(visit: Visit) -> list[str]:
    """Where the page scrolls sideways, narrow or wider, in usual text or larger; and what is too small to touch."""
    found = list(visit.page.evaluate(SMALL, [", ".join(TOUCHED), FINGER]))
    for size in ("usual", "large"):
        visit.page.evaluate(
            "(large) => document.documentElement.classList.toggle('large-text', large)", size == "large"
        )
        found += [
            f"{size} text at {width} px is {wide} px"
            for width in WIDTHS
            if (wide := wide_at(visit, width)) > width
        ]
    return found


def wide_at(visit: Visit, width: int) -> int:
    return int(visit.turns(width).page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("path", WALK_PAGES)
def test_every_page_of_the_forms_fits_a_phone_and_a_finger(served: Served, reading: Visit, path: str) -> None:
    on_the_walk(path)(served, reading)
    assert misfits(reading) == []


@pytest.mark.parametrize("name", PATIENT_PLACES)
def test_every_page_around_the_forms_fits_a_phone_and_a_finger(
    served: Served, reading: Visit, name: str
) -> None:
    PATIENT_PLACES[name](served, reading)
    assert misfits(reading) == []


def test_larger_text_is_larger_on_the_next_page_too(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().browser).goes("/walk/electronic-records/electronic-records")
    usual = text_size(visit.page)
    visit.presses("Larger text")
    visit.page.check("input[name='item-electronic-records-agreed']")
    visit.presses("Save and go on")
    visit.page.wait_for_url("**/walk/before-you-start/**")
    assert text_size(visit.page) == usual * 1.35


GROWTH = """
() => {
  const sizes = () => [...document.querySelectorAll("body *")]
    .filter((part) => part.checkVisibility() && !part.closest(".govuk-visually-hidden"))
    .filter((part) => [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((part) => [part, parseFloat(getComputedStyle(part).fontSize)]);
  document.documentElement.classList.remove("large-text");
  const usual = new Map(sizes());
  document.documentElement.classList.add("large-text");
  return sizes().map(([part, size]) => [`${part.tagName} ${part.className}`, size / usual.get(part)]);
}
"""


@pytest.mark.parametrize("path", KINDS_OF_WALK_PAGES)
@pytest.mark.parametrize("width", [320, DESK])
def test_larger_text_makes_every_word_of_a_page_larger_by_a_third(
    served: Served, reading: Visit, path: str, width: int
) -> None:
    on_the_walk(path)(served, reading.turns(width))
    grown = reading.page.evaluate(GROWTH)
    assert len(grown) > 10
    assert [part for part, growth in grown if growth < 1.3] == []


def test_what_is_typed_stays_when_the_text_grows(served: Served, visit: Visit) -> None:
    visit.becomes(served.patient().walks_to("/walk/health-history/support").browser)
    visit.goes("/walk/health-history/support")
    visit.page.locator("textarea").fill("I am afraid of needles.")
    visit.presses("Larger text")
    assert visit.page.locator("textarea").input_value() == "I am afraid of needles."


def test_the_ways_to_take_it_are_a_table_on_a_wide_screen_and_cards_on_a_phone(
    served: Served, reading: Visit
) -> None:
    on_the_walk("/walk/ketamine-assisted-therapy/routes")(served, reading)
    assert (row_shape(reading), row_shape(reading.turns(DESK))) == ("block", "table-row")


def row_shape(visit: Visit) -> str:
    row = visit.page.locator(".compare tbody tr").first
    return str(row.evaluate("(row) => getComputedStyle(row).display"))


def text_size(page: Page) -> float:
    return float(page.locator("h1").evaluate("(part) => parseFloat(getComputedStyle(part).fontSize)"))
