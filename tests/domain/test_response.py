"""Answers, and what they enable: FHIR's operators."""

from typing import Any

import pytest

from consentapp.domain.form import EnableWhen
from consentapp.domain.response import enabled, enabled_items, holds, stored_value
from tests.builders import HEALTH

NUMBER, CODE, SEVERAL, NOBODY = "units", "sleep", "reasons", "never-asked"
ANSWERS = {
    "form/units": ("7",),
    "form/sleep": ("well",),
    "form/reasons": ("a", "b"),
    "form/blank": (),
    "other/sleep": ("badly",),
}


def condition(question: str, operator: str, answer: str | int | bool) -> EnableWhen:
    return EnableWhen(question, operator, answer)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "operator", "answer", "met"),
    [
        (CODE, "=", "well", True),
        (CODE, "=", "badly", False),
        (CODE, "!=", "badly", True),
        (CODE, "!=", "well", False),
        (SEVERAL, "=", "a", True),
        (SEVERAL, "=", "b", True),
        (SEVERAL, "=", "c", False),
        (SEVERAL, "!=", "a", False),
        (SEVERAL, "!=", "c", True),
        (NUMBER, ">", 6, True),
        (NUMBER, ">", 7, False),
        (NUMBER, ">=", 7, True),
        (NUMBER, ">=", 8, False),
        (NUMBER, "<", 8, True),
        (NUMBER, "<", 7, False),
        (NUMBER, "<=", 7, True),
        (NUMBER, "<=", 6, False),
        (NUMBER, "=", 7, True),
        (NUMBER, ">", "6", True),
        (CODE, ">", 1, False),
        (CODE, "exists", True, True),
        (CODE, "exists", False, False),
        ("blank", "exists", False, True),
        ("blank", "exists", True, False),
        ("other/sleep", "=", "badly", True),
    ],
)
def test_a_condition_holds_as_in_fhir(question: str, operator: str, answer: Any, met: bool) -> None:
    assert holds(condition(question, operator, answer), "form", ANSWERS) is met


@pytest.mark.parametrize("operator", ["=", "!=", ">", "<", ">=", "<="])
def test_an_unanswered_question_meets_nothing(operator: str) -> None:
    assert not holds(condition(NOBODY, operator, 1), "form", ANSWERS)


def test_an_unanswered_question_meets_only_that_there_is_no_answer() -> None:
    assert holds(condition(NOBODY, "exists", False), "form", ANSWERS)
    assert not holds(condition(NOBODY, "exists", True), "form", ANSWERS)


@pytest.mark.parametrize(("behavior", "expected"), [("any", True), ("all", False)])
def test_one_of_two_conditions_is_enough_for_any_and_not_for_all(behavior: str, expected: bool) -> None:
    conditions = (condition(CODE, "=", "well"), condition(CODE, "=", "badly"))

    assert enabled(conditions, behavior, "form", ANSWERS) is expected


@pytest.mark.parametrize("behavior", ["any", "all"])
def test_without_conditions_it_is_always_asked(behavior: str) -> None:
    assert enabled((), behavior, "form", {})


def test_a_follow_up_is_asked_only_after_the_answer_that_calls_for_it() -> None:
    heart = HEALTH.pages[1]

    asked = {
        answer: [item.link_id for item in enabled_items(HEALTH, heart, {"health/pressure": (answer,)})]
        for answer in ("yes", "no")
    }

    assert asked == {"yes": ["pressure", "treated", "note"], "no": ["pressure", "note"]}


def test_several_codes_are_stored_in_one_value() -> None:
    assert stored_value(("a", "b")) == "a b"
