"""Our own sentences. They are written in English; whoever shows them hands in how to say them in the reader's language."""

from collections.abc import Mapping
from typing import Protocol, Self


class Say(Protocol):
    """An English sentence of ours in another language; one that is not known there comes back as it is.

    With `many`, its plural, it is said as `number` asks for. A `Sentence` is said with its values.
    """

    def __call__(self, text: str, many: str = "", number: int = 1, /) -> str: ...


def as_written(text: str, many: str = "", number: int = 1, /) -> str:
    """In English."""
    return many if many and number != 1 else text


def N_(text: str) -> str:  # noqa: N802  gettext's own name for it
    """Marks a sentence for the catalogues that is said elsewhere."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802  as N_
    """Marks a sentence with its plural."""
    return one, many


class Sentence(str):
    """One of our sentences with its values: English as it stands, and in any language once a `Say` says it.

    Values that are sentences are said too; several stand apart by commas. `num` chooses the plural.
    """

    __slots__ = ("many", "text", "values")

    text: str
    many: str
    values: Mapping[str, object]

    def __new__(cls, text: str, many: str = "", /, **values: object) -> Self:
        found = super().__new__(cls, _filled(text, many, values, as_written))
        found.text, found.many, found.values = text, many, values
        return found

    def said(self, say: Say) -> str:
        return _filled(self.text, self.many, self.values, say)


def counted(one: str, many: str, num: int, **values: object) -> Sentence:
    """A sentence that a number decides the plural of."""
    return Sentence(one, many, num=num, **values)


def _filled(text: str, many: str, values: Mapping[str, object], say: Say) -> str:
    number = values.get("num", 1)
    said = say(text, many, number if isinstance(number, int) else 1)
    return said % {name: _value(value, say) for name, value in values.items()} if values else said


def _value(value: object, say: Say) -> object:
    if isinstance(value, list | tuple):
        return ", ".join(str(_value(part, say)) for part in value)
    return value.said(say) if isinstance(value, Sentence) else value
