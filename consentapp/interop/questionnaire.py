"""A FHIR Questionnaire as it was read: what of it can be carried over, in its own names."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Behavior = Literal["any", "all"]
Operator = Literal["=", "!=", ">", "<", ">=", "<=", "exists"]

NUMERIC = ("integer", "decimal")


@dataclass(frozen=True)
class Coded:
    """A code of some system."""

    system: str
    code: str


Value = Coded | str | int
"""What an answer is recorded as."""


@dataclass(frozen=True)
class Offered:
    """One answer that may be chosen."""

    value: Value
    label: str
    weight: int | None = None
    exclusive: bool = False


@dataclass(frozen=True)
class Condition:
    question: str
    operator: Operator
    answer: Coded | str | int | Decimal | bool


@dataclass(frozen=True)
class Conditions:
    """enableWhen with its enableBehavior."""

    each: tuple[Condition, ...] = ()
    behavior: Behavior = "any"

    def within(self, outer: "Conditions") -> "Conditions | None":
        """Both at once; None where one list of conditions cannot say that."""
        if not self.each or not outer.each or self == outer:
            return self if self.each else outer
        if any(len(part.each) > 1 and part.behavior == "any" for part in (self, outer)):
            return None
        return Conditions(outer.each + self.each, "all")


ALWAYS = Conditions()


@dataclass(frozen=True)
class Node:
    """An item of the Questionnaire with those inside it."""

    link_id: str
    type: str
    text: str
    loinc: str = ""
    required: bool = False
    repeats: bool = False
    hidden: bool = False
    total: bool = False
    """It is calculated, or nobody may answer it, or its code or unit says that it is a score."""
    unit: str = ""
    minimum: str = ""
    maximum: str = ""
    conditions: Conditions = ALWAYS
    offered: tuple[Offered, ...] = ()
    inside: tuple["Node", ...] = ()

    @property
    def is_question(self) -> bool:
        return self.type not in ("group", "display")


@dataclass(frozen=True)
class Questionnaire:
    name: str
    """Its id, or its name, or the end of its address."""
    url: str
    version: str
    title: str
    language: str
    copyright: str
    items: tuple[Node, ...]

    def nodes(self) -> Iterator[Node]:
        """Every item, in reading order."""
        return _each(self.items)


def _each(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _each(node.inside)
