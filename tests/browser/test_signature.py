"""Drawing and typing: two ways to sign that count the same (trust AX-05, AB-09)."""

from collections.abc import Callable
from typing import Any

import pytest

from consentapp.domain.drawing import strokes_of
from consentapp.domain.facts.walk import IntakeSigned
from tests.browser.hands import Keyboard
from tests.browser.served import NAME, Patient, Served
from tests.browser.visit import Visit

SIGNING = "/walk/signing/sign"

STROKES = (((0.1, 0.7), (0.2, 0.2), (0.3, 0.7)), ((0.4, 0.5), (0.5, 0.6), (0.6, 0.4)))
"""Two lines, in parts of the box."""


@pytest.fixture
def at_the_page(served: Served, visit: Visit) -> Visit:
    """The phone of somebody who may sign, and will not."""
    return visit.becomes(served.about_to_sign.browser).goes(SIGNING)


def test_what_is_drawn_with_the_mouse_is_on_record_stroke_by_stroke(served: Served, visit: Visit) -> None:
    patient = served.patient().walks_to(SIGNING)
    draw(visit.becomes(patient.browser).goes(SIGNING))
    visit.page.fill("#printed_name", NAME)
    visit.presses("Sign")
    visit.page.wait_for_url("**/walk/done")
    row = signature(served, patient)
    assert (row.method, row.printed_name, len(strokes_of(row.strokes))) == ("drawn", NAME, len(STROKES))


def test_the_page_says_that_a_drawing_is_there(at_the_page: Visit) -> None:
    draw(at_the_page)
    assert at_the_page.page.locator("[data-signature-status]").inner_text() == "Your drawing is here"


def test_a_cleared_drawing_is_no_signature(served: Served, at_the_page: Visit) -> None:
    draw(at_the_page)
    at_the_page.presses("Clear the drawing")
    at_the_page.page.fill("#printed_name", NAME)
    at_the_page.presses("Sign")
    assert "Draw your signature in the box" in at_the_page.page.locator(".govuk-error-summary").inner_text()
    assert served.facts(served.about_to_sign.intake, IntakeSigned) == []


def test_a_drawing_comes_back_when_the_page_is_refused(at_the_page: Visit) -> None:
    draw(at_the_page)
    at_the_page.presses("Sign")
    at_the_page.page.wait_for_selector(".govuk-error-summary")
    assert at_the_page.page.locator("[data-signature-status]").inner_text() == "Your drawing is here"


def test_whoever_cannot_draw_types_with_keys_alone(served: Served, visit: Visit) -> None:
    patient = served.patient().walks_to(SIGNING)
    hands = Keyboard(visit.becomes(patient.browser).goes(SIGNING), served.forms)
    hands.tabs_to_field("printed_name")
    visit.page.keyboard.type(NAME)
    hands.tabs_to_button("Sign")
    hands.enters()
    row = signature(served, patient)
    assert (row.method, row.strokes, visit.path) == ("typed", "", "/walk/done")


def test_the_box_stands_there_only_for_those_who_choose_to_draw(at_the_page: Visit) -> None:
    box = at_the_page.page.locator("canvas")
    seen = [box.is_visible()]
    for answer in ("#method-2", "#method"):
        at_the_page.page.check(answer)
        seen.append(box.is_visible())
    assert seen == [False, True, False]


def test_without_scripts_the_page_says_that_drawing_needs_them(
    served: Served, visits: Callable[..., Visit]
) -> None:
    visit = visits(java_script_enabled=False).becomes(served.about_to_sign.browser).goes(SIGNING)
    assert "Drawing needs scripts" in visit.text


def draw(visit: Visit) -> None:
    visit.page.check("#method-2")
    canvas = visit.page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    mouse = visit.page.mouse
    for stroke in STROKES:
        for index, (x, y) in enumerate(stroke):
            mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
            if index == 0:
                mouse.down()
        mouse.up()


def signature(served: Served, patient: Patient) -> Any:
    """The one signature of this patient."""
    (fact,) = served.facts(patient.intake, IntakeSigned)
    (row,) = fact.rows
    return row
