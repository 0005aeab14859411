"""What a clinic says about itself, in each of its languages: its own [values], over the crisis lines of its country."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from consentapp.resources import PACKAGE

CRISIS_LINES = PACKAGE / "crisis_lines.toml"

SAME = frozenset({
    "clinic.name", "clinic.phone", "clinic.address", "clinic.clinician", "crisis.call", "crisis.text", "emergency.call",
    "product.maker", "course.sessions", "price.session", "price.course", "stay.hours", "record.years",
})  # fmt: skip
"""Names, numbers and prices: said once, they hold in every language."""

NEEDED = ("crisis.name", "crisis.call", "emergency.call")
"""Without these no page can help a patient in danger. A line that takes no messages has no `crisis.text`."""

TEXT = "crisis.text"

NO_MENU = {"crisis.menu": "", "crisis.text_word": ""}

Values = dict[str, str]


def in_each_language(
    table: Mapping[str, Any], *, country: str, languages: Sequence[str]
) -> dict[str, Values]:
    """The values in each language, the first first. ValueError names what is missing and where it is set.

    `table` is [values] as it stands in the config file: texts for the first language, and a table for each other.
    """
    first = {name: text for name, text in table.items() if isinstance(text, str)}
    others = {name: texts for name, texts in table.items() if not isinstance(texts, str)}
    _check_tables(others, languages)
    found = {languages[0]: _over(country_lines(country, languages[0]), first)}
    for language in languages[1:]:
        found[language] = _translated(first, others.get(language, {}), country, language)
    for language, values in found.items():
        _check_crisis_line(
            values, country, "[values]" if language == languages[0] else f"[values.{language}]"
        )
    return found


def country_lines(country: str, language: str) -> Values:
    """The crisis lines on file for a country, as they are used in a language; none for a country that is not there."""
    on_file: dict[str, Any] = tomllib.loads(CRISIS_LINES.read_text(encoding="utf-8")).get(country, {})
    here: Values = on_file.get(language, {})
    return {name: text for name, text in on_file.items() if isinstance(text, str)} | here


def _over(lines: Values, said: Values) -> Values:
    """What the clinic says, over what its country has.

    A clinic that names a number of its own gets nothing else of the country's line: another line has another menu.
    """
    if any(said.get(name) not in (None, lines.get(name)) for name in ("crisis.call", TEXT)):
        lines = {name: text for name, text in lines.items() if not name.startswith("crisis.")}
    values = NO_MENU | lines | said
    return {name: text for name, text in values.items() if name != TEXT or text.strip()}


def _translated(first: Values, overlay: Values, country: str, language: str) -> Values:
    carried = {name: text for name, text in first.items() if name in SAME}
    values = _over(country_lines(country, language), carried | overlay)
    if missing := sorted(first.keys() - values.keys()):
        raise ValueError(
            f'`languages` has "{language}" and [values.{language}] lacks {_listed(missing)}: say it in that language there'
        )
    return values


def _check_tables(others: Mapping[str, Any], languages: Sequence[str]) -> None:
    if stray := sorted(others.keys() - set(languages[1:])):
        raise ValueError(
            f"[values.{stray[0]}] is for none of the further `languages`; the first one's texts stand under [values], "
            'and a name with a dot stands in quotes: "clinic.phone" = "..."'
        )


def _check_crisis_line(values: Values, country: str, place: str) -> None:
    if missing := [name for name in NEEDED if not values.get(name, "").strip()]:
        why = f"no crisis line is on file for {country}, and the numbers of another country are never shown"
        if country_lines(country, ""):
            why = "a crisis line of the clinic's own is set whole"
        raise ValueError(f"set {_listed(missing)} under {place}: {why}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
