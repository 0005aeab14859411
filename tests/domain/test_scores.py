"""How a score counts: bands, cutoffs, symptom groups, blanks; and what conditions make of a total."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentapp.domain.form import Band, Cluster, Cutoff, EnableWhen, Form, Option, Rule, Score
from consentapp.domain.response import holds
from consentapp.domain.screening import ScoreResult, flags, scores, with_totals
from tests.builders import MOOD, Tale, a_form, a_page, a_rule, an_item, when

POINTS = tuple(Option(str(n), str(n), score=n) for n in range(5))
ITEMS = ("a", "b", "c", "d")

Given = Mapping[str, int]


def a_scale(**more: object) -> Form:
    """Four items of 0 to 4 points, of which the last is asked when the first is above 0."""
    items = [an_item(link_id, "choice", link_id, options=POINTS) for link_id in ITEMS]
    items[3] = replace(items[3], enable_when=(EnableWhen("a", "!=", "0"),))
    known = {"bands": (Band("low", "Low", 0, 7), Band("high", "High", 8, 16)), "source": "A study"}
    score = Score("total", "Total", ITEMS, **{**known, **more})  # type: ignore[arg-type]
    return a_form("scale", a_page("page", *items), kind="screening", scores=(score,))


def counted(form: Form, **points: int) -> ScoreResult:
    (found,) = scores(form, {f"scale/{link_id}": (str(value),) for link_id, value in points.items()})
    return found


def test_a_total_is_the_sum_of_the_points_and_has_the_band_it_falls_in() -> None:
    found = counted(a_scale(), a=4, b=0, c=3, d=1)

    assert (found.total, found.highest, found.band and found.band.code) == (8, 16, "high")


def test_what_earlier_answers_leave_out_is_zero_and_a_blank_is_not() -> None:
    left_out = counted(a_scale(), a=0, b=1, c=1)
    blank = counted(a_scale(), a=1, b=1, c=1)

    assert (left_out.total, left_out.missing) == (2, ())
    assert (blank.total, blank.missing, blank.band) == (None, ("d",), None)


def test_what_depends_on_a_blank_is_missing_too() -> None:
    """Before anybody has answered, nothing has been left out."""
    assert counted(a_scale(), b=1, c=1).missing == ("a", "d")
    assert counted(a_scale()).total is None


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({"a": 4, "b": 4, "c": 4}, 16),
        ({"a": 1, "b": 1, "c": 0}, 3),  # 2 points of three items are 2.67 of four
        ({"a": 2, "b": 0}, None),
    ],
)
def test_blanks_are_filled_in_with_the_mean_only_as_far_as_the_authors_say(
    points: Given, expected: int | None
) -> None:
    assert counted(a_scale(most_missing=1), **points).total == expected


@given(st.lists(st.integers(0, 4), min_size=2, max_size=3))
def test_a_filled_in_total_never_leaves_the_scale(points: list[int]) -> None:
    found = counted(a_scale(most_missing=2), **dict(zip("abc", points, strict=False)))

    assert found.total is None or 0 <= found.total <= 16


CUTOFFS = (Cutoff(8, when("person/sex", "male")), Cutoff(6))


@pytest.mark.parametrize(
    ("sex", "total", "positive"),
    [("male", 7, False), ("male", 8, True), ("female", 5, False), ("female", 6, True), ("", 6, True)],
)
def test_the_first_cutoff_that_fits_a_patient_is_theirs(sex: str, total: int, positive: bool) -> None:
    answers = {"scale/a": (str(min(total, 4)),), "scale/b": (str(max(total - 4, 0)),)}
    answers |= {"scale/c": ("0",), "scale/d": ("0",), "person/sex": (sex,)}

    (found,) = scores(a_scale(cutoffs=CUTOFFS), answers)

    assert (found.total, found.positive) == (total, positive)


def test_a_score_without_a_cutoff_is_neither_positive_nor_negative() -> None:
    assert counted(a_scale(), a=4, b=4, c=4, d=4).positive is None


CLUSTERS = (Cluster("x", "First two", ("a", "b"), 2, 1), Cluster("y", "Last two", ("c", "d"), 2, 2))


@pytest.mark.parametrize(
    ("points", "pattern"),
    [
        ({"a": 2, "b": 0, "c": 2, "d": 2}, True),
        ({"a": 1, "b": 1, "c": 2, "d": 2}, False),
        ({"a": 2, "b": 0, "c": 2, "d": 1}, False),
        ({"a": 2, "c": 2, "d": 2}, True),
        ({"a": 1, "c": 2, "d": 2}, None),
    ],
)
def test_a_pattern_needs_its_number_in_every_group_and_stays_open_only_where_a_blank_decides(
    points: Given, pattern: bool | None
) -> None:
    assert counted(a_scale(clusters=CLUSTERS), **points).pattern is pattern


def test_conditions_can_ask_for_a_total() -> None:
    rule = Rule("R", "info", "High.", "High.", "A study", (EnableWhen("total", ">=", 8),))
    form = replace(a_scale(), rules=(rule,))
    answers = {f"scale/{link_id}": ("2",) for link_id in ITEMS}

    assert with_totals((form,), answers)["scale/total"] == ("8",)
    assert [flag.rule.id for flag in flags(form, with_totals((form,), answers))] == ["R"]
    assert flags(form, with_totals((form,), answers | {"scale/a": ("1",)})) == ()


def test_a_total_that_is_not_known_meets_no_condition_that_a_blank_decides() -> None:
    answers = with_totals((a_scale(),), {"scale/a": ("4",), "scale/b": ("3",)})

    assert "scale/total" not in answers
    for operator, value in ((">=", 8), ("=", 7), ("!=", 3), ("<", 16), ("<=", 16), ("exists", True)):
        assert not holds(EnableWhen("total", operator, value), "scale", answers), operator  # type: ignore[arg-type]


@pytest.mark.parametrize(("operator", "value"), [(">=", 7), (">", 6)])
def test_a_blank_hides_no_condition_that_the_other_answers_meet(operator: Any, value: int) -> None:
    answers = with_totals((a_scale(),), {"scale/a": ("4",), "scale/b": ("3",)})

    assert holds(EnableWhen("total", operator, value), "scale", answers)


def test_a_screen_is_surely_positive_once_the_answers_reach_the_cutoff_whatever_is_blank() -> None:
    scale = a_scale(cutoffs=(Cutoff(8),))

    assert [counted(scale, a=4, b=b).positive for b in (3, 4)] == [None, True]
    assert counted(scale, a=4, b=3).total is None


def test_a_missing_answer_adds_the_least_that_it_can() -> None:
    """An item of 1 to 4 points adds 1 at least; one that another answer may leave out adds nothing."""
    (page,) = a_scale().pages
    from_one = tuple(option for option in POINTS if option.score)
    items = tuple(replace(item, options=from_one) for item in page.items)
    scale = replace(a_scale(), pages=(replace(page, content=items),))

    assert counted(scale, a=2).least == 4


# Over time --------------------------------------------------------------------------------------------------------------

TOTAL_RULE = Rule("T", "stop", "Severe.", "Severe.", "Dossier", (EnableWhen("mood-total", ">=", 5),))


def with_rule(*rules: Rule) -> Tale:
    return Tale(replace(MOOD, rules=(*MOOD.rules, *rules))).identified()


def test_a_flag_on_a_total_is_raised_by_the_save_that_made_the_total() -> None:
    tale = with_rule(TOTAL_RULE)
    tale.saves("mood/mood", low="daily", tired="some")
    before = [raised.flag.rule.id for raised in tale.walk().flags]
    last = tale.saves("mood/safety", death="some")

    assert before == []
    assert ("T", last) in [(raised.flag.rule.id, raised.raised_by) for raised in tale.walk().flags]


def test_a_flag_on_a_total_is_raised_as_soon_as_no_blank_can_undo_it() -> None:
    tale = with_rule(TOTAL_RULE)
    first = tale.saves("mood/mood", low="daily", tired="daily")

    assert [(raised.flag.rule.id, raised.raised_by) for raised in tale.walk().flags] == [("T", first)]


def test_a_flag_on_a_total_goes_when_the_answers_no_longer_make_it() -> None:
    tale = with_rule(TOTAL_RULE)
    tale.saves("mood/safety", death="never")
    tale.saves("mood/mood", low="daily", tired="daily")
    tale.saves("mood/mood", low="never", tired="never")

    assert tale.walk().flags == ()


def test_what_is_known_without_asking_raises_its_flag_from_the_first_fact_on() -> None:
    rule = Rule("C40", "caution", "65 or older.", "Older.", "R54b", (EnableWhen("patient/age", ">=", 65),))
    tale = with_rule(rule)

    assert [(raised.flag.rule.id, raised.raised_by) for raised in tale.walk(age=65).flags] == [
        ("C40", "fact1")
    ]
    assert tale.walk(age=64).flags == ()


def test_a_page_can_wait_for_a_total() -> None:
    page = a_page(
        "more",
        an_item("more", "choice", "More?", "yes", "no"),
        enable_when=(EnableWhen("mood/mood-total", ">=", 5),),
    )
    follow_up = a_form("therapy", page, kind="screening")
    tale = Tale(follow_up).identified()
    tale.saves("mood/mood", low="daily", tired="some")
    tale.saves("mood/safety", death="never")
    mild = [stop.key for stop in tale.walk().stops]
    tale.saves("mood/mood", low="daily", tired="often")

    assert "therapy/more" not in mild
    assert "therapy/more" in [stop.key for stop in tale.walk().stops]


def test_a_rule_needs_an_answer_before_it_finds_one_missing() -> None:
    """`exists = false` speaks of a page that was saved, not of one that nobody has seen."""
    rule = a_rule("B", "caution", "tired")
    blank = replace(rule, when=(EnableWhen("tired", "exists", False),))
    tale = with_rule(blank)
    before = tale.walk().flags
    tale.saves("mood/mood", low="never", tired=())

    assert before == ()
    assert [raised.flag.rule.id for raised in tale.walk().flags] == ["B"]
