"""Flags, scores and bands. The shipped rules are held against the clinical dossier, section 6."""

import itertools
from dataclasses import replace

import pytest

from consentapp.catalog import FormLibrary, read_library
from consentapp.domain.form import UNKNOWN, Form, Rule
from consentapp.domain.response import Answers, answer_key, item_enabled
from consentapp.domain.screening import ScoreResult, flags, scores
from consentapp.resources import resource_dir
from tests.builders import HEALTH, MOOD, RECORDS, YES_NO, a_form, a_page, a_rule, an_item, when

SCREENINGS = [form for form in read_library(resource_dir("forms")).forms.values() if form.rules]

CONDITIONS = [
    pytest.param(
        form, rule, condition.question, str(condition.answer), id=f"{form.id}-{rule.id}-{condition.answer}"
    )
    for form in SCREENINGS
    for rule in form.rules
    for condition in rule.when
]

NOT_KNOWN = [
    pytest.param(form, rule, question, id=f"{form.id}-{rule.id}-{question}")
    for form in SCREENINGS
    for rule in form.rules
    for question in dict.fromkeys(condition.question for condition in rule.when)
    if any(option.code == UNKNOWN for option in form.item(question).options)  # type: ignore[union-attr]
]

# Clinical dossier 6.1, 6.2 and 9.3; a suffix marks a level that depends on a follow-up question.
LEVELS = {
    "health-history": {
        "stop": (
            "C02 C03 C04 C05 C06 C08 C10 C12 C13-no-stabiliser C14 C15 C16 C17 C19 C21-urgent C22 C24 C26-no-plan C27 "
            "C28-recent C29-severe C30 C33-severe C35 C37 M01-unsettled M04-oxybate M05 M06-illicit M07 M19 M20"
        ),
        "caution": (
            "C07 C09 C11 C13 C13-history C18 C20 C21 C23 C26 C28 C29 C31 C32 C33 C38 M01 M02 M04 M06 M08 M09 M12 M13 M14 M15"
        ),
        "info": "C13-family C39 M03 M10 M11 M16 M18 M21",
    },
    "phq-9": {"urgent": "P9-low P9-moderate"},
    "right-now": {"stop": "C25 C37"},
}  # fmt: skip

OFTEN = ("not-at-all", "several-days", "more-than-half-the-days", "nearly-every-day")
BANDS = {
    0: "minimal", 4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 14: "moderate", 15: "moderately-severe",
    19: "moderately-severe", 20: "severe", 27: "severe",
}  # fmt: skip


def raised(form: Form, answers: Answers) -> dict[str, bool]:
    """Rules by id, and whether "I don't know" alone raised them."""
    return {flag.rule.id: flag.unknown for flag in flags(form, answers)}


def calm(form: Form) -> Answers:
    """To every question that is asked, an answer that no rule names."""
    named = {(c.question, c.answer) for rule in form.rules for c in rule.when}
    answers: dict[str, tuple[str, ...]] = {}
    for item in (item for page in form.pages for item in page.items):
        if item.options and item_enabled(form, item, answers):
            code = next(
                o.code for o in item.options if o.code != UNKNOWN and (item.link_id, o.code) not in named
            )
            answers[answer_key(form.id, item.link_id)] = (code,)
    return answers


def phq9(total: int, **left_out: str) -> Answers:
    """Nine answers that add up to a total."""
    points = [min(3, max(0, total - 3 * n)) for n in range(9)]
    return {f"phq-9/item-{n}": (OFTEN[p],) for n, p in enumerate(points, 1) if f"item_{n}" not in left_out}


# Rules of the shipped forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "rule", "question", "answer"), CONDITIONS)
def test_each_answer_that_a_rule_names_raises_it(form: Form, rule: Rule, question: str, answer: str) -> None:
    found = raised(form, {answer_key(form.id, question): (answer,)})

    assert found.get(rule.id) is False


@pytest.mark.parametrize("form", SCREENINGS, ids=lambda form: form.id)
def test_calm_answers_raise_nothing(form: Form) -> None:
    assert calm(form)
    assert raised(form, calm(form)) == {}


@pytest.mark.parametrize(("form", "rule", "question"), NOT_KNOWN)
def test_not_knowing_raises_whatever_asked(form: Form, rule: Rule, question: str) -> None:
    """DESIGN 6: "I don't know" counts as an answer and raises that rule's flag."""
    found = raised(form, {answer_key(form.id, question): (UNKNOWN,)})

    assert found.get(rule.id) is True


@pytest.mark.parametrize("form", SCREENINGS, ids=lambda form: form.id)
def test_no_answer_raises_nothing(form: Form) -> None:
    assert raised(form, {}) == {}


@pytest.mark.parametrize("form", SCREENINGS, ids=lambda form: form.id)
def test_each_question_with_yes_or_no_can_be_answered_with_not_knowing(form: Form) -> None:
    without = [
        item.link_id
        for _, item in form.items()
        if {option.code for option in item.options} >= {"yes", "no"} and not item.option(UNKNOWN)
    ]

    assert without == []


@pytest.mark.parametrize("form", SCREENINGS, ids=lambda form: form.id)
def test_levels_are_those_of_the_dossier(form: Form) -> None:
    expected = {id: level for level, ids in LEVELS[form.id].items() for id in ids.split()}

    assert {rule.id: rule.level for rule in form.rules} == expected


def test_what_the_dossier_says_must_be_answered_cannot_be_left_blank(shipped: FormLibrary) -> None:
    """Dossier 6.2: missing answers to C02-C06, C10, C12, C15, C25, C34 block submission."""
    asked = [
        (form, condition.question)
        for form in SCREENINGS
        for rule in form.rules
        if rule.id in ("C02", "C03", "C04", "C05", "C06", "C10", "C12", "C15", "C25", "P9-low", "P9-moderate")
        for condition in rule.when
    ]

    assert [q for form, q in asked if not form.item(q).required] == []  # type: ignore[union-attr]


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


# PHQ-9 ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def phq_9(shipped: FormLibrary) -> Form:
    return shipped.form("phq-9", "1", "en")


@pytest.mark.parametrize(("total", "band"), BANDS.items())
def test_phq_9_has_the_published_band_at_each_edge(phq_9: Form, total: int, band: str) -> None:
    found = score(phq_9, phq9(total))

    assert found
    assert (found.total, found.highest, found.band.code if found.band else "") == (total, 27, band)


def test_every_total_of_phq_9_has_exactly_one_band(phq_9: Form) -> None:
    (total,) = phq_9.scores

    spans = [range(band.lowest, band.highest + 1) for band in total.bands]

    assert list(itertools.chain(*spans)) == list(range(28))


@pytest.mark.parametrize("item", range(1, 10))
def test_one_missing_answer_leaves_phq_9_without_a_band(phq_9: Form, item: int) -> None:
    """A blank is never zero."""
    found = score(phq_9, phq9(27, **{f"item_{item}": ""}))

    assert found
    assert found.band is None
    assert found.missing == (f"item-{item}",)


def test_the_question_on_daily_life_does_not_count(phq_9: Form) -> None:
    answers = {**phq9(9), "phq-9/function": ("extremely-difficult",)}

    found = score(phq_9, answers)

    assert found
    assert found.total == 9


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("several-days", "P9-low"),
        ("more-than-half-the-days", "P9-moderate"),
        ("nearly-every-day", "P9-moderate"),
    ],
)
def test_any_thought_of_death_is_urgent_and_shows_the_crisis_screen(
    phq_9: Form, answer: str, rule: str
) -> None:
    (flag,) = flags(phq_9, {"phq-9/item-9": (answer,)})

    assert (flag.rule.id, flag.rule.level, flag.rule.crisis) == (rule, "urgent", True)


def test_phq_9_is_asked_only_where_someone_is_on_call(phq_9: Form) -> None:
    assert phq_9.needs_on_call


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
