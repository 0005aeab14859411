"""A drawn signature: whole-number points in a box of 600 by 200, and nothing else (trust AB-09)."""

import json
from typing import Any

WIDTH, HEIGHT = 600, 200
MOST_POINTS = 5000

Strokes = tuple[tuple[tuple[int, int], ...], ...]


def drawing_text(drawn: str) -> str:
    """What a browser drew (`signature.js`) as `x,y x,y;x,y`. ValueError for anything else, or for too little to see."""
    try:
        found = json.loads(drawn)
        lines = [
            [_point(point, found["width"], found["height"]) for point in line] for line in found["strokes"]
        ]
    except (KeyError, TypeError, IndexError, ZeroDivisionError, RecursionError, OverflowError) as error:
        raise ValueError("this is not a drawing") from error
    points = [point for line in lines for point in line]
    if not 2 <= len(points) <= MOST_POINTS or len(set(points)) < 2:
        raise ValueError("there is too little, or too much, in the drawing")
    return ";".join(" ".join(f"{x},{y}" for x, y in line) for line in lines if line)


def strokes_of(text: str) -> Strokes:
    """The lines of a stored drawing; none for a typed signature."""
    return tuple(
        tuple((int(x), int(y)) for x, _, y in (point.partition(",") for point in line.split()))
        for line in text.split(";")
        if line.strip()
    )


def _point(point: Any, width: Any, height: Any) -> tuple[int, int]:
    x, y = float(point[0]) * WIDTH / float(width), float(point[1]) * HEIGHT / float(height)
    return min(max(round(x), 0), WIDTH), min(max(round(y), 0), HEIGHT)
