"""AB-09: a drawn signature is points in a box, whatever a browser sends."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consentapp.domain.drawing import HEIGHT, MOST_POINTS, WIDTH, drawing_text, strokes_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def drawn(strokes: object, width: object = 300, height: object = 100) -> str:
    return json.dumps({"width": width, "height": height, "strokes": strokes})


def test_a_drawing_is_scaled_into_the_box() -> None:
    text = drawing_text(drawn([[[0, 0], [150, 50]], [[300, 100]]]))

    assert text == "0,0 300,100;600,200"


def test_what_was_drawn_outside_is_moved_to_the_edge() -> None:
    assert drawing_text(drawn([[[-5, -5], [900, 900]]])) == "0,0 600,200"


def test_a_stored_drawing_comes_back_as_its_lines() -> None:
    text = drawing_text(drawn([[[0, 0], [150, 50]], [[300, 100]]]))

    assert strokes_of(text) == (((0, 0), (300, 100)), ((600, 200),))


def test_a_typed_signature_has_no_lines() -> None:
    assert strokes_of("") == ()


@pytest.mark.parametrize(
    "posted",
    [
        "", "{", "[]", "null", "7", '"x"', "{}", drawn([]), drawn([[]]), drawn([[[1, 1]]]),
        drawn([[[1, 1], [1, 1]]]), drawn([[[1]]]), drawn([[["a", "b"]]]), drawn([[1, 2]]), drawn("text"),
        drawn([[[1, 1], [2, 2]]], width=0), drawn([[[1, 1], [2, 2]]], width="wide"),
        drawn([[[1, 1], [float("nan"), 2]]]), drawn([[[1, 1], [float("inf"), 2]]]),
        drawn([[[n, n % 100] for n in range(MOST_POINTS + 1)]]), "[" * 100_000,
    ],
    ids=lambda posted: posted[:40],
)  # fmt: skip
def test_anything_else_is_refused(posted: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the kind of refusal is the promise, not its words
        drawing_text(posted)


@given(JSON, JSON, JSON)
@example([[[1, 2], [3, 4]]], 10**400, 1)
def test_whatever_is_sent_becomes_points_in_the_box_or_a_refusal(
    strokes: object, width: object, height: object
) -> None:
    try:
        text = drawing_text(drawn(strokes, width, height))
    except ValueError:
        return

    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for line in strokes_of(text) for x, y in line)
