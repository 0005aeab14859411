"""What a clinic says in each language, and whose crisis line a frightened patient is shown."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from consentapp.setup import TRANSLATED, VALUES
from consentapp.site_values import SAME, Values, country_lines, in_each_language

FIRST = {"clinic.name": "Harbor", "clinic.phone": "555", "clinic.hours": "9 to 5"}
SPANISH = {"clinic.hours": "de 9 a 5"}
OWN_LINE = {"crisis.name": "County line", "crisis.call": "555-0199", "crisis.text": "555-0198"}


def values(
    table: Mapping[str, Any], *, country: str = "US", languages: Sequence[str] = ("en",)
) -> dict[str, Values]:
    return in_each_language(table, country=country, languages=languages)


# Crisis lines -----------------------------------------------------------------------------------------------------------


def test_in_the_us_the_lifeline_is_shown_without_being_set() -> None:
    shown = values(FIRST)["en"]

    assert (shown["crisis.call"], shown["crisis.text"], shown["emergency.call"]) == ("988", "988", "911")
    assert (shown["crisis.menu"], shown["crisis.text_word"]) == ("", "")


@pytest.mark.parametrize("languages", [("en", "es"), ("es", "en")])
def test_in_spanish_the_lifeline_has_its_menu_and_its_word_and_in_english_it_has_none(
    languages: tuple[str, str],
) -> None:
    found = values(FIRST | {languages[1]: SPANISH}, languages=languages)

    assert {it: (found[it]["crisis.menu"], found[it]["crisis.text_word"]) for it in found} == {
        "en": ("", ""), "es": ("2", "AYUDA"),
    }  # fmt: skip
    assert found["es"]["crisis.name"].startswith("Línea 988")


def test_a_third_language_is_not_sent_to_the_menu_of_the_second() -> None:
    found = values(FIRST | {"es": SPANISH, "pl": SPANISH}, languages=("en", "es", "pl"))

    assert (found["pl"]["crisis.menu"], found["pl"]["crisis.text_word"]) == ("", "")


def test_us_numbers_are_never_shown_elsewhere() -> None:
    with pytest.raises(ValueError, match="no crisis line is on file for CA") as refused:
        values(FIRST, country="CA")

    assert re.findall(r'"([a-z.]+)"', str(refused.value)) == [
        "crisis.name", "crisis.call", "emergency.call",
    ]  # fmt: skip
    assert country_lines("CA", "en") == {}


def test_a_clinic_elsewhere_says_its_own() -> None:
    own = OWN_LINE | {"emergency.call": "112"}
    shown = values(FIRST | own, country="AT")["en"]

    assert {name: shown[name] for name in own} == own
    assert "988" not in " ".join(shown.values())


def test_a_line_of_the_clinic_s_own_gets_nothing_of_the_country_s() -> None:
    found = values(FIRST | OWN_LINE | {"es": SPANISH | {"crisis.name": "Línea"}}, languages=("en", "es"))

    assert (found["es"]["crisis.call"], found["es"]["crisis.menu"], found["es"]["crisis.text_word"]) == (
        "555-0199",
        "",
        "",
    )
    assert found["es"]["emergency.call"] == "911"


def test_a_line_for_one_language_alone_gets_nothing_of_the_country_s_either() -> None:
    own = {"crisis.name": "Línea", "crisis.call": "555-0177", "crisis.text": "555-0177"}
    found = values(FIRST | {"es": SPANISH | own}, languages=("en", "es"))

    assert (found["en"]["crisis.call"], found["es"]["crisis.call"]) == ("988", "555-0177")
    assert (found["es"]["crisis.menu"], found["es"]["crisis.text_word"]) == ("", "")


@pytest.mark.parametrize("text", [{}, {"crisis.text": ""}, {"crisis.text": " "}])
def test_a_line_that_takes_no_messages_has_no_number_for_them(text: dict[str, str]) -> None:
    own = {"crisis.name": "Telefonseelsorge", "crisis.call": "142", "emergency.call": "112"}
    shown = values(FIRST | own | text, country="AT")["en"]

    assert shown["crisis.call"] == "142"
    assert "crisis.text" not in shown


def test_a_line_that_is_set_by_half_is_refused() -> None:
    with pytest.raises(ValueError, match=r'set "crisis\.name" under \[values\]: a crisis line'):
        values(FIRST | {"crisis.call": "555-0199"})


def test_half_a_line_in_another_language_is_refused_there() -> None:
    with pytest.raises(ValueError, match=r'"crisis\.name" under \[values\.es\]'):
        values(FIRST | {"es": SPANISH | {"crisis.call": "555", "crisis.text": "555"}}, languages=("en", "es"))


def test_the_country_s_emergency_number_can_be_set_without_its_line() -> None:
    found = values(FIRST | {"emergency.call": "9-911", "es": SPANISH}, languages=("en", "es"))

    assert [found[it]["emergency.call"] for it in found] == ["9-911", "9-911"]
    assert found["es"]["crisis.menu"] == "2"


# Languages --------------------------------------------------------------------------------------------------------------


def test_names_and_numbers_hold_in_every_language_and_words_are_said_in_each() -> None:
    found = values(FIRST | {"es": SPANISH}, languages=("en", "es"))

    assert (found["es"]["clinic.name"], found["es"]["clinic.hours"]) == ("Harbor", "de 9 a 5")
    assert found["en"]["clinic.hours"] == "9 to 5"


def test_a_name_or_a_number_may_be_another_in_another_language() -> None:
    found = values(FIRST | {"es": SPANISH | {"clinic.phone": "777"}}, languages=("en", "es"))

    assert (found["en"]["clinic.phone"], found["es"]["clinic.phone"]) == ("555", "777")


@pytest.mark.parametrize("table", [FIRST, FIRST | {"es": {}}])
def test_words_that_are_not_said_in_a_language_stop_the_start(table: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match=r'\[values\.es\] lacks "clinic\.hours"'):
        values(table, languages=("en", "es"))


@pytest.mark.parametrize("stray", ["en", "fr"])
def test_a_table_for_a_language_that_is_not_a_further_one_is_refused(stray: str) -> None:
    with pytest.raises(ValueError, match=rf"\[values\.{stray}\] is for none of the further `languages`"):
        values(FIRST | {"es": SPANISH, stray: SPANISH}, languages=("en", "es"))


@pytest.mark.parametrize("language", sorted(TRANSLATED))
def test_the_demo_s_words_are_said_in_every_language_that_it_has(language: str) -> None:
    found = values(
        VALUES | {"clinic.name": "Harbor", language: TRANSLATED[language]}, languages=("en", language)
    )

    assert found[language].keys() == found["en"].keys()
    assert not TRANSLATED[language].keys() & SAME
