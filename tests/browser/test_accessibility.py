"""axe-core on every kind of page (trust AX-01): WCAG 2.0 to 2.2, A and AA, and best practice."""

from collections.abc import Callable

import pytest

from tests.browser.axe import violations
from tests.browser.places import (
    KINDS_OF_WALK_PAGES,
    PATIENT_PLACES,
    STAFF_PLACES,
    WALK_PAGES,
    on_the_walk,
)
from tests.browser.served import Served
from tests.browser.visit import DESK, PHONE, Visit

Visits = Callable[..., Visit]

PLACES = PATIENT_PLACES | STAFF_PLACES


@pytest.mark.parametrize("path", WALK_PAGES)
def test_axe_finds_nothing_on_any_page_of_the_forms_on_a_phone(
    served: Served, visit: Visit, path: str
) -> None:
    on_the_walk(path)(served, visit)
    assert visit.path == path
    assert violations(visit.page) == []


@pytest.mark.parametrize("path", KINDS_OF_WALK_PAGES)
def test_axe_finds_nothing_on_each_kind_of_page_of_the_forms_on_a_wide_screen(
    served: Served, visits: Visits, path: str
) -> None:
    visit = visits(width=DESK)
    on_the_walk(path)(served, visit)
    assert visit.path == path
    assert violations(visit.page) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing_around_the_forms(served: Served, visits: Visits, name: str, width: int) -> None:
    visit = visits(width=width)
    PLACES[name](served, visit)
    assert violations(visit.page) == []


def test_axe_finds_a_fault_that_is_put_into_a_page(visit: Visit) -> None:
    visit.goes("/")
    visit.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [line for line in violations(visit.page) if line.startswith("button-name")]
