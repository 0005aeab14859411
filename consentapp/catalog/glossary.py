"""Words that a form explains where they stand: `[[placebo]]`, or `[[a dummy drug|placebo]]` for other words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markdown_it.rules_inline import StateInline

from consentapp.catalog.errors import FormError
from consentapp.catalog.structure import GlossaryTable, read_text, read_toml
from consentapp.domain.canonical import normalised
from consentapp.domain.text import explained

MARKED = re.compile(r"\[\[(?P<shown>[^\[\]|]+)(?:\|(?P<word>[^\[\]|]+))?\]\]")


@dataclass(frozen=True)
class Glossary:
    """What the words of one language mean. A form without such a file explains none."""

    path: Path
    meanings: Mapping[str, str]
    """By the word without its capitals."""
    lines: Mapping[str, int]
    """Where each is explained."""

    def meaning(self, path: Path, line: int, word: str) -> str:
        """FormError, at the place of the mark, for a word that nobody explains."""
        if word.casefold() not in self.meanings:
            mend = f"explain it under [word] in {self.path.name}, or take the brackets away"
            raise FormError(path, line, f"`{word}` is marked and not explained: {mend}")
        return self.meanings[word.casefold()]

    def check_used(self, text: object) -> None:
        """FormError for a word that no text marks, once some word is: a translation's marks may come after it."""
        used = {run.meaning for run in explained(text)}
        idle = [word for word, meaning in self.meanings.items() if meaning not in used]
        if used and idle:
            mend = f"mark it as [[{idle[0]}]], or take it away"
            message = f"`{idle[0]}` is explained and marked nowhere: {mend}"
            raise FormError(self.path, self.lines[idle[0]], message)


def read_glossary(folder: Path, language: str) -> Glossary:
    """The words of a form in one language. FormError names file, line and mend."""
    path = folder / f"glossary.{language}.toml"
    meanings: dict[str, str] = {}
    lines: dict[str, int] = {}
    for word, meaning in read_toml(path, GlossaryTable).word.items() if path.exists() else ():
        line = _line(read_text(path), word)
        if word.casefold() in meanings:
            raise FormError(path, line, f"`{word}` stands twice; take one away")
        meanings[word.casefold()], lines[word.casefold()] = normalised(meaning), line
    return Glossary(path, meanings, lines)


def _line(source: str, word: str) -> int:
    """Where a word is explained; 0 when it is written in a way that TOML allows and nobody uses."""
    found = re.search(rf'^"?{re.escape(word)}"?\s*=', source, re.MULTILINE)
    return source.count("\n", 0, found.start()) + 1 if found else 0


def marked_word(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for a marked word; it stands before the one for links, so that brackets are never one."""
    found = MARKED.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("marked_word", "", 0)
        token.content = " ".join(found["shown"].split())
        token.meta = {
            "word": " ".join((found["word"] or found["shown"]).split()),
            "line": state.src.count("\n", 0, state.pos),
        }
    state.pos = found.end()
    return True
