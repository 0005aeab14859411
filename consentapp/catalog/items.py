"""An item: its structure and its words, joined and checked against each other."""

from dataclasses import dataclass
from pathlib import Path

from consentapp.catalog.errors import FormError
from consentapp.catalog.prose import check_marks
from consentapp.catalog.source import FormSource
from consentapp.catalog.structure import ItemTable, ItemWords, WhenTable
from consentapp.domain.canonical import normalised
from consentapp.domain.form import EnableWhen, Item, Option
from consentapp.domain.response import MEASURED, may_answer
from consentapp.domain.text import Run

OPTIONAL_TYPES = ("string", "text")
CHOSEN_TYPES = ("choice", "choices", "comprehension")


@dataclass(frozen=True)
class Worded:
    """The words of an item, and where they stand."""

    path: Path
    line: int
    words: ItemWords
    shared: dict[str, dict[str, str]]
    """Words of option sets."""


def build_item(source: FormSource, table: ItemTable, worded: Worded) -> Item:
    """FormError names file, line and mend."""
    words = worded.words
    for text in (words.text, words.hint, words.why, *words.option.values(), *words.option_hint.values()):
        check_marks(worded.path, worded.line, text)
    options = _options(source, table, worded)
    codes = [option.code for option in options]
    if table.type == "comprehension" and (table.correct not in codes or not worded.words.why):
        message = f"`{table.link_id}` needs `correct`, one of its options, and a `why:` line"
        raise FormError(worded.path, worded.line, message)
    if stray := set(table.exclusive) - set(codes):
        raise source.refusal(
            table.link_id, f"`exclusive` names codes that are no options: {', '.join(sorted(stray))}"
        )
    _check_limits(source, table)
    return Item(
        link_id=table.link_id,
        type=table.type,
        label=(Run(normalised(worded.words.text)),),
        hint=normalised(worded.words.hint),
        options=options,
        why=normalised(worded.words.why),
        required=table.type not in OPTIONAL_TYPES if table.required is None else table.required,
        exclusive=tuple(table.exclusive),
        correct=table.correct,
        before_dosing=table.before_dosing,
        role=table.role,
        enable_when=conditions(table.enable_when),
        enable_behavior=table.enable_behavior,
        loinc=table.loinc,
        minimum=table.minimum,
        maximum=table.maximum,
        scale=table.scale,
    )


def _check_limits(source: FormSource, table: ItemTable) -> None:
    """Limits are for what is measured, and are written as an answer would be."""
    measured = Item(table.link_id, table.type, ())
    for limit in (table.minimum, table.maximum):
        if limit and (table.type not in MEASURED or not may_answer(measured, limit)):
            message = f"`{table.link_id}`: `{limit}` is no limit for a {table.type}"
            raise source.refusal(table.link_id, message)


def conditions(tables: list[WhenTable]) -> tuple[EnableWhen, ...]:
    return tuple(EnableWhen(table.question, table.operator, table.answer) for table in tables)


def _options(source: FormSource, table: ItemTable, worded: Worded) -> tuple[Option, ...]:
    if (table.type in CHOSEN_TYPES) != bool(table.options):
        mend = "give its options" if table.type in CHOSEN_TYPES else "it takes no options"
        raise source.refusal(table.link_id, f"`{table.link_id}` is a {table.type}: {mend}")
    codes = source.codes(table)
    labels = (
        worded.shared.get(table.options, {}) if isinstance(table.options, str) else {}
    ) | worded.words.option
    if odd := set(codes) ^ set(labels):
        message = f"`{table.link_id}`: these options lack a code or a wording: {', '.join(sorted(odd))}"
        raise FormError(worded.path, worded.line, message)
    hints = worded.words.option_hint
    return tuple(
        Option(code, normalised(labels[code]), normalised(hints.get(code, "")), score)
        for code, score in zip(codes, source.scores(table), strict=True)
    )
