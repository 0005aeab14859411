"""A language from right to left, shown with a made-up one: nothing scrolls sideways, all is mirrored, axe finds nothing."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser as Chromium

from consentapp.domain.text import Table
from tests.browser.abroad import clinic_abroad, invited, patient_abroad, visit_abroad
from tests.browser.axe import violations
from tests.browser.served import EVERY_REASON, Patient, Served
from tests.browser.visit import DESK, PHONE, Visit
from tests.pseudo import LANGUAGE, catalogues, mirrored, mirrored_form
from tests.sentences import english_in

A_PAGE = "/walk/ketamine-assisted-therapy/key-information"

ON_THE_WALK = (
    "/walk/welcome", "/walk/electronic-records/electronic-records", A_PAGE, "/walk/phq-9/mood", "/walk/review",
    "/walk/signing/sign", "/walk/ask", "/walk/not-sure", "/walk/decline", "/walk/more",
)  # fmt: skip

IN_THE_OPEN = ("/", "/lost", "/code/ABCDEFGHJKMN", "/nothing-here", "/walk/stopped/later")


LETTERS = """(part) => [...part.firstChild.data].map((letter, at) => {
  const range = document.createRange();
  range.setStart(part.firstChild, at);
  range.setEnd(part.firstChild, at + 1);
  return range.getBoundingClientRect().left;
})"""
"""Where each letter of a part stands, from the left."""


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    phrases = catalogues(tmp_path_factory.mktemp("catalogues"))
    with clinic_abroad(tmp_path_factory.mktemp("abroad"), phrases, LANGUAGE, mirrored_form) as served:
        yield served


@pytest.fixture(scope="module")
def patient(abroad: Served) -> Patient:
    """In front of the signature: every page behind them can be looked at."""
    return patient_abroad(abroad, LANGUAGE, **EVERY_REASON).walks_to("/walk/signing/sign")


@pytest.fixture
def visit(chromium: Chromium, abroad: Served) -> Iterator[Visit]:
    with visit_abroad(chromium, abroad, LANGUAGE) as visit:
        yield visit


def faults(visit: Visit) -> list[str]:
    """What is wrong with the page in front, on a phone and on a desk."""
    found = [f"in English: {said}" for said in english_in(visit.text)]
    for width in (PHONE, DESK):
        wide = visit.turns(width).page.evaluate("document.documentElement.scrollWidth")
        found += [f"{wide} px wide at {width}"] if wide > width else []
        found += violations(visit.page)
    return found


@pytest.mark.parametrize("path", ON_THE_WALK)
def test_a_page_of_the_walk_is_whole_from_right_to_left(patient: Patient, visit: Visit, path: str) -> None:
    visit.becomes(patient.browser).goes(path)

    assert (visit.path, visit.page.evaluate("document.dir")) == (path, "rtl")
    assert visit.heading != mirrored("There is nothing here")
    assert faults(visit) == []


@pytest.mark.parametrize("path", IN_THE_OPEN)
def test_a_page_that_stands_open_is_whole_from_right_to_left(visit: Visit, path: str) -> None:
    visit.goes(path)

    assert visit.page.evaluate("document.dir") == "rtl"
    assert faults(visit) == []


def test_the_table_of_routes_is_whole_from_right_to_left(
    abroad: Served, patient: Patient, visit: Visit
) -> None:
    form = abroad.forms["ketamine-assisted-therapy"]
    page = next(page for page in form.pages if any(isinstance(part, Table) for part in page.content))
    visit.becomes(patient.browser).goes(f"/walk/{form.id}/{page.id}")

    assert faults(visit) == []
    assert visit.page.locator(".compare").evaluate("table => getComputedStyle(table).direction") == "rtl"


def test_what_is_wrong_on_a_page_is_said_whole_from_right_to_left(abroad: Served, visit: Visit) -> None:
    visit.becomes(patient_abroad(abroad, LANGUAGE).browser)
    visit.goes("/walk/electronic-records/electronic-records").presses(mirrored("Save and go on"))

    assert visit.page.locator(".govuk-error-summary").is_visible()
    assert faults(visit) == []


def test_the_crisis_screen_is_whole_from_right_to_left(abroad: Served, visit: Visit) -> None:
    hurt = patient_abroad(abroad, LANGUAGE, item_9="several-days").walks_to("/walk/help-now")
    visit.becomes(hurt.browser).goes("/walk/help-now")

    assert faults(visit) == []
    assert visit.page.locator(".crisis-screen a[href^='tel:']").count() == 2


def test_the_door_is_whole_from_right_to_left(abroad: Served, visit: Visit) -> None:
    visit.goes(invited(abroad, LANGUAGE).path)
    assert faults(visit) == []

    visit.presses(mirrored("Open my form"))
    assert faults(visit) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_bar_back_and_progress_begin_at_the_right(patient: Patient, visit: Visit, width: int) -> None:
    visit.turns(width).becomes(patient.browser).goes(A_PAGE)
    name, controls, back, column = (
        visit.page.locator(where).first.bounding_box()
        for where in (".bar__name", ".bar__controls", "button[value=back]", "main h1")
    )

    assert name["x"] + name["width"] > width - 24
    assert width == PHONE or controls["x"] < 24
    assert back["x"] + back["width"] > column["x"] + column["width"] - 1
    assert filled_at(visit, "right")
    assert not filled_at(visit, "left")


def filled_at(visit: Visit, end: str) -> bool:
    """Whether the progress bar has its colour at one end."""
    picture = Image.open(io.BytesIO(visit.page.locator("progress").screenshot())).convert("RGB")
    red, green, _ = picture.getpixel((picture.width - 12 if end == "right" else 12, picture.height // 2))
    return bool(green - red > 40)


@pytest.mark.parametrize(("path", "where"), [("/code/1234ABCD5678", ".code"), ("/lost", "a.unbroken")])
def test_codes_and_telephone_numbers_keep_their_order(visit: Visit, path: str, where: str) -> None:
    visit.goes(path)
    places = visit.page.locator(where).first.evaluate(LETTERS)

    assert len(places) > 10
    assert places == sorted(places)


def test_back_in_english_the_same_page_runs_from_left_to_right(abroad: Served, visit: Visit) -> None:
    visit.becomes(patient_abroad(abroad, LANGUAGE).browser).goes(
        "/walk/electronic-records/electronic-records"
    )
    visit.presses("English")

    assert visit.page.evaluate("document.dir") == "ltr"
    assert visit.page.locator("link[rel=stylesheet]").get_attribute("href") == "/built/house.css"
    assert visit.heading == "Using electronic records"
