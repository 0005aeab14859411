"""What changed between two versions of a page, sentence by sentence, in the words that stand on it.

For a patient who is asked again, and for an author who compares two drafts: `changes(old, new)`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from consentapp.domain.form import Item, Option, Page
from consentapp.domain.text import Block, Heading, ListBlock, Paragraph, Runs, Table, as_json, plain

How = Literal["added", "removed", "changed", "moved", "marked"]

SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bNo\.)\s+(?=[^\sa-z])|(?<=[。！？])"
)
"""A sentence that is cut in a wrong place is still shown whole: as two."""

ALIKE = 0.5
"""From this likeness on, a sentence was changed; below it, one went and another came."""


@dataclass(frozen=True)
class Change:
    """One sentence that is not as it was."""

    how: How
    """"marked": the words are the same, their emphasis or their sources are not."""
    before: str = ""
    now: str = ""


@dataclass(frozen=True)
class Sentence:
    words: str
    marks: str
    """Where its emphasis stands, and what it rests on."""


def changes(old: Page | None, new: Page | None) -> tuple[Change, ...]:
    """What was added, removed, changed or moved, in reading order. All of a page is added, or removed, beside None.

    Empty for two pages that read the same, also where only their layout differs.
    """
    before, now = (tuple(sentences(page)) if page else () for page in (old, new))
    return _moved(tuple(_compared(before, now)))


def sentences(page: Page) -> Iterator[Sentence]:
    """Every sentence of a page in reading order: title, text, tables by the row, items with their options."""
    yield Sentence(page.title, "")
    for part in page.content:
        yield from _of_item(part) if isinstance(part, Item) else _of_block(part)
    yield from _split(page.notice)


def _of_block(block: Block) -> Iterator[Sentence]:
    match block:
        case Heading(runs):
            yield Sentence(plain(runs), _style(runs))
        case Paragraph():
            yield from _of_paragraph(block)
        case ListBlock(_, items):
            for item in items:
                yield from _of_paragraph(item)
        case Table():
            yield Sentence(block.caption, "")
            for row in block.rows:
                yield _of_row(block, row)


def _of_paragraph(paragraph: Paragraph) -> Iterator[Sentence]:
    found = paragraph.evidence
    sources = f" {' '.join(found.references)}" if found else ""
    *first, last = _cut(plain(paragraph.runs)) or [""]
    yield from (Sentence(words, _style_in(paragraph.runs, words)) for words in first)
    grade = f" ({found.grade.replace('-', ' ')} evidence)" if found and found.grade else ""
    if last + grade:
        yield Sentence(last + grade, _style_in(paragraph.runs, last) + sources)


def _of_row(table: Table, row: Sequence[Runs]) -> Sentence:
    """A row as it is read out: its first cell, then each other cell after the words of its column."""
    cells = zip(table.header[1:], row[1:], strict=False)
    said = "; ".join(f"{plain(head)}: {plain(cell)}" for head, cell in cells)
    return Sentence(f"{plain(row[0])}. {said}", "".join(_style(cell) for cell in row))


def _of_item(item: Item) -> Iterator[Sentence]:
    yield from (Sentence(words, _style_in(item.label, words)) for words in _cut(plain(item.label)))
    yield from _split(item.hint)
    yield from (_of_option(option) for option in item.options)
    yield from _split(item.why)


def _of_option(option: Option) -> Sentence:
    return Sentence(f"{option.label} ({option.hint})" if option.hint else option.label, "")


def _split(text: str) -> Iterator[Sentence]:
    return (Sentence(words, "") for words in _cut(text))


def _cut(text: str) -> list[str]:
    return [words for part in SENTENCE_END.split(text) if (words := part.strip())]


def _style(runs: Runs) -> str:
    return " ".join(f"{run.style}={run.text.strip()}" for run in runs if run.style)


def _style_in(runs: Runs, words: str) -> str:
    """The emphasis that stands in these words."""
    return _style(tuple(run for run in runs if run.text.strip() in words))


def _compared(before: Sequence[Sentence], now: Sequence[Sentence]) -> Iterator[Change]:
    old, new = [sentence.words for sentence in before], [sentence.words for sentence in now]
    for how, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            pairs = zip(before[i:i_end], now[j:j_end], strict=True)
            yield from (Change("marked", a.words, b.words) for a, b in pairs if a.marks != b.marks)
        else:
            yield from _replaced(old[i:i_end], new[j:j_end])


def _replaced(gone: Sequence[str], came: Sequence[str]) -> Iterator[Change]:
    """What went, then each sentence that came, beside the one that it was made from where there is one."""
    made_from: dict[int, int] = {}
    start = 0
    for place, words in enumerate(came):
        source = next((at for at in range(start, len(gone)) if _alike(gone[at], words)), None)
        if source is not None:
            made_from[place], start = source, source + 1
    used = set(made_from.values())
    yield from (Change("removed", words) for at, words in enumerate(gone) if at not in used)
    for place, words in enumerate(came):
        before = made_from.get(place)
        yield Change("added", now=words) if before is None else Change("changed", gone[before], words)


def _alike(old: str, new: str) -> bool:
    old_words, new_words = old.casefold().split(), new.casefold().split()
    return SequenceMatcher(None, old_words, new_words, autojunk=False).ratio() >= ALIKE


def _moved(found: tuple[Change, ...]) -> tuple[Change, ...]:
    """A sentence that went in one place and came in another has moved."""
    gone = [change.before for change in found if change.how == "removed"]
    moved = {change.now for change in found if change.how == "added" and change.now in gone}
    return tuple(
        Change("moved", change.now, change.now) if change.now in moved else change
        for change in found
        if not (change.how == "removed" and change.before in moved)
    )


def same_words(old: Page, new: Page) -> bool:
    """Whether two pages read the same to the letter, layout and sources included."""
    return as_json(old) == as_json(new)
