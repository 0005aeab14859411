"""Every rule of every shipped form, held against the clinical dossier: 6.1, 6.2, 7.2 and 9.3."""

from collections.abc import Iterator

import pytest

from consentapp.catalog import read_library
from consentapp.domain.flags import Inquiry
from consentapp.domain.form import AGE, UNKNOWN, EnableWhen, Form, Rule
from consentapp.domain.response import Answers, answer_key, item_enabled, page_enabled, question_key
from consentapp.domain.screening import flags
from consentapp.resources import resource_dir

LIBRARY = read_library(resource_dir("forms"))
PACKET = [
    LIBRARY.form(step.form, step.version, "en")
    for step in LIBRARY.packet("ketamine-assisted-therapy").steps
    if not step.review
]
SCREENINGS = [form for form in PACKET if form.rules]
BY_ID = {form.id: form for form in PACKET}

OWN_WORDS = ("health-history", "right-now")
"""Forms in words of our own: an instrument has only the answers of its authors."""

# The dossier's own table. Alcohol (M03) is a stop on the day itself, which is C25's question.
DOSSIER = {
    "stop": (
        "C01 C02 C03 C04 C05 C06 C08 C10 C12 C14 C15 C16 C17 C19 C22 C24 C25 C27 C30 C35 C36 C37 M05 M07 M19 M20"
    ),
    "caution": (
        "C07 C09 C11 C13 C18 C20 C21 C23 C26 C28 C29 C31 C32 C33 C38 C40 M01 M02 M04 M06 M08 M09 M12 M13 M14 M15 M17"
    ),
    "info": "C39 M03 M10 M11 M16 M18 M21",
    "urgent": "C34",
}  # fmt: skip

# What is shipped; a suffix marks a level that depends on a follow-up question.
LEVELS = {
    "health-history": {
        "stop": (
            "C01 C02 C03 C04 C05 C06 C08 C10 C12 C13-no-stabiliser C14 C15 C16 C17 C19 C21-urgent C22 C24 C26-no-plan C27 "
            "C28-recent C29-severe C30 C33-severe C35 C36 C37 M01-unsettled M04-oxybate M05 M06-illicit M07 M19 M20"
        ),
        "caution": (
            "C07 C09 C11 C13 C13-history C18 C20 C21 C23 C26 C28 C29 C31 C32 C33 C38 C40 M01 M02 M04 M06 M08 M09 M12 M13 "
            "M14 M15 M17"
        ),
        "info": "C13-family C39 M03 M10 M11 M16 M18 M21",
    },
    "phq-9": {"urgent": "P9-low P9-moderate", "info": "P9-positive"},
    "asq": {"urgent": "C34 C34-acute"},
    "gad-7": {"info": "G7-positive"},
    "pc-ptsd-5": {"info": "PT-positive PT-positive-3"},
    "pcl-5": {"caution": "PCL-risk", "info": "PCL-positive"},
    "audit-c": {"stop": "C27", "info": "AC-positive AC-positive-3 AC-first-question"},
    "taps-1": {"caution": "TAPS-drugs TAPS-medicines", "info": "TAPS-tobacco TAPS-alcohol"},
    "right-now": {"stop": "C25 C37"},
}  # fmt: skip

SAFETY = {"P9-low": "low", "P9-moderate": "moderate", "C34": "moderate", "C34-acute": "acute"}
HOLDS = {"C01", "C14", "C25", "C34-acute", "C36", "C37 at right-now"}

CALM = ("no", "none", "never", "not-at-all")
CALM_OTHERWISE = {"safe-adult": "yes"}

RULES = [pytest.param(form, rule, id=f"{form.id}-{rule.id}") for form in SCREENINGS for rule in form.rules]
ONE_IS_ENOUGH = [
    pytest.param(form, rule, condition, id=f"{form.id}-{rule.id}-{condition.question}-{condition.answer}")
    for form in SCREENINGS
    for rule in form.rules
    for condition in rule.when
    if rule.behavior == "any"
]
ALL_ARE_NEEDED = [
    pytest.param(form, rule, id=f"{form.id}-{rule.id}")
    for form in SCREENINGS
    for rule in form.rules
    if rule.behavior == "all"
]
NOT_KNOWN = [
    pytest.param(form, rule, question, id=f"{form.id}-{rule.id}-{question}")
    for form in SCREENINGS
    for rule in form.rules
    for question in dict.fromkeys(condition.question for condition in rule.when)
    if (item := form.item(question)) and item.option(UNKNOWN)
]

forms = pytest.mark.parametrize("form", SCREENINGS, ids=lambda form: form.id)


def raised(form: Form, answers: Answers) -> dict[str, bool]:
    """Rules by id, and whether "I don't know" alone raised them."""
    return {flag.rule.id: flag.unknown for flag in flags(form, answers)}


def met(form: Form, condition: EnableWhen) -> tuple[str, tuple[str, ...]]:
    """The answer that a condition asks for."""
    key = question_key(form.id, condition)
    match condition.operator:
        case "=" | ">=":
            return key, (str(condition.answer),)
        case "<":
            return key, (str(int(condition.answer) - 1),)
        case _:
            return key, (another(key, str(condition.answer)),)


def unmet(form: Form, condition: EnableWhen) -> tuple[str, tuple[str, ...]]:
    """An answer that it does not ask for."""
    key = question_key(form.id, condition)
    match condition.operator:
        case "!=":
            return key, (str(condition.answer),)
        case "<":
            return key, (str(condition.answer),)
        case ">=":
            return key, (str(int(condition.answer) - 1),)
        case _:
            return key, (another(key, str(condition.answer)),)


def another(key: str, code: str) -> str:
    """Another answer to the same question, or another number."""
    form, _, link_id = key.partition("/")
    item = BY_ID[form].item(link_id)
    if item is None:
        return str(int(code) + 1)
    return next(option.code for option in item.options if option.code not in (code, UNKNOWN))


def asked(answers: Answers) -> Iterator[tuple[Form, str]]:
    """The questions with answers to choose from that a patient who has given these is asked next."""
    whole = Inquiry(PACKET, {AGE: ("42",)}).whole(answers)
    for form in PACKET:
        for page in form.pages:
            for item in page.items if page_enabled(form, page, whole) else ():
                blank = answer_key(form.id, item.link_id) not in answers
                if item.options and blank and item_enabled(form, item, whole):
                    yield form, item.link_id


def calm() -> Answers:
    """A whole packet of calm answers, one after the other."""
    answers: dict[str, tuple[str, ...]] = {}
    for _ in range(300):
        if not (following := next(asked(answers), None)):
            return answers
        form, link_id = following
        codes = [option.code for option in form.item(link_id).options]  # type: ignore[union-attr]
        code = CALM_OTHERWISE.get(link_id) or next((c for c in CALM if c in codes), codes[0])
        answers[answer_key(form.id, link_id)] = (code,)
    raise AssertionError("the packet never ends")


# Which rules there are, and how grave ------------------------------------------------------------------------------------


def test_every_line_of_the_dossier_is_a_rule_with_its_level() -> None:
    expected = {id: level for level, ids in DOSSIER.items() for id in ids.split()}
    shipped: dict[str, set[str]] = {}
    for form in SCREENINGS:
        for rule in form.rules:
            shipped.setdefault(rule.id, set()).add(rule.level)

    assert {id for id in shipped if id in expected or id[1:].isdigit()} == set(expected)
    assert {id: shipped[id] for id in expected} == {id: {level} for id, level in expected.items()}


def test_the_dossier_has_forty_conditions_and_twenty_one_medicines() -> None:
    ids = [id for named in DOSSIER.values() for id in named.split()]

    numbered = {f"C{number:02}" for number in range(1, 41)} | {f"M{number:02}" for number in range(1, 22)}
    assert sorted(ids) == sorted(numbered)


@forms
def test_levels_are_those_of_the_dossier(form: Form) -> None:
    expected = {id: level for level, ids in LEVELS[form.id].items() for id in ids.split()}

    assert {rule.id: rule.level for rule in form.rules} == expected


@pytest.mark.parametrize(("form", "rule"), RULES)
def test_how_near_danger_an_answer_is_and_whether_it_holds_signing(form: Form, rule: Rule) -> None:
    """Dossier 9.3: whoever thinks of suicide right now is heard before they sign."""
    assert rule.safety == SAFETY.get(rule.id, "")
    assert rule.holds_signing == bool({rule.id, f"{rule.id} at {form.id}"} & HOLDS)


@forms
def test_both_texts_of_a_rule_are_whole_sentences_without_a_verdict(form: Form) -> None:
    """Nobody is told that they may, or may not, have the treatment."""
    for rule in form.rules:
        for text in (rule.reason, rule.patient_text):
            assert text.endswith(".")
            assert not {"eligible", "cleared", "rejected"} & set(text.lower().replace(".", " ").split())


# What raises them -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "rule", "condition"), ONE_IS_ENOUGH)
def test_each_answer_that_a_rule_names_raises_it(form: Form, rule: Rule, condition: EnableWhen) -> None:
    key, values = met(form, condition)

    assert raised(form, {key: values}).get(rule.id) is False


@pytest.mark.parametrize(("form", "rule", "condition"), ONE_IS_ENOUGH)
def test_an_answer_that_it_does_not_name_does_not(form: Form, rule: Rule, condition: EnableWhen) -> None:
    named = {met(form, other) for other in rule.when}
    answer = unmet(form, condition)

    assert answer in named or rule.id not in raised(form, dict([answer]))


@pytest.mark.parametrize(("form", "rule"), ALL_ARE_NEEDED)
def test_where_all_are_needed_one_too_few_is_not_enough(form: Form, rule: Rule) -> None:
    whole = dict(met(form, condition) for condition in rule.when)
    assert raised(form, whole).get(rule.id) is False

    for condition in rule.when:
        assert rule.id not in raised(form, {**whole, **dict([unmet(form, condition)])})
        assert rule.id not in raised(form, {k: v for k, v in whole.items() if k != met(form, condition)[0]})


@pytest.mark.parametrize(("form", "rule", "question"), NOT_KNOWN)
def test_not_knowing_raises_whatever_asked(form: Form, rule: Rule, question: str) -> None:
    """DESIGN 6: "I don't know" counts as an answer and raises that rule's flag."""
    assert raised(form, {answer_key(form.id, question): (UNKNOWN,)}).get(rule.id) is True


@forms
def test_no_answer_raises_nothing(form: Form) -> None:
    assert raised(form, {}) == {}


def test_calm_answers_to_the_whole_packet_raise_nothing() -> None:
    answers = calm()
    whole = Inquiry(PACKET, {AGE: ("42",)}).whole(answers)

    assert {form.id: raised(form, whole) for form in SCREENINGS} == {form.id: {} for form in SCREENINGS}
    assert {form.id for form in SCREENINGS} - {key.partition("/")[0] for key in answers} == {"pcl-5"}


@pytest.mark.parametrize(("age", "rules"), [("17", {"C01"}), ("18", set()), ("64", set()), ("65", {"C40"})])
def test_age_is_known_without_asking(age: str, rules: set[str]) -> None:
    assert set(raised(BY_ID["health-history"], {AGE: (age,)})) == rules


# What can be answered ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", OWN_WORDS)
def test_each_question_of_our_own_can_be_answered_with_not_knowing(form: str) -> None:
    chosen = [item for _, item in BY_ID[form].items() if item.options]

    assert [item.link_id for item in chosen if not item.option(UNKNOWN)] == []


def test_a_medicine_that_is_not_listed_can_be_written_down() -> None:
    """Dossier 6.2"""
    item = BY_ID["health-history"].item("medicine-other")

    assert item
    assert (item.type, item.required) == ("text", False)


def test_what_the_dossier_says_must_be_answered_cannot_be_left_blank() -> None:
    """Dossier 6.2: missing answers to C01-C06, C10, C12, C15, C25, C34 block submission; C01 is known."""
    must = {
        "C02", "C03", "C04", "C05", "C06", "C10", "C12", "C15", "C25", "C34", "C34-acute", "P9-low", "P9-moderate",
    }  # fmt: skip
    asking = [
        (form, condition.question)
        for form in SCREENINGS
        for rule in form.rules
        if rule.id in must
        for condition in rule.when
    ]

    assert [q for form, q in asking if not form.item(q).required] == []  # type: ignore[union-attr]


def test_questions_about_suicide_are_asked_only_where_someone_is_on_call() -> None:
    """Dossier 9.3"""
    asking = {form.id for form in SCREENINGS for rule in form.rules if rule.safety}

    assert asking == {"phq-9", "asq"}
    assert {form.id for form in PACKET if form.needs_on_call} == asking
