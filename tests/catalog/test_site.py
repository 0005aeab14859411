"""A site shows the forms in its own languages, each with the values of that language."""

from pathlib import Path

import pytest

from consentapp.catalog import FormError, FormLibrary, read_library, site_catalog
from consentapp.domain.text import Paragraph
from tests.catalog.folders import FILES, write_forms

CONFIG = Path("/etc/clinic.toml")
ENGLISH, SPANISH = {"clinic.phone": "555-0142"}, {"clinic.phone": "555-0142", "clinic.hours": "de 9 a 5"}

CARE, HEALTH = "consent/care/1", "screening/health/1"
BOTH = {
    f"{CARE}/form.toml": FILES[f"{CARE}/form.toml"].replace('["en"]', '["en", "es"]'),
    f"{CARE}/es.md": FILES[f"{CARE}/en.md"].replace("Call {clinic.phone}.", "Llame: {clinic.phone}, {clinic.hours}."),
    f"{HEALTH}/form.toml": FILES[f"{HEALTH}/form.toml"].replace('["en"]', '["en", "es"]'),
    f"{HEALTH}/es.toml": FILES[f"{HEALTH}/en.toml"],
}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> FormLibrary:
    """Every form in English and in Spanish; only the Spanish one names the hours."""
    return read_library(write_forms(tmp_path, **BOTH))


def first_words(library: FormLibrary, language: str) -> str:
    catalog = site_catalog(library, {"en": ENGLISH, "es": SPANISH}, CONFIG)
    first = catalog.forms[("care", "1", language)].pages[0].content[0]
    assert isinstance(first, Paragraph)
    return first.runs[0].text


def test_each_form_has_the_values_of_its_language(library: FormLibrary) -> None:
    assert first_words(library, "en").startswith("Call 555-0142.")
    assert first_words(library, "es").startswith("Llame: 555-0142, de 9 a 5.")


def test_only_the_site_s_languages_are_offered(library: FormLibrary) -> None:
    assert {language for _, _, language in library.forms} == {"en", "es"}
    for languages in (["en"], ["es"]):
        catalog = site_catalog(library, dict.fromkeys(languages, SPANISH), CONFIG)
        assert [language for _, _, language in catalog.forms] == languages * 2


def test_a_value_that_only_the_spanish_form_names_is_asked_for_in_spanish(library: FormLibrary) -> None:
    assert site_catalog(library, {"en": ENGLISH}, CONFIG).forms
    with pytest.raises(FormError, match=r"are not set here: clinic\.hours; add them under \[values\.es\]"):
        site_catalog(library, {"en": ENGLISH, "es": ENGLISH}, CONFIG)


def test_a_language_in_which_a_packet_is_not_whole_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    half = {name: content for name, content in BOTH.items() if name.startswith(CARE)}
    library = read_library(write_forms(tmp_path, **half))

    with pytest.raises(
        FormError, match=r'clinic\.toml: `languages` has "es", in which there is no health; translate'
    ):
        site_catalog(library, {"en": ENGLISH, "es": SPANISH}, CONFIG)
