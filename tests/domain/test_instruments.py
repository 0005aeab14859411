"""The instruments by their known answers: band edges, cutoffs by sex, skips, blanks; and against a second scorer."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentapp.catalog import read_library
from consentapp.domain.flags import Inquiry
from consentapp.domain.form import Form
from consentapp.domain.response import Answers, answer_key, item_enabled, page_enabled
from consentapp.domain.screening import ScoreResult, flags, scores
from consentapp.resources import resource_dir
from tests.domain import scorers

LIBRARY = read_library(resource_dir("forms"))
PACKET = [
    LIBRARY.form(step.form, step.version, "en")
    for step in LIBRARY.packet("ketamine-assisted-therapy").steps
    if not step.review
]
FORMS = {form.id: form for form in PACKET}

PHQ_9, GAD_7, AUDIT_C = FORMS["phq-9"], FORMS["gad-7"], FORMS["audit-c"]
PC_PTSD_5, PCL_5, ASQ, TAPS_1, CRAVING = (
    FORMS[id] for id in ("pc-ptsd-5", "pcl-5", "asq", "taps-1", "craving")
)

OFTEN = ("not-at-all", "several-days", "more-than-half-the-days", "nearly-every-day")
MUCH = ("not-at-all", "a-little-bit", "moderately", "quite-a-bit", "extremely")
HOW_OFTEN = ("never", "monthly-or-less", "two-to-four-a-month", "two-to-three-a-week", "four-or-more-a-week")
HOW_MANY = ("1-or-2", "3-or-4", "5-or-6", "7-to-9", "10-or-more")
SIX = ("never", "less-than-monthly", "monthly", "weekly", "daily")
SEXES = ("female", "male", "unknown")

Points = Sequence[int | None]


def answered(form: str, prefix: str, codes: Sequence[str], points: Points) -> Answers:
    """Answers of so many points, question by question; None for a blank."""
    return {f"{form}/{prefix}-{n}": (codes[p],) for n, p in enumerate(points, 1) if p is not None}


def adding_up_to(total: int, items: int, most: int) -> list[int]:
    return [min(most, max(0, total - most * n)) for n in range(items)]


def phq_9(points: Points) -> Answers:
    return answered("phq-9", "item", OFTEN, points)


def gad_7(points: Points) -> Answers:
    return answered("gad-7", "gad", OFTEN, points)


def pcl_5(points: Points) -> Answers:
    return answered("pcl-5", "pcl", MUCH, points)


def ptsd(yes: int, sex: str = "female") -> Answers:
    """So many of five answers are yes."""
    counted = answered("pc-ptsd-5", "ptsd", ("no", "yes"), [1] * yes + [0] * (5 - yes))
    return {"health-history/sex": (sex,), "pc-ptsd-5/ptsd-event": ("yes",), **counted}


def audit_c(often: int, many: int | None = None, six: int | None = None, sex: str = "female") -> Answers:
    answers = {"health-history/sex": (sex,), "audit-c/audit-1": (HOW_OFTEN[often],)}
    if many is not None:
        answers["audit-c/audit-2"] = (HOW_MANY[many],)
    return answers if six is None else {**answers, "audit-c/audit-3": (SIX[six],)}


def score(form: Form, answers: Answers) -> ScoreResult:
    """The one score of a form."""
    (found,) = scores(form, answers)
    return found


def told(found: ScoreResult) -> tuple[int | None, str, bool | None]:
    return found.total, found.band.code if found.band else "", found.positive


def whole(answers: Answers) -> Answers:
    return Inquiry(PACKET, {}).whole(answers)


def raised(form: Form, answers: Answers) -> set[str]:
    return {flag.rule.id for flag in flags(form, whole(answers))}


def asked(form: Form, answers: Answers) -> list[str]:
    """The questions of a form that a patient with these answers is asked."""
    found = whole(answers)
    pages = [page for page in form.pages if page_enabled(form, page, found)]
    return [item.link_id for page in pages for item in page.items if item_enabled(form, item, found)]


# PHQ-9 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "band", "positive"),
    [
        (0, "minimal", False), (4, "minimal", False), (5, "mild", False), (9, "mild", False), (10, "moderate", True),
        (14, "moderate", True), (15, "moderately-severe", True), (19, "moderately-severe", True), (20, "severe", True),
        (27, "severe", True),
    ],
)  # fmt: skip
def test_phq_9_has_the_published_band_at_each_edge(total: int, band: str, positive: bool) -> None:
    answers = phq_9(adding_up_to(total, 9, 3))

    assert told(score(PHQ_9, answers)) == (total, band, positive)
    assert ("P9-positive" in raised(PHQ_9, answers)) is positive


@pytest.mark.parametrize(
    ("points", "total"),
    [
        ([None, 1, 1, 1, 1, 1, 1, 1, 1], 9),
        ([None, None, 2, 2, 2, 2, 2, 2, 2], 18),
        ([None, 1, 1, 1, 1, 0, 0, 0, 0], 5),  # 4.5: half a point counts up
        ([None, None, 1, 1, 1, 1, 0, 0, 0], 5),  # 5.14
        ([None, None, 1, 1, 0, 0, 0, 0, 0], 3),  # 2.57
        ([None, None, 3, 3, 3, 3, 3, 3, 3], 27),
        ([None, None, None, 3, 3, 3, 3, 3, 3], None),
        ([None] * 9, None),
    ],
)
def test_phq_9_fills_in_two_blanks_with_the_mean_and_no_more(points: Points, total: int | None) -> None:
    found = score(PHQ_9, phq_9(points))

    assert found.total == total
    assert found.missing == tuple(f"item-{n}" for n, point in enumerate(points, 1) if point is None)
    assert (found.band is None) == (total is None)


def test_the_question_on_daily_life_does_not_count() -> None:
    answers = {**phq_9([1] * 9), "phq-9/function": ("extremely-difficult",)}

    assert score(PHQ_9, answers).total == 9


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        ("not-at-all", set()),
        ("several-days", {"P9-low"}),
        ("more-than-half-the-days", {"P9-moderate"}),
        ("nearly-every-day", {"P9-moderate"}),
    ],
)
def test_any_thought_of_death_on_phq_9_is_urgent(answer: str, rules: set[str]) -> None:
    assert raised(PHQ_9, {"phq-9/item-9": (answer,)}) == rules


def test_phq_9_may_have_blanks_but_not_at_the_question_on_death() -> None:
    assert [item.link_id for _, item in PHQ_9.items() if item.required] == ["item-9"]


# GAD-7 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "band", "positive"),
    [
        (0, "minimal", False), (4, "minimal", False), (5, "mild", False), (9, "mild", False), (10, "moderate", True),
        (14, "moderate", True), (15, "severe", True), (21, "severe", True),
    ],
)  # fmt: skip
def test_gad_7_has_the_published_band_at_each_edge(total: int, band: str, positive: bool) -> None:
    answers = gad_7(adding_up_to(total, 7, 3))

    assert told(score(GAD_7, answers)) == (total, band, positive)
    assert ("G7-positive" in raised(GAD_7, answers)) is positive


@pytest.mark.parametrize("blank", range(7))
def test_one_blank_leaves_gad_7_without_a_total(blank: int) -> None:
    """A blank is never zero, and no rule of its authors fills it in."""
    found = score(GAD_7, gad_7([None if n == blank else 1 for n in range(7)]))

    assert told(found) == (None, "", None)
    assert found.missing == (f"gad-{blank + 1}",)


@pytest.mark.parametrize(("points", "positive"), [((3, 3, 3, 0, 0, 0), None), ((3, 3, 3, 1, 0, 0), True)])
def test_a_blank_hides_no_gad_7_that_the_other_answers_make_positive(
    points: Points, positive: bool | None
) -> None:
    answers = gad_7([*points, None])

    assert told(score(GAD_7, answers)) == (None, "", positive)
    assert ("G7-positive" in raised(GAD_7, answers)) is bool(positive)


def test_three_blanks_hide_no_phq_9_that_the_other_answers_make_positive() -> None:
    """More than the two that may be filled in: no total, and positive all the same."""
    answers = phq_9([3, 3, 3, 1, None, None, None, 0, 0])

    assert score(PHQ_9, answers).total is None
    assert "P9-positive" in raised(PHQ_9, answers)


# AUDIT-C ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "sex", "total", "positive", "rules"),
    [
        ((1, 1, 0), "female", 2, False, set()),
        ((1, 1, 1), "female", 3, True, {"AC-positive-3"}),
        ((1, 1, 1), "unknown", 3, True, {"AC-positive-3"}),
        ((1, 1, 1), "male", 3, False, set()),
        ((2, 1, 1), "male", 4, True, {"AC-positive"}),
        ((2, 1, 1), "female", 4, True, {"AC-positive"}),
        ((2, 1, 1), "unknown", 4, True, {"AC-positive"}),
        ((3, 2, 2), "male", 7, True, {"AC-positive"}),
        ((3, 3, 2), "male", 8, True, {"AC-positive", "C27"}),
        ((4, 4, 4), "female", 12, True, {"AC-positive", "C27"}),
        ((1, 0, 4), "male", 5, True, {"AC-positive", "C27"}),  # six or more drinks, daily or almost
        ((1, 0, 3), "male", 4, True, {"AC-positive"}),
        ((3, 0, 0), "female", 3, True, {"AC-positive-3", "AC-first-question"}),
        ((4, 0, 0), "male", 4, True, {"AC-positive", "AC-first-question"}),
        ((2, 0, 0), "female", 2, False, set()),
        ((3, 1, 0), "female", 4, True, {"AC-positive"}),
        ((3, 0, 1), "female", 4, True, {"AC-positive"}),
    ],
)
def test_audit_c_is_positive_from_four_for_men_and_from_three_for_everyone_else(
    points: tuple[int, int, int], sex: str, total: int, positive: bool, rules: set[str]
) -> None:
    answers = audit_c(*points, sex=sex)

    assert told(score(AUDIT_C, answers)) == (total, "", positive)
    assert raised(AUDIT_C, answers) == rules


@pytest.mark.parametrize(("sex", "cutoff"), [("male", 4), ("female", 3), ("unknown", 3)])
@pytest.mark.parametrize("form", ["audit-c", "pc-ptsd-5"])
def test_who_is_positive_depends_on_the_sex_that_was_given(form: str, sex: str, cutoff: int) -> None:
    assert score(FORMS[form], {"health-history/sex": (sex,)}).cutoff == cutoff
    assert score(FORMS[form], {}).cutoff == 3


def test_who_never_drinks_is_asked_one_question_and_counts_zero() -> None:
    never = audit_c(0)

    assert asked(AUDIT_C, never) == ["audit-1"]
    assert told(score(AUDIT_C, never)) == (0, "", False)
    assert score(AUDIT_C, never).missing == ()


def test_who_drinks_is_asked_how_much() -> None:
    assert asked(AUDIT_C, {}) == ["audit-1"]
    for often in range(1, 5):
        assert asked(AUDIT_C, audit_c(often)) == ["audit-1", "audit-2", "audit-3"]


def test_an_answer_that_was_given_before_never_drinking_no_longer_counts() -> None:
    assert score(AUDIT_C, audit_c(0, 4, 4)).total == 0


@pytest.mark.parametrize(
    ("left", "positive"),
    [({}, None), (audit_c(2), None), (audit_c(1, 1), None), (audit_c(2, 1), True), (audit_c(2, six=1), True)],
)
def test_a_blank_leaves_audit_c_without_a_total_and_hides_no_positive_screen(
    left: Answers, positive: bool | None
) -> None:
    assert told(score(AUDIT_C, left))[::2] == (None, positive)


# PC-PTSD-5 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yes", "sex", "positive", "rules"),
    [
        (0, "female", False, set()),
        (2, "female", False, set()),
        (3, "female", True, {"PT-positive-3"}),
        (3, "unknown", True, {"PT-positive-3"}),
        (3, "male", False, set()),
        (4, "male", True, {"PT-positive"}),
        (4, "female", True, {"PT-positive"}),
        (5, "male", True, {"PT-positive"}),
    ],
)
def test_pc_ptsd_5_is_positive_from_four_for_men_and_from_three_for_everyone_else(
    yes: int, sex: str, positive: bool, rules: set[str]
) -> None:
    assert told(score(PC_PTSD_5, ptsd(yes, sex))) == (yes, "", positive)
    assert raised(PC_PTSD_5, ptsd(yes, sex)) == rules


def test_who_never_had_such_an_experience_is_asked_one_question_and_counts_zero() -> None:
    answers = {"pc-ptsd-5/ptsd-event": ("no",)}

    assert asked(PC_PTSD_5, answers) == ["ptsd-event"]
    assert told(score(PC_PTSD_5, answers)) == (0, "", False)
    assert len(asked(PC_PTSD_5, {"pc-ptsd-5/ptsd-event": ("yes",)})) == 6


@pytest.mark.parametrize("blank", ["ptsd-event", *(f"ptsd-{n}" for n in range(1, 6))])
def test_a_blank_leaves_pc_ptsd_5_without_a_total(blank: str) -> None:
    answers = {key: values for key, values in ptsd(5).items() if key != f"pc-ptsd-5/{blank}"}

    assert score(PC_PTSD_5, answers).total is None


# PCL-5 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sex", SEXES)
@pytest.mark.parametrize(("yes", "pages"), [(0, 0), (2, 0), (3, 4), (5, 4)])
def test_pcl_5_is_asked_from_three_on_in_four_pages_of_five(sex: str, yes: int, pages: int) -> None:
    """For men too: the lower number decides who is asked, the higher one who is positive."""
    answers = whole(ptsd(yes, sex))
    enabled = [page for page in PCL_5.pages if page_enabled(PCL_5, page, answers)]

    assert [len(page.items) for page in enabled] == [5] * pages


@pytest.mark.parametrize("left", [{}, {"pc-ptsd-5/ptsd-event": ("no",)}, {"pc-ptsd-5/ptsd-event": ("yes",)}])
def test_pcl_5_is_not_asked_without_a_total_before_it(left: Answers) -> None:
    assert asked(PCL_5, left) == []


@pytest.mark.parametrize(("total", "positive"), [(0, False), (30, False), (31, True), (33, True), (80, True)])
def test_pcl_5_is_positive_from_31_on(total: int, positive: bool) -> None:
    answers = pcl_5(adding_up_to(total, 20, 4))

    assert told(score(PCL_5, answers)) == (total, "", positive)
    assert score(PCL_5, answers).highest == 80
    assert ("PCL-positive" in raised(PCL_5, answers)) is positive


LEAST = (1, 6, 8, 9, 15, 16)
"""The fewest questions that make the pattern: one of 1-5, one of 6-7, two of 8-14, two of 15-20."""


def with_symptoms(*numbers: int, points: int = 2) -> Answers:
    """Those questions reach the points, the others are one below a symptom."""
    return pcl_5([points if n in numbers else 1 for n in range(1, 21)])


def test_the_least_pattern_of_pcl_5_is_met_at_two_points_and_not_at_one() -> None:
    assert score(PCL_5, with_symptoms(*LEAST)).pattern is True
    assert score(PCL_5, with_symptoms(*LEAST, points=1)).pattern is False


@pytest.mark.parametrize("lost", LEAST)
def test_each_group_of_pcl_5_is_needed_for_the_pattern(lost: int) -> None:
    assert score(PCL_5, with_symptoms(*(set(LEAST) - {lost}))).pattern is False


@pytest.mark.parametrize(
    ("numbers", "met"),
    [
        ((5,), [True, False, False, False]),
        ((6,), [False, True, False, False]),
        ((7,), [False, True, False, False]),
        ((8,), [False, False, False, False]),
        ((8, 14), [False, False, True, False]),
        ((14, 15), [False, False, False, False]),
        ((15, 20), [False, False, False, True]),
        ((20,), [False, False, False, False]),
    ],
)
def test_the_groups_of_pcl_5_begin_and_end_where_the_criteria_do(
    numbers: tuple[int, ...], met: list[bool]
) -> None:
    assert [result.met for result in score(PCL_5, with_symptoms(*numbers)).clusters] == met


@pytest.mark.parametrize("blank", range(20))
def test_one_blank_leaves_pcl_5_without_a_total_and_a_pattern(blank: int) -> None:
    found = score(PCL_5, pcl_5([None if n == blank else 1 for n in range(20)]))

    assert (found.total, found.positive, found.pattern) == (None, None, None)


@pytest.mark.parametrize("blank", range(20))
def test_one_blank_hides_no_pcl_5_that_the_other_answers_make_positive(blank: int) -> None:
    answers = pcl_5([None if n == blank else 4 for n in range(20)])
    found = score(PCL_5, answers)

    assert (found.total, found.positive, found.pattern) == (None, True, True)
    assert "PCL-positive" in raised(PCL_5, answers)


@pytest.mark.parametrize(("points", "rules"), [(2, set()), (3, {"PCL-risk"}), (4, {"PCL-risk"})])
def test_taking_risks_is_a_caution_of_its_own(points: int, rules: set[str]) -> None:
    assert raised(PCL_5, {"pcl-5/pcl-16": (MUCH[points],)}) == rules


# ASQ --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("yes", range(1, 5))
def test_any_yes_on_asq_is_positive_and_asks_about_right_now(yes: int) -> None:
    answers = {f"asq/asq-{n}": ("yes" if n == yes else "no",) for n in range(1, 5)}

    assert raised(ASQ, answers) == {"C34"}
    assert "asq-5" in asked(ASQ, answers)
    assert raised(ASQ, {**answers, "asq/asq-5": ("yes",)}) == {"C34", "C34-acute"}
    assert raised(ASQ, {**answers, "asq/asq-5": ("no",)}) == {"C34"}


def test_four_times_no_on_asq_raises_nothing_and_asks_no_more() -> None:
    answers = {f"asq/asq-{n}": ("no",) for n in range(1, 5)}

    assert raised(ASQ, answers) == set()
    assert asked(ASQ, answers) == ["asq-1", "asq-2", "asq-3", "asq-4"]


def test_the_question_about_right_now_stands_alone_on_its_page() -> None:
    assert [[item.link_id for item in page.items] for page in ASQ.pages] == [
        ["asq-1", "asq-2", "asq-3", "asq-4"],
        ["asq-5"],
    ]


def test_no_question_of_asq_can_be_left_blank() -> None:
    """Who does not want to answer leaves the whole form to a talk in person."""
    assert all(item.required for _, item in ASQ.items())
    assert ASQ.needs_on_call


# TAPS-1 and craving -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sex", "drinks"),
    [("male", "taps-alcohol-5"), ("female", "taps-alcohol-4"), ("unknown", "taps-alcohol-4")],
)
def test_taps_1_asks_about_five_drinks_or_four_by_sex(sex: str, drinks: str) -> None:
    expected = ["taps-tobacco", drinks, "taps-drugs", "taps-medicines"]

    assert asked(TAPS_1, {"health-history/sex": (sex,)}) == expected


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ("taps-tobacco", "TAPS-tobacco"), ("taps-alcohol-5", "TAPS-alcohol"), ("taps-alcohol-4", "TAPS-alcohol"),
        ("taps-drugs", "TAPS-drugs"), ("taps-medicines", "TAPS-medicines"),
    ],
)  # fmt: skip
def test_any_use_above_never_is_followed_up_by_its_name(item: str, rule: str) -> None:
    for answer in ("daily", "weekly", "monthly", "less-than-monthly"):
        assert raised(TAPS_1, {f"taps-1/{item}": (answer,)}) == {rule}
    assert raised(TAPS_1, {f"taps-1/{item}": ("never",)}) == set()


@pytest.mark.parametrize(
    "reasons",
    [(), ("depression",), ("alcohol",), ("cocaine", "ptsd"), ("opioids",), ("alcohol", "cocaine", "opioids")],
    ids=" and ".join,
)
def test_urges_are_rated_for_the_substances_that_are_a_reason(reasons: tuple[str, ...]) -> None:
    expected = [f"craving-{s}" for s in ("alcohol", "cocaine", "opioids") if s in reasons]

    assert asked(CRAVING, {"health-history/reasons": reasons}) == expected


def test_an_urge_is_a_point_of_one_scale_from_0_to_10_that_no_rule_reads() -> None:
    for item in (item for page in CRAVING.pages for item in page.items):
        assert item.scale
        assert [option.code for option in item.options] == [str(number) for number in range(11)]
    assert (CRAVING.rules, CRAVING.scores) == ((), ())


# Against a second scorer ------------------------------------------------------------------------------------------------


def ways(form: Form, *link_ids: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Codes, or "" for a blank, of these questions; a blank is as likely as one answer in twenty."""
    choices = []
    for link_id in link_ids:
        item = form.item(link_id)
        assert item
        codes = [option.code for option in item.options]
        choices.append(st.sampled_from([*(codes * (20 // len(codes))), ""]))
    return st.tuples(*choices)


def as_answers(form: Form, link_ids: Sequence[str], codes: Sequence[str]) -> Answers:
    return {answer_key(form.id, i): (code,) for i, code in zip(link_ids, codes, strict=True) if code}


def as_words(form: Form, link_ids: Sequence[str], codes: Sequence[str]) -> list[str | None]:
    options = [form.item(i).option(code) if code else None for i, code in zip(link_ids, codes, strict=True)]  # type: ignore[union-attr]
    return [option.label if option else None for option in options]


def as_scored(found: ScoreResult) -> scorers.Scored:
    return scorers.Scored(
        found.total, found.positive, found.band.label if found.band else "", pattern=found.pattern
    )


PHQ_ITEMS, GAD_ITEMS = [f"item-{n}" for n in range(1, 10)], [f"gad-{n}" for n in range(1, 8)]
PCL_ITEMS, AUDIT_ITEMS = [f"pcl-{n}" for n in range(1, 21)], [f"audit-{n}" for n in range(1, 4)]
PTSD_ITEMS = ["ptsd-event", *(f"ptsd-{n}" for n in range(1, 6))]


@given(ways(PHQ_9, *PHQ_ITEMS))
def test_a_second_scorer_finds_the_same_phq_9(codes: tuple[str, ...]) -> None:
    found = score(PHQ_9, as_answers(PHQ_9, PHQ_ITEMS, codes))

    assert as_scored(found) == scorers.phq_9(as_words(PHQ_9, PHQ_ITEMS, codes))


@given(ways(GAD_7, *GAD_ITEMS))
def test_a_second_scorer_finds_the_same_gad_7(codes: tuple[str, ...]) -> None:
    found = score(GAD_7, as_answers(GAD_7, GAD_ITEMS, codes))

    assert as_scored(found) == scorers.gad_7(as_words(GAD_7, GAD_ITEMS, codes))


@given(ways(PCL_5, *PCL_ITEMS))
def test_a_second_scorer_finds_the_same_pcl_5(codes: tuple[str, ...]) -> None:
    found = score(PCL_5, as_answers(PCL_5, PCL_ITEMS, codes))

    assert as_scored(found) == scorers.pcl_5(as_words(PCL_5, PCL_ITEMS, codes))


@given(ways(PC_PTSD_5, *PTSD_ITEMS), st.sampled_from(SEXES))
def test_a_second_scorer_finds_the_same_pc_ptsd_5(codes: tuple[str, ...], sex: str) -> None:
    answers = {"health-history/sex": (sex,), **as_answers(PC_PTSD_5, PTSD_ITEMS, codes)}
    event, *words = as_words(PC_PTSD_5, PTSD_ITEMS, codes)

    found = as_scored(score(PC_PTSD_5, answers))

    assert found == scorers.pc_ptsd_5(event, words, sex.capitalize())


def test_a_second_scorer_finds_the_same_audit_c_for_every_answer_there_is() -> None:
    codes = [("", *codes) for codes in (HOW_OFTEN, HOW_MANY, SIX)]
    for sex, *given_codes in itertools.product(SEXES, *codes):
        answers = {"health-history/sex": (sex,), **as_answers(AUDIT_C, AUDIT_ITEMS, given_codes)}

        found = as_scored(score(AUDIT_C, answers))

        assert found == scorers.audit_c(as_words(AUDIT_C, AUDIT_ITEMS, given_codes), sex.capitalize())
