"""Questionnaires in which something is of the wrong kind: carried, or refused, and nothing else."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from consentapp.catalog import FormError
from consentapp.interop import NotCarried, Sidecar, carry_over, questionnaire_of
from tests.interop.builders import read_back
from tests.interop.examples import FOLDER, SIDECARS
from tests.interop.test_exporting import everything

Place = tuple[str | int, ...]

WORDS = (
    "", " ", "x", "x" * 6000, "\x00", "\ud800", "{a.b}", "<b>", "true", "group", "display", "choice", "decimal", "/44250-9",
    "#x", "exists", "unknown", "yes", "\u202e", "é", "\n",
)  # fmt: skip
KEYS = (
    "url",
    "linkId",
    "type",
    "text",
    "item",
    "extension",
    "valueCoding",
    "code",
    "answerOption",
    "a",
    "_text",
)

ODD = st.recursive(
    st.sampled_from([None, True, False, 0, -1, 10**18, 0.5, *WORDS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)


def places(node: Any, path: Place = ()) -> Iterator[Place]:
    """Every place in a JSON value."""
    yield path
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, part in parts:
        yield from places(part, (*path, key))


def change(form: Any, path: Place, act: str, odd: Any) -> None:
    """One thing less, more, twice, or of another kind."""
    if not path:
        return
    *outer, last = path
    owner = form
    for key in outer:
        owner = owner[key]
    match act:
        case "drop":
            owner.pop(last)
        case "double" if isinstance(owner, list):
            owner.append(copy.deepcopy(owner[last]))  # type: ignore[index]
        case "rename" if isinstance(owner, dict):
            owner[str(odd)] = owner.pop(last)
        case _:
            owner[last] = odd


def sources() -> list[tuple[Any, dict[str, Any]]]:
    ours = {"score": [{"id": "sum", "label": "Sum", "items": ["/Q1", "/Q2"], "source": "S", "total": "T/1"}]}
    found = [(everything(), ours)]
    for name, sidecar in SIDECARS.items():
        path = FOLDER / name
        if path.is_file() and path.stat().st_size < 20_000:
            found.append((json.loads(path.read_bytes()), sidecar))
    return found


SOURCES = sources()


@settings(max_examples=400)
@given(st.data())
def test_a_mutated_questionnaire_is_carried_or_refused_and_never_breaks_anything(data: st.DataObject) -> None:
    form, sidecar = a_mutated_questionnaire(data, changes=3)

    assert settled(json.dumps(form).encode(), sidecar) in ("carried", "refused")


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_in_words(data: bytes) -> None:
    assert settled(data, Sidecar()) == "refused"


@settings(max_examples=200)
@given(st.data())
def test_a_mutated_sidecar_is_refused_by_its_shape_or_by_what_it_names(data: st.DataObject) -> None:
    source, sidecar = data.draw(st.sampled_from(SOURCES))
    changed = copy.deepcopy(sidecar)
    path = data.draw(st.sampled_from(list(places(changed))))
    change(changed, path, data.draw(st.sampled_from(["drop", "double", "rename", "odd"])), data.draw(ODD))
    try:
        read = Sidecar.model_validate(changed)
    except ValidationError:
        return

    assert settled(json.dumps(source).encode(), read) in ("carried", "refused")


def a_mutated_questionnaire(data: st.DataObject, *, changes: int) -> tuple[Any, Sidecar]:
    """One with up to so many changes, and the sidecar of the whole one."""
    source, sidecar = data.draw(st.sampled_from(SOURCES))
    form = copy.deepcopy(source)
    for _ in range(data.draw(st.integers(1, changes))):
        path = data.draw(st.sampled_from(list(places(form))))
        act = data.draw(st.sampled_from(["drop", "double", "rename", "odd", "odd"]))
        change(form, path, act, data.draw(ODD))
    return form, Sidecar.model_validate(sidecar)


def settled(data: bytes, sidecar: Sidecar) -> str:
    """What becomes of it. What is carried is also written, read back by the catalog, and goes out again."""
    try:
        made = carry_over(data, sidecar)
    except NotCarried as refused:
        return "refused" if str(refused).encode().strip() else "refused without a word"
    with TemporaryDirectory() as place:
        try:
            form = read_back(made, Path(place))
        except FormError:
            return "refused"
    assert replace(form, digest="") == made.form
    json.dumps(questionnaire_of(form, made.names))
    return "carried"


@pytest.mark.slow
@settings(max_examples=5_000)
@given(st.data())
def test_many_mutated_questionnaires_are_carried_or_refused(data: st.DataObject) -> None:
    form, sidecar = a_mutated_questionnaire(data, changes=4)

    assert settled(json.dumps(form).encode(), sidecar) in ("carried", "refused")
