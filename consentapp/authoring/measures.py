"""Reading measures, each as its authors published it.

- Flesch-Kincaid grade: Kincaid, Fishburne, Rogers, Chissom 1975, Naval Technical Training Research Report 8-75.
- SMOG grade: McLaughlin 1969, Journal of Reading 12:639-646; valid from 30 sentences.
- Perspicuity: Szigriszt Pazos 1993 (thesis, Universidad Complutense), on the INFLESZ scale of Barrio-Cantalejo and
  others 2008, Anales del Sistema Sanitario de Navarra 31:135-152.

A sentence ends with . ! or ?, as in McLaughlin; a list item, a question or an answer is one by itself. A number
is one word of one syllable. Names that nobody can shorten are left out (`words/`).
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from consentapp.authoring.syllables import english, spanish
from consentapp.authoring.wordlists import WordLists, any_of
from consentapp.domain.text import PLACEHOLDER

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*", re.UNICODE)
ENDS = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(¿¡]*[A-ZÁÉÍÓÚÑ\d])")
SMOG_SENTENCES = 30
POLYSYLLABLE = 3


@dataclass(frozen=True)
class Counts:
    """What the formulas need to know of a text."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0
    polysyllables: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.polysyllables + other.polysyllables,
        )


def sentences(text: str, lists: WordLists) -> list[str]:
    """The text in sentences. A full stop after an abbreviation ends none."""
    found: list[str] = []
    for part in ENDS.split(text):
        before = found[-1].rstrip(".").lower() if found and found[-1].endswith(".") else ""
        short = any(before == a or before.endswith(f" {a}") for a in map(str.lower, lists.abbreviations))
        if short:
            found[-1] = f"{found[-1]} {part}"
        elif part.strip():
            found.append(part.strip())
    return found


def words(sentence: str) -> list[str]:
    """The words and numbers of a sentence; a compound with a hyphen is one word."""
    return WORD.findall(PLACEHOLDER.sub(" ", sentence))


def count(passages: Iterable[str], lists: WordLists) -> Counts:
    """Counts over passages of running text, without names and site values."""
    total = Counts()
    for passage in passages:
        for sentence in sentences(any_of(lists.names).sub(" ", PLACEHOLDER.sub(" ", passage)), lists):
            total += _count_sentence(sentence, lists)
    return total


def _count_sentence(sentence: str, lists: WordLists) -> Counts:
    heard = [syllables(word, lists) for word in words(sentence)]
    if not heard:
        return Counts()
    return Counts(1, len(heard), sum(heard), sum(n >= POLYSYLLABLE for n in heard))


def syllables(word: str, lists: WordLists) -> int:
    """Syllables of one word in the language of the lists."""
    if word[0].isdigit():
        return 1
    if lists.language == "es":
        return sum(map(spanish, word.split("-")))
    return sum(english(part, lists.syllables) for part in word.split("-"))


def flesch_kincaid(counts: Counts) -> float:
    """School grade of the United States; 0 for no text."""
    if not counts.words:
        return 0.0
    return (
        0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59
    )  # fmt: skip


def smog(counts: Counts) -> float | None:
    """School grade, harsher than Flesch-Kincaid; None under 30 sentences, where it means nothing."""
    if counts.sentences < SMOG_SENTENCES:
        return None
    return 3.1291 + 1.0430 * math.sqrt(counts.polysyllables * 30 / counts.sentences)


def perspicuity(counts: Counts) -> float:
    """Szigriszt-Pazos: 0 very hard, 100 very easy; 100 for no text."""
    if not counts.words:
        return 100.0
    return 206.835 - 62.3 * counts.syllables / counts.words - counts.words / counts.sentences


INFLESZ = ((40, "very hard"), (55, "somewhat hard"), (65, "normal"), (80, "fairly easy"))


def inflesz(perspicuity: float) -> str:
    """The band of the INFLESZ scale."""
    return next((band for below, band in INFLESZ if perspicuity < below), "very easy")
