"""Answers, and what they enable (FHIR enableWhen)."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from consentapp.domain.form import EnableWhen, Form, Item, Page

MEASURED: Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "integer": (re.compile(r"-?[0-9]{1,12}"), int),
    "decimal": (re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?"), Decimal),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
}
"""How an answer of a measured type is written, and what it is then."""

Answers = Mapping[str, tuple[str, ...]]
"""`form/link-id` to the codes chosen, or to one text."""

NO_ANSWERS: Answers = {}

Given = Mapping[str, tuple[str, ...]]
"""What was chosen or written on one page, by link id."""


def answer_key(form: str, link_id: str) -> str:
    return f"{form}/{link_id}"


def at_least(key: str) -> str:
    """Under which key it stands what a total with blanks has reached already. No link id holds a space."""
    return f"{key} at least"


def stored_value(values: Sequence[str]) -> str:
    """How an answer stands in its row. Codes hold no space."""
    return " ".join(values)


def question_key(form: str, condition: EnableWhen) -> str:
    """Under which key the answer stands that a condition of a form asks for."""
    return condition.question if "/" in condition.question else answer_key(form, condition.question)


def holds(condition: EnableWhen, form: str, answers: Answers) -> bool:
    """Whether one condition is met. An unanswered question meets nothing but `exists = false`.

    A total with blanks meets what it meets whatever the blanks would add: a blank hides no sure result.
    """
    key = question_key(form, condition)
    given = answers.get(key, ())
    match condition.operator:
        case "exists":
            return bool(given) == condition.answer
        case "=":
            return str(condition.answer) in given
        case "!=":
            return bool(given) and str(condition.answer) not in given
        case ">" | ">=":
            return any(_compared(condition, value) for value in (*given, *answers.get(at_least(key), ())))
        case _:
            return any(_compared(condition, value) for value in given)


def enabled(conditions: Sequence[EnableWhen], behavior: str, form: str, answers: Answers) -> bool:
    """Whether all, or any, of the conditions are met; without conditions, yes."""
    if not conditions:
        return True
    met = (holds(condition, form, answers) for condition in conditions)
    return all(met) if behavior == "all" else any(met)


def page_enabled(form: Form, page: Page, answers: Answers) -> bool:
    return enabled(page.enable_when, page.enable_behavior, form.id, answers)


def enabled_pages(form: Form, answers: Answers) -> tuple[Page, ...]:
    """The pages of a form that these answers call for, in reading order."""
    return tuple(page for page in form.pages if page_enabled(form, page, answers))


def item_enabled(form: Form, item: Item, answers: Answers) -> bool:
    return enabled(item.enable_when, item.enable_behavior, form.id, answers)


def enabled_items(form: Form, page: Page, answers: Answers) -> tuple[Item, ...]:
    """The items of a page that these answers call for, in reading order."""
    return tuple(item for item in page.items if item_enabled(form, item, answers))


def may_answer(item: Item, value: str) -> bool:
    """Whether a value is one that the item takes: an option that it offers, a number or a date within its limits."""
    if item.options:
        return item.option(value) is not None
    if item.type not in MEASURED:
        return True
    written, measured = MEASURED[item.type]
    try:
        given = measured(value)
    except (ValueError, InvalidOperation):
        return False
    low, high = (measured(limit) if limit else given for limit in (item.minimum, item.maximum))
    return bool(written.fullmatch(value) and low <= given <= high)


def answered_points(form: Form, item: Item, answers: Answers) -> int | None:
    """The score of the option that was chosen; None for a blank, or an option that has none."""
    given = answers.get(answer_key(form.id, item.link_id), ())
    option = item.option(given[0]) if given else None
    return option.score if option else None


def _compared(condition: EnableWhen, value: str) -> bool:
    try:
        left, right = Decimal(value), Decimal(str(condition.answer))
        orders = {">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}
    except InvalidOperation:
        return False
    return orders[condition.operator]
