"""RFC 8785 for our subset: the same bytes everywhere, and no value that two implementations could read differently."""

import json
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentapp.domain.canonical import MAX_INTEGER, canonical_bytes, has_words, normalised

TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
VALUES = st.recursive(
    TEXT | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)

ASK = """
from consentapp.domain.canonical import canonical_bytes
names = {f"key{n}" for n in range(50)}
print(canonical_bytes({name: [name, True, 7] for name in names}).hex())
"""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": 2}, b'{"a":2,"b":1}'),
        ({"\r": 1, "1": 2, "\x7f": 3, "A": 4, "a": 5, "_": 6}, b'{"\\r":1,"1":2,"A":4,"_":6,"a":5,"\x7f":3}'),
        ([], b"[]"),
        ({}, b"{}"),
        ([True, False, 0, -1], b"[true,false,0,-1]"),
        ('\b\t\n\f\r"\\/', b'"\\b\\t\\n\\f\\r\\"\\\\/"'),
        ("\x00\x1f\x7f", b'"\\u0000\\u001f\x7f"'),
        ("€ \u2028 \U0001f600", '"€ \u2028 \U0001f600"'.encode()),
        ({"nested": {"z": [{"y": "ñ"}]}}, '{"nested":{"z":[{"y":"ñ"}]}}'.encode()),
        (MAX_INTEGER, b"9007199254740991"),
    ],
)  # fmt: skip
def test_bytes_are_those_of_rfc_8785(value: object, expected: bytes) -> None:
    assert canonical_bytes(value) == expected  # type: ignore[arg-type]


def test_tuples_are_lists_and_mappings_are_objects() -> None:
    assert canonical_bytes(("a", ("b",))) == canonical_bytes(["a", ["b"]])


@pytest.mark.parametrize(
    "value",
    [
        1.0, float("nan"), None, b"bytes", {1}, frozenset(),
        "e\u0301", "\ud800", MAX_INTEGER + 1, -MAX_INTEGER - 1,
        {"é": 1}, {1: "one"}, {"deep": [{"deeper": None}]}, [[[1.5]]],
    ],
    ids=repr,
)  # fmt: skip
def test_values_that_two_programs_could_write_differently_are_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the kind of refusal is the promise, not its words
        canonical_bytes(value)  # type: ignore[arg-type]


@given(VALUES)
def test_a_value_comes_back_from_its_bytes(value: object) -> None:
    whole = canonical_bytes(value)  # type: ignore[arg-type]

    assert json.loads(whole) == value
    assert canonical_bytes(json.loads(whole)) == whole


@given(st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=8), st.integers(0, 9), min_size=2))
def test_the_order_in_which_keys_came_does_not_matter(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))

    assert canonical_bytes(turned) == canonical_bytes(value)


def test_the_hash_seed_of_the_process_does_not_matter() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", ASK], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1")
    }

    assert len(answers) == 1


def test_text_enters_the_record_as_nfc_with_line_feeds() -> None:
    assert normalised("Cafe\u0301\r\nau lait\rnoir") == "Café\nau lait\nnoir"


def test_no_control_character_enters_the_record() -> None:
    """AB-34: neither a terminal nor a log line can be forged by words."""
    assert normalised("\x1b[2J\x00Ana\x7f\tRuiz\x9b") == "[2JAna\tRuiz"


@pytest.mark.parametrize(
    ("text", "visible"), [("Ana", True), ("\u00a0 \u200b", False), ("", False), ("\n\t", False), ("7", True)]
)
def test_words_are_what_a_person_can_see(text: str, visible: bool) -> None:
    assert has_words(text) is visible


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_normalised_text_is_always_canonical(text: str) -> None:
    assert canonical_bytes(normalised(text))
