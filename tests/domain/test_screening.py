"""Flags and scores, on small forms. The shipped ones: test_dossier and test_instruments."""

from dataclasses import replace

import pytest

from consentapp.domain.form import Form
from consentapp.domain.response import Answers
from consentapp.domain.screening import ScoreResult, flags, scores
from tests.builders import HEALTH, MOOD, RECORDS, YES_NO, a_form, a_page, a_rule, an_item, when


def raised(form: Form, answers: Answers) -> dict[str, bool]:
    """Rules by id, and whether "I don't know" alone raised them."""
    return {flag.rule.id: flag.unknown for flag in flags(form, answers)}


# How rules are raised ---------------------------------------------------------------------------------------------------


def two_conditions(behavior: str) -> Form:
    both = (*when("first", "yes"), *when("second", "yes"))
    rule = replace(a_rule("R", "stop", "first"), when=both, behavior=behavior)  # type: ignore[arg-type]
    items = (an_item(link_id, "choice", "Is it so?", *YES_NO) for link_id in ("first", "second"))
    return a_form("form", a_page("page", *items), kind="screening", rules=(rule,))


@pytest.mark.parametrize(
    ("behavior", "first", "second", "expected"),
    [
        ("any", "yes", "no", {"R": False}),
        ("any", "unknown", "no", {"R": True}),
        ("any", "yes", "unknown", {"R": False}),
        ("any", "no", "no", {}),
        ("all", "yes", "no", {}),
        ("all", "yes", "yes", {"R": False}),
        ("all", "yes", "unknown", {"R": True}),
        ("all", "unknown", "unknown", {"R": True}),
        ("all", "no", "unknown", {}),
    ],
)
def test_conditions_are_joined_as_the_rule_says(
    behavior: str, first: str, second: str, expected: dict[str, bool]
) -> None:
    answers = {"form/first": (first,), "form/second": (second,)}

    assert raised(two_conditions(behavior), answers) == expected


def test_the_gravest_flag_comes_first() -> None:
    answers = {"health/reasons": ("anxiety",), "health/pressure": ("yes",), "health/treated": ("no",)}

    assert [flag.rule.level for flag in flags(HEALTH, answers)] == ["stop", "caution", "info"]


def test_one_of_several_chosen_answers_is_enough() -> None:
    assert raised(HEALTH, {"health/reasons": ("depression", "anxiety")}) == {"H3": False}


def test_answers_of_another_form_raise_nothing() -> None:
    assert raised(HEALTH, {"other/pressure": ("yes",)}) == {}


def score(form: Form, answers: Answers) -> ScoreResult | None:
    """The one score of a form."""
    return next(iter(scores(form, answers)), None)


# Scores ---------------------------------------------------------------------------------------------------------------


def test_a_form_without_a_score_has_none() -> None:
    assert score(RECORDS, {}) is None


def test_an_answer_that_is_no_option_counts_as_missing() -> None:
    found = score(MOOD, {"mood/low": ("daily",), "mood/tired": ("sometimes",), "mood/death": ("never",)})

    assert found
    assert (found.total, found.missing, found.band) == (None, ("tired",), None)


def test_an_item_that_is_not_asked_neither_counts_nor_is_missing() -> None:
    page, safety = MOOD.pages
    low, tired = page.items
    follow_up = replace(tired, enable_when=when("low", "daily"))
    form = replace(MOOD, pages=(replace(page, content=(low, follow_up)), safety))

    found = score(form, {"mood/low": ("some",), "mood/death": ("never",)})

    assert found
    assert (found.total, found.highest, found.missing) == (1, 9, ())
