"""Every kind of fact and every row, filled in by the types of their fields."""

import unicodedata
from dataclasses import fields
from typing import Any, get_type_hints

from hypothesis import strategies as st

from consentapp.domain.canonical import MAX_INTEGER
from consentapp.domain.facts import KINDS, ROWS, Fact, Row

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)

BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    int: st.integers(-MAX_INTEGER, MAX_INTEGER),
    bool: st.booleans(),
    bytes: st.binary(max_size=12),
    tuple[str, ...]: st.lists(WORDS, max_size=3).map(tuple),
}

SAMPLES: dict[Any, Any] = {
    str: "marker",
    int: 7,
    bool: True,
    bytes: b"marker",
    tuple[str, ...]: ("marker", "two"),
}


def own_fields(shape: type[Fact] | type[Row]) -> dict[str, Any]:
    """The fields that are not rows, with their types."""
    hints = get_type_hints(shape)
    return {field.name: hints[field.name] for field in fields(shape) if field.name != "rows"}


def rows() -> st.SearchStrategy[Row]:
    return st.one_of([_filled(shape) for shape in ROWS.values()])


def facts() -> st.SearchStrategy[Fact]:
    return st.one_of(
        [_filled(shape, rows=st.lists(rows(), max_size=3).map(tuple)) for shape in KINDS.values()]
    )


def sample_fact(kind: str, *given: Row) -> Fact:
    return KINDS[kind](rows=given, **_samples(KINDS[kind]))


def sample_row(table: str, **changes: Any) -> Row:
    return ROWS[table](**(_samples(ROWS[table]) | changes))


def _filled(shape: Any, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(shape, **{name: BY_TYPE[hint] for name, hint in own_fields(shape).items()}, **more)


def _samples(shape: Any) -> dict[str, Any]:
    return {name: SAMPLES[hint] for name, hint in own_fields(shape).items()}
