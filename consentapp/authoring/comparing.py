"""Two versions of a form, as what changed from one to the other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from consentapp.authoring.outline import Section

WORDS = re.compile(r"\s+|[\w{}'’-]+(?:\.\w[\w}]*)*|.", re.DOTALL)
"""A word, a gap, or a sign; `{clinic.phone}` is one word."""
ALIKE = 0.5
"""Lines at least this alike are one line that changed; others are one taken away and one added."""
LABEL, SAME_LABEL = re.compile(r"[A-Z][a-z ]+: "), 0.25
MOST_LINES, MOST_WORDS = 200, 4000
"""Beyond these, lines are not paired and words not compared: the reader would be lost, and the machine slow."""

Part = tuple[str, str, str]
"""What became of a stretch of words (difflib's tag), what stood there, what stands there now."""


@dataclass(frozen=True)
class Change:
    """What became of one section: its lines, with [-taken away-] and {+added+} marked."""

    title: str
    lines: tuple[str, ...]


def changes(old: Sequence[Section], new: Sequence[Section]) -> tuple[Change, ...]:
    """Section by section, in the new order; what was taken away stands where it stood."""
    before = {section.key: section for section in old}
    after = {section.key: section for section in new}
    found = [*_order(old, new)]
    for key in _both_orders([*before], [*after]):
        if key not in before:
            section = after[key]
            found.append(Change(f"{section.title}: new", tuple(map(_added, section.lines))))
        elif key not in after:
            section = before[key]
            found.append(Change(f"{section.title}: taken away", tuple(map(_removed, section.lines))))
        elif before[key].lines != after[key].lines:
            found.append(Change(after[key].title, tuple(_lines(before[key].lines, after[key].lines))))
    return tuple(found)


def _order(old: Sequence[Section], new: Sequence[Section]) -> Iterator[Change]:
    """Sections that both have and that stand in another order."""
    kept = {section.key for section in old} & {section.key for section in new}
    were = [section.title for section in old if section.key in kept and section.key.startswith("page ")]
    keys = [section.key for section in new if section.key in kept and section.key.startswith("page ")]
    if keys != [section.key for section in old if section.key in keys]:
        titles = {section.key: section.title for section in new}
        lines = (
            _removed("Before: " + ", ".join(were)),
            _added("Now: " + ", ".join(titles[key] for key in keys)),
        )
        yield Change("Order of pages", lines)


def _both_orders(old: list[str], new: list[str]) -> list[str]:
    """Every key once: the new order, with what was taken away after its old neighbour."""
    merged = list(new)
    known = set(new)
    for place, key in enumerate(old):
        if key not in known:
            at = merged.index(old[place - 1]) + 1 if place else 0
            merged.insert(at, key)
            known.add(key)
    return merged


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > MOST_LINES)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield from _paired(old[a:b], new[c:d])


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Each new line beside the old one that it most resembles, and the rest as taken away or added."""
    left, added = list(old), list[str]()
    for line in new:
        match = _most_alike(line, left) if len(left) <= MOST_LINES else None
        if match is None:
            added.append(line)
            continue
        yield from (*map(_removed, left[:match]), *map(_added, added), in_words(left[match], line))
        left, added = left[match + 1 :], []
    yield from (*map(_removed, left), *map(_added, added))


def _most_alike(line: str, others: Sequence[str]) -> int | None:
    ratios = [_ratio(other, line) for other in others]
    best = max(ratios, default=0.0)
    return ratios.index(best) if best >= ALIKE else None


def _ratio(old: str, new: str) -> float:
    """How much two lines share of their words, and more when both are an answer, a title, a hint."""
    a, b = old.split(), new.split()
    if len(a) + len(b) > MOST_WORDS:
        return 0.0
    label = LABEL.match(old)
    same_label = SAME_LABEL if label and new.startswith(label[0]) else 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio() + same_label


def in_words(old: str, new: str) -> str:
    """The new line with what was taken away as [-old-] and what was added as {+new+}."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    parts = [(kind, "".join(a[i:j]), "".join(b[k:m])) for kind, i, j, k, m in codes]
    return "".join(_said(*part) for part in _with_gaps(parts))


def _with_gaps(parts: Sequence[Part]) -> Iterator[Part]:
    """Changes with nothing but a gap between them are one change: words are read in a row."""
    waiting: Part | None = None
    for place, (kind, taken, given) in enumerate(parts):
        gap = kind == "equal" and given.isspace() and 0 < place < len(parts) - 1
        if kind == "equal" and not gap:
            yield from [waiting] if waiting else []
            yield kind, taken, given
            waiting = None
        else:
            waiting = (
                ("replace", f"{waiting[1]}{taken}", f"{waiting[2]}{given}")
                if waiting
                else (kind, taken, given)
            )
    yield from [waiting] if waiting else []


def _said(kind: str, taken: str, given: str) -> str:
    return given if kind == "equal" else f"{_marked('[-', taken, '-]')}{_marked('{+', given, '+}')}"


def _marked(opening: str, text: str, closing: str) -> str:
    return f"{opening}{text}{closing}" if text else ""


def _removed(line: str) -> str:
    return f"[-{line}-]"


def _added(line: str) -> str:
    return f"{{+{line}+}}"
