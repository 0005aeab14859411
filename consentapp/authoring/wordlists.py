"""The word lists of one language, read from `words/`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True)
class WordLists:
    """What is looked for in a language; what each list is for stands beside it in `words/en.toml`."""

    language: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    sales: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    false_negations: tuple[str, ...] = ()
    harmless_phrases: tuple[str, ...] = ()
    exculpatory: tuple[str, ...] = ()
    exculpatory_negations: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    no_claims: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    syllables: Mapping[str, int] = field(default_factory=dict)


@cache
def word_lists(language: str) -> WordLists | None:
    """The lists of a language, or of its mother tongue (`es-MX` reads as `es`); None for one that has none."""
    path = WORDS / f"{language.partition('-')[0]}.toml"
    if not path.is_file():
        return None
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    syllables = found.pop("syllables")
    known = {part.name for part in fields(WordLists)}
    lists = {name: tuple(words) for name, words in found.items() if name in known}
    return WordLists(path.stem, syllables=syllables, **lists)


@cache
def any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words; an ending `*` stands for any ending."""
    if not phrases:
        return re.compile(r"(?!)")
    longest_first = sorted(phrases, key=len, reverse=True)
    parts = (re.escape(p).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for p in longest_first)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)
