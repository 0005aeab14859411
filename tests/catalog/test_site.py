"""A site shows the forms in its own languages, each with the values of that language."""

from pathlib import Path

import pytest

from consentapp.catalog import FormError, FormLibrary, read_library, site_catalog
from consentapp.domain.text import Paragraph
from tests.catalog.folders import FILES, write_forms

CONFIG = Path("/etc/clinic.toml")
ENGLISH, SPANISH = {"clinic.phone": "555-0142"}, {"clinic.phone": "555-0142", "crisis.menu": "2"}

CARE, HEALTH = "consent/care/1", "screening/health/1"
BOTH = {
    f"{CARE}/form.toml": FILES[f"{CARE}/form.toml"].replace('["en"]', '["en", "es"]'),
    f"{CARE}/es.md": FILES[f"{CARE}/en.md"].replace("Call {clinic.phone}.", "Llame: {clinic.phone}, {crisis.menu}."),
    f"{HEALTH}/form.toml": FILES[f"{HEALTH}/form.toml"].replace('["en"]', '["en", "es"]'),
    f"{HEALTH}/es.toml": FILES[f"{HEALTH}/en.toml"],
}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> FormLibrary:
    """Every form in English and in Spanish; only the Spanish one names the menu of the crisis line."""
    return read_library(write_forms(tmp_path, **BOTH))


def first_words(library: FormLibrary, language: str) -> str:
    catalog = site_catalog(library, {"en": ENGLISH, "es": SPANISH}, CONFIG)
    first = catalog.forms[("care", "1", language)].pages[0].content[0]
    assert isinstance(first, Paragraph)
    return first.runs[0].text


def test_each_form_has_the_values_of_its_language(library: FormLibrary) -> None:
    assert first_words(library, "en").startswith("Call 555-0142.")
    assert first_words(library, "es").startswith("Llame: 555-0142, 2.")


def test_only_the_site_s_languages_are_offered(library: FormLibrary) -> None:
    assert {language for _, _, language in library.forms} == {"en", "es"}
    for languages in (["en"], ["es"]):
        catalog = site_catalog(library, dict.fromkeys(languages, SPANISH), CONFIG)
        assert [language for _, _, language in catalog.forms] == languages * 2


def test_a_value_that_only_the_spanish_form_names_is_asked_for_in_spanish(library: FormLibrary) -> None:
    assert site_catalog(library, {"en": ENGLISH}, CONFIG).forms
    with pytest.raises(FormError, match=r"are not set here: crisis\.menu; add them under \[values\.es\]"):
        site_catalog(library, {"en": ENGLISH, "es": ENGLISH}, CONFIG)


def test_a_language_in_which_a_packet_is_not_whole_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    half = {name: content for name, content in BOTH.items() if name.startswith(HEALTH)}
    library = read_library(write_forms(tmp_path, **half))

    with pytest.raises(
        FormError, match=r'clinic\.toml: `languages` has "es", in which there is no care; translate'
    ):
        site_catalog(library, {"en": ENGLISH, "es": SPANISH}, CONFIG)


def test_an_instrument_without_the_language_is_there_to_be_asked_in_person(tmp_path: Path) -> None:
    """Dossier 7.3: shown only in a language in which its owner's text is in hand."""
    half = {name: content for name, content in BOTH.items() if name.startswith(CARE)}
    library = read_library(write_forms(tmp_path, **half))

    for languages in (["en", "es"], ["es"]):
        catalog = site_catalog(library, dict.fromkeys(languages, SPANISH), CONFIG)
        assert [key for key in catalog.forms if key[0] == "health"] == [("health", "1", "en")]
