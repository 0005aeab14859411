"""Foreign linkIds and codes in the patterns of our forms, and the way back."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from consentapp.interop.questionnaire import Coded, Offered, Questionnaire, Value

K = TypeVar("K")

LONGEST = 70
"""Ten characters fewer than a form allows: room for the number that tells two names apart."""


@dataclass(frozen=True)
class Names:
    """Which linkId and which answer stand behind each name of a form, so that answers can go back."""

    link_ids: Mapping[str, str] = field(default_factory=dict)
    """Our link id, or score, to the Questionnaire's linkId."""
    answers: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """Our link id to our code to what the Questionnaire records."""
    booleans: frozenset[str] = frozenset()
    """Our link ids of those questions that are true or false over there."""

    def as_json(self) -> str:
        """The mapping file: stable, so that its digest means something."""
        answers = {
            link: {code: _written(v) for code, v in each.items()} for link, each in self.answers.items()
        }
        whole = {"link_ids": self.link_ids, "answers": answers, "booleans": sorted(self.booleans)}
        return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Names":
        whole = json.loads(text)
        answers = {
            link: {code: _read(v) for code, v in each.items()} for link, each in whole["answers"].items()
        }
        return cls(whole["link_ids"], answers, frozenset(whole["booleans"]))


def slug(text: str, letter: str = "") -> str:
    """Lower case letters, digits and hyphens; `letter` goes before what would not begin with a letter."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if letter and made and not made[0].isalpha():
        made = f"{letter}-{made}"
    return made[:LONGEST].strip("-")


def named(wanted: Mapping[K, str], letter: str = "") -> dict[K, str]:
    """A name of ours for each: the word itself where it fits and is free, else its slug, numbered where that is taken."""
    given: dict[K, str] = {}
    taken: set[str] = set()
    for key, word in wanted.items():
        if word and slug(word, letter) == word and word not in taken:
            given[key] = word
            taken.add(word)
    last: dict[str, int] = {}
    for key, word in wanted.items():
        if key not in given:
            given[key] = _free(slug(word, letter) or letter or "answer", taken, last)
            taken.add(given[key])
    return given


def link_names(questionnaire: Questionnaire) -> dict[str, str]:
    """The link id of ours for each question."""
    return named({node.link_id: node.link_id for node in questionnaire.nodes() if node.is_question}, "q")


def answer_codes(offered: Iterable[Offered]) -> dict[Value, str]:
    """Our code for each answer of one question. One code of two systems is two codes of ours."""
    return named({one.value: _word(one.value) for one in offered})


def _free(wanted: str, taken: set[str], last: dict[str, int]) -> str:
    number = last.get(wanted, 1)
    name = wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    last[wanted] = number
    return name


def _word(value: Value) -> str:
    match value:
        case Coded():
            return value.code
        case int():
            return f"minus-{-value}" if value < 0 else str(value)
        case str():
            return value


def _written(value: Value) -> Any:
    return {"system": value.system, "code": value.code} if isinstance(value, Coded) else value


def _read(value: Any) -> Value:
    return Coded(value["system"], value["code"]) if isinstance(value, dict) else value
