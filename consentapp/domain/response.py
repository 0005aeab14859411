"""Answers, and what they enable (FHIR enableWhen)."""

from collections.abc import Mapping, Sequence

from consentapp.domain.form import EnableWhen, Form, Item, Page

Answers = Mapping[str, tuple[str, ...]]
"""`form/link-id` to the codes chosen, or to one text."""


def answer_key(form: str, link_id: str) -> str:
    return f"{form}/{link_id}"


def stored_value(values: Sequence[str]) -> str:
    """How an answer stands in its row. Codes hold no space."""
    return " ".join(values)


def holds(condition: EnableWhen, form: str, answers: Answers) -> bool:
    """Whether one condition is met. An unanswered question meets nothing but `exists = false`."""
    key = condition.question if "/" in condition.question else answer_key(form, condition.question)
    given = answers.get(key, ())
    match condition.operator:
        case "exists":
            return bool(given) == condition.answer
        case "=":
            return str(condition.answer) in given
        case "!=":
            return bool(given) and str(condition.answer) not in given
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


def item_enabled(form: Form, item: Item, answers: Answers) -> bool:
    return enabled(item.enable_when, item.enable_behavior, form.id, answers)


def enabled_items(form: Form, page: Page, answers: Answers) -> tuple[Item, ...]:
    """The items of a page that these answers call for, in reading order."""
    return tuple(item for item in page.items if item_enabled(form, item, answers))


def _compared(condition: EnableWhen, value: str) -> bool:
    try:
        left, right = int(value), int(condition.answer)
    except ValueError:
        return False
    return {">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}[
        condition.operator
    ]
