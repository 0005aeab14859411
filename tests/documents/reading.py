"""Reads a PDF as a person does: its text, its pictures, its tags."""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

# What pdftotext adds around text that runs from right to left.
MARKS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def text_of(pdf: bytes, *, layout: bool = False) -> str:
    """The words, with single spaces."""
    arguments = ["pdftotext", *(["-layout"] if layout else []), "-", "-"]
    text = subprocess.run(arguments, input=pdf, capture_output=True, check=True).stdout.decode()
    return squeezed(MARKS.sub("", text))


def squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_spaces(text: str) -> str:
    """For long words: where a line is broken is not the question."""
    return "".join(squeezed(text).replace("\u200b", "").split())


def pages_of(pdf: bytes) -> list[str]:
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [squeezed(page) for page in text.split("\f")[:-1]]


def ink_of(pdf: bytes, x: int, y: int, width: int, height: int) -> int:
    """How many dark dots a place of the first page has, at 72 dots an inch."""
    place = ["-x", str(x), "-y", str(y), "-W", str(width), "-H", str(height)]
    command = ["pdftoppm", "-r", "72", "-gray", "-f", "1", "-l", "1", *place, "-"]
    picture = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return sum(dot < 128 for dot in picture[-width * height :])


def place_of_word(pdf: bytes, word: str) -> tuple[float, float]:
    """Where a word stands first, in points from the left and from the top of its page."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    found = re.search(rf'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>{word}<', boxes.decode())
    assert found is not None
    return float(found[1]), float(found[2])


@dataclass(frozen=True)
class Place:
    """A word on a page, in points from the left and from the top. Letters from right to left stand in reverse."""

    word: str
    left: float
    top: float
    right: float


def places_of(pdf: bytes) -> list[list[Place]]:
    """Every word of every page."""
    command = ["pdftotext", "-bbox", "-", "-"]
    pages = (
        subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().split("<page ")
    )
    box = re.compile(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)"[^>]*>([^<]*)<')
    return [
        [Place(w, float(x), float(y), float(end)) for x, y, end, w in box.findall(page)] for page in pages[1:]
    ]


@contextmanager
def elements_of(pdf: bytes) -> Iterator[list[Any]]:
    """All elements of the structure tree, in reading order, as long as the file is open."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        yield list(_walk(opened.Root.StructTreeRoot.K[0]))


def kids_of(element: Any) -> list[Any]:
    held = element.get("/K", [])
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for kid in kids_of(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _walk(kid)
