"""Spanish has longer words: every kind of page still fits a phone, a finger and larger text, and nothing of ours is English."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium

from consentapp.catalog import read_library
from consentapp.domain.form import Form
from consentapp.resources import resource_dir
from consentapp.translations import SHIPPED
from tests.browser.abroad import clinic_abroad, invited, patient_abroad, visit_abroad
from tests.browser.axe import violations
from tests.browser.served import Patient, Served
from tests.browser.test_screens import misfits
from tests.browser.visit import PHONE, Visit
from tests.builders import in_spanish
from tests.sentences import english_in

LANGUAGE = "es"

PAGES = (
    "/walk/electronic-records/electronic-records", "/walk/phq-9/mood", "/walk/ketamine-assisted-therapy/routes",
    "/walk/review", "/walk/signing/sign", "/walk/ask", "/walk/decline",
)  # fmt: skip


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    library = read_library(resource_dir("forms")).forms

    def translated(form: Form) -> Form:
        return library.get((form.id, form.version, LANGUAGE)) or in_spanish(form)

    with clinic_abroad(tmp_path_factory.mktemp("spanish"), SHIPPED, LANGUAGE, translated) as served:
        yield served


@pytest.fixture(scope="module")
def patient(abroad: Served) -> Patient:
    return patient_abroad(abroad, LANGUAGE).walks_to("/walk/signing/sign")


@pytest.fixture
def visit(chromium: Chromium, abroad: Served) -> Iterator[Visit]:
    with visit_abroad(chromium, abroad, LANGUAGE) as visit:
        yield visit


def faults(visit: Visit) -> list[str]:
    # In a window as long as the page: a link that the crisis line covers until somebody scrolls is no fault.
    visit.page.set_viewport_size({"width": PHONE, "height": 2400})
    return [*english_in(visit.text), *violations(visit.page), *misfits(visit)]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_spanish_fits_a_phone_and_a_finger(patient: Patient, visit: Visit, path: str) -> None:
    visit.becomes(patient.browser).goes(path)

    assert visit.path == path
    assert faults(visit) == []


def test_the_crisis_screen_in_spanish_fits_a_phone_and_a_finger(abroad: Served, visit: Visit) -> None:
    hurt = patient_abroad(abroad, LANGUAGE, item_9="several-days").walks_to("/walk/help-now")
    visit.becomes(hurt.browser).goes("/walk/help-now")

    assert visit.heading == "Gracias por decirnos"
    assert faults(visit) == []


def test_what_was_typed_is_there_in_the_other_language(abroad: Served, visit: Visit) -> None:
    """With the keyboard and scripts of a real browser, on a page beside the walk and at the door."""
    visit.goes(invited(abroad, LANGUAGE).path).presses("Abrir mi formulario")
    visit.page.fill("#day", "27")
    visit.presses("English")
    assert (visit.heading, visit.page.input_value("#day")) == ("Is this you?", "27")

    visit.page.fill("#month", "3")
    visit.page.fill("#year", "1984")
    visit.page.press("#year", "Enter")
    visit.page.wait_for_url("**/walk/welcome")
    assert visit.heading == "Hello Ana Ruiz"
