"""axe-core on every kind of page (trust AX-01): WCAG 2.0 to 2.2, A and AA, and best practice."""

import pytest

from tests.browser.axe import violations
from tests.browser.places import (
    KINDS_OF_WALK_PAGES,
    PATIENT_PLACES,
    WALK_PAGES,
    on_the_walk,
)
from tests.browser.served import Served
from tests.browser.staff_places import STAFF_PLACES
from tests.browser.visit import DESK, PHONE, Visit

PLACES = PATIENT_PLACES | STAFF_PLACES


@pytest.mark.parametrize("path", WALK_PAGES)
def test_axe_finds_nothing_on_any_page_of_the_forms_on_a_phone(
    served: Served, reading: Visit, path: str
) -> None:
    on_the_walk(path)(served, reading)
    assert reading.path == path
    assert violations(reading.page) == []


@pytest.mark.parametrize("path", KINDS_OF_WALK_PAGES)
def test_axe_finds_nothing_on_each_kind_of_page_of_the_forms_on_a_wide_screen(
    served: Served, reading: Visit, path: str
) -> None:
    on_the_walk(path)(served, reading.turns(DESK))
    assert reading.path == path
    assert violations(reading.page) == []


@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing_around_the_forms_on_either(served: Served, reading: Visit, name: str) -> None:
    PLACES[name](served, reading)
    found = {width: violations(reading.turns(width).page) for width in (PHONE, DESK)}
    assert found == {PHONE: [], DESK: []}


def test_axe_finds_a_fault_that_is_put_into_a_page(reading: Visit) -> None:
    reading.goes("/")
    reading.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(line.startswith("button-name") for line in violations(reading.page))
