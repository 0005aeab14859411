"""The words of a form as passages, each with the line on which it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from consentapp.catalog.structure import read_text
from consentapp.domain.canonical import normalised
from consentapp.domain.form import Form, Item, Page
from consentapp.domain.text import Block, Evidence, Heading, ListBlock, Paragraph, Table, plain

Kind = Literal[
    "title", "heading", "paragraph", "list", "cell", "label", "hint", "why", "option", "wrong", "flag"
]
RUNNING: tuple[Kind, ...] = ("paragraph", "list", "label", "hint", "why", "flag")
"""What is read as sentences. Headings, options and table cells would make a page look easier than it is."""

FLAGS = "(told after an answer)"
"""Stands for a page id where a rule speaks to the patient."""


TO_FILL_IN = re.compile(r"(?<!\[)\[(?!\[)[^\[\]]*[\s.][^\[\]]*\]")
"""What a new form leaves for its author to write: words in one pair of brackets."""


@dataclass(frozen=True)
class Passage:
    """One paragraph, list item, question, option: what stands together."""

    page: str
    kind: Kind
    text: str
    line: int
    evidence: Evidence | None = None

    @property
    def written(self) -> str:
        """The text without what is still to be filled in."""
        return TO_FILL_IN.sub(" ", self.text)


class Located:
    """A file of prose or wording, in which a text can be found again.

    Markdown's marks and TOML's quotes are left out of the comparison, so a text is found however it was wrapped.
    """

    MARKS = re.compile(r"[*_\\\"]|\\n|\[\[|(?:\|[^\[\]|]*)?\]\]")

    def __init__(self, path: Path) -> None:
        self.path = path
        letters: list[str] = []
        self._starts: list[int] = []
        at = 0
        for line in normalised(read_text(path)).split("\n"):
            squeezed = " ".join(self.MARKS.sub("", line).split()) + " "
            self._starts.append(at)
            letters.append(squeezed)
            at += len(squeezed)
        self._text = "".join(letters)

    def line(self, text: str, after: int = 1) -> int:
        """The line on which a text begins, at or after another; that other line when it cannot be found."""
        squeezed = " ".join(self.MARKS.sub("", text).split())
        start = self._starts[max(0, min(after, len(self._starts)) - 1)]
        for part in (squeezed[:160], squeezed[:24]):
            at = self._text.find(part, start) if part else -1
            if at >= 0:
                return self._line_at(at)
        return after

    def _line_at(self, at: int) -> int:
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._starts[middle] <= at else (low, middle)
        return low + 1


def passages(form: Form, located: Located) -> tuple[Passage, ...]:
    """Everything that a patient reads in a form, in reading order."""
    found: list[Passage] = []
    after = 1
    for page in form.pages:
        for passage in _page(page):
            line = located.line(passage.text, after)
            after = line if form.kind == "consent" else 1
            found.append(_on(passage, line))
    for rule in form.rules:
        told = Passage(FLAGS, "flag", rule.patient_text, located.line(rule.patient_text))
        found.append(told)
    return tuple(found)


def _on(passage: Passage, line: int) -> Passage:
    return Passage(passage.page, passage.kind, passage.text, line, passage.evidence)


def _page(page: Page) -> Iterator[Passage]:
    yield Passage(page.id, "title", page.title, 0)
    for part in page.content:
        yield from _item(page.id, part) if isinstance(part, Item) else _block(page.id, part)


def _block(page: str, block: Block) -> Iterator[Passage]:
    match block:
        case Heading():
            yield Passage(page, "heading", plain(block.runs), 0)
        case Paragraph():
            yield Passage(page, "paragraph", plain(block.runs), 0, block.evidence)
        case ListBlock():
            for item in block.items:
                yield Passage(page, "list", plain(item.runs), 0, item.evidence)
        case Table():
            yield Passage(page, "heading", block.caption, 0)
            for row in (block.header, *block.rows):
                yield from (Passage(page, "cell", plain(cell), 0) for cell in row)


def _item(page: str, item: Item) -> Iterator[Passage]:
    yield Passage(page, "label", plain(item.label), 0)
    if item.hint:
        yield Passage(page, "hint", item.hint, 0)
    for option in item.options:
        wrong = item.type == "comprehension" and option.code != item.correct
        yield Passage(page, "wrong" if wrong else "option", option.label, 0)
        if option.hint:
            yield Passage(page, "option", option.hint, 0)
    if item.why:
        yield Passage(page, "why", item.why, 0)
