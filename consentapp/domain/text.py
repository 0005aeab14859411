"""Patient text as data: blocks of runs, and the canonical object whose digest a fact carries.

There is no HTML in it. The page, the print and the exports are all made from these blocks, so nothing that an
author writes can run, and what was shown is what is sealed (DESIGN, promise 5).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from consentapp.domain.canonical import Json, canonical_bytes

T = TypeVar("T")

PLACEHOLDER = re.compile(r"\{([a-z]+\.[a-z_]+)\}")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    style: str = ""
    """"", "strong" or "emphasis"."""
    meaning: str = ""
    """What these words mean, where the form explains them."""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Evidence:
    """How well a claim is supported, and by what."""

    grade: str
    """"strong", "moderate", "limited", "very-limited", or "" for a plain fact with a source."""
    references: tuple[str, ...]
    """Keys of the form's reference list, in the order given."""


@dataclass(frozen=True)
class Heading:
    runs: Runs


@dataclass(frozen=True)
class Paragraph:
    runs: Runs
    evidence: Evidence | None = None


@dataclass(frozen=True)
class ListBlock:
    ordered: bool
    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Table:
    caption: str
    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    """The first cell of a row is its header."""


Block = Heading | Paragraph | ListBlock | Table


def plain(runs: Runs) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


def explained(node: object) -> Iterator[Run]:
    """The words of a text that it explains, in reading order."""
    if isinstance(node, Run):
        yield from (node,) if node.meaning else ()
    elif isinstance(node, tuple):
        for part in node:
            yield from explained(part)
    elif is_dataclass(node) and not isinstance(node, type):
        for part in fields(node):
            yield from explained(getattr(node, part.name))


def placeholders(node: object) -> set[str]:
    """The site values that a text names."""
    return set(PLACEHOLDER.findall(repr(node)))


def filled(node: T, values: Mapping[str, str]) -> T:
    """The same text with the site's values in place of `{clinic.phone}` and its like; KeyError names a missing one."""
    if isinstance(node, str):
        return PLACEHOLDER.sub(lambda found: values[found[1]], node)  # type: ignore[return-value]
    if isinstance(node, tuple):
        return tuple(filled(part, values) for part in node)  # type: ignore[return-value]
    if is_dataclass(node) and not isinstance(node, type):
        parts: dict[str, Any] = {f.name: filled(getattr(node, f.name), values) for f in fields(node)}
        return replace(node, **parts)
    return node


def as_json(node: object) -> Json:
    """Blocks and items as a canonical object: a `kind` and what is not empty, in reading order."""
    if isinstance(node, str | bool | int):
        return node
    if isinstance(node, tuple):
        return [as_json(part) for part in node]
    if is_dataclass(node) and not isinstance(node, type):
        shown = {f.name: getattr(node, f.name) for f in fields(node) if f.metadata.get("shown", True)}
        return {"kind": type(node).__name__.lower()} | {
            name: as_json(value) for name, value in shown.items() if value not in ("", (), None)
        }
    raise TypeError(f"not patient text: {node!r}")


def text_digest(shown: Json) -> str:
    """SHA-256, in hex, of the RFC 8785 bytes of the text shown."""
    return hashlib.sha256(canonical_bytes(shown)).hexdigest()
