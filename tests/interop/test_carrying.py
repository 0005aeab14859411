"""What can be carried over: pages, words, answers, conditions, scores."""

import re
import tomllib
from pathlib import Path

import pytest

from consentapp.domain.form import EnableWhen, Item
from consentapp.domain.screening import flags, scores
from consentapp.domain.text import Paragraph, plain
from consentapp.interop import Carried, Names, Sidecar
from consentapp.interop.loinc import TOTALS, check_digit, fault
from consentapp.interop.names import named, slug
from consentapp.interop.questionnaire import Coded
from tests.interop.builders import (
    SYSTEM,
    Json,
    a_choice,
    a_question,
    a_questionnaire,
    a_score,
    carried,
    coding,
    hl7,
    read_back,
    sdc,
    when,
)


def a_group(link_id: str, *items: Json, **more: object) -> Json:
    return {"linkId": link_id, "type": "group", "text": f"Group {link_id}", "item": list(items)} | more


def a_display(link_id: str, text: str, **more: object) -> Json:
    return {"linkId": link_id, "type": "display", "text": text} | more


def outline(made: Carried) -> list[tuple[str, list[str]]]:
    """Each page's title, and its texts and link ids in order."""
    return [
        (page.title, [plain(part.runs) if isinstance(part, Paragraph) else part.link_id for part in page.content
                      if isinstance(part, Paragraph | Item)])
        for page in made.form.pages
    ]  # fmt: skip


def item(made: Carried, link_id: str) -> Item:
    found = made.form.item(link_id)
    assert found
    return found


# Pages ------------------------------------------------------------------------------------------------------------


def test_groups_become_pages_in_reading_order() -> None:
    made = carried(
        a_questionnaire(
            a_question("before"),
            a_group("g", a_question("a"), a_group("inner", a_question("b")), a_question("c")),
            a_question("after"),
        )
    )

    assert outline(made) == [
        ("How you are", ["before"]),
        ("Group g", ["a"]),
        ("Group inner", ["b"]),
        ("Group g", ["c"]),
        ("How you are", ["after"]),
    ]
    assert [page.id for page in made.form.pages] == ["how-you-are", "g", "inner", "g-2", "how-you-are-2"]
    assert "a group inside a group is a page of its own (inner)" in made.notices


def test_a_text_between_questions_begins_a_page_so_that_nothing_moves() -> None:
    made = carried(
        a_questionnaire(
            a_display("t1", "First words\nin two lines"),
            a_question("a"),
            a_display("t2", "Now this."),
            a_question("b"),
        )
    )

    assert outline(made) == [
        ("How you are", ["First words", "in two lines", "a"]),
        ("How you are", ["Now this.", "b"]),
    ]


def test_a_text_with_a_condition_is_a_page_with_that_condition() -> None:
    made = carried(
        a_questionnaire(
            a_choice("q", "a", "b"),
            a_display("t", "You chose a.", enableWhen=[when("q", **coding("a"))]),
            a_question("after"),
        )
    )

    assert outline(made) == [
        ("How you are", ["q"]),
        ("How you are", ["You chose a."]),
        ("How you are", ["after"]),
    ]
    assert [page.enable_when for page in made.form.pages] == [(), (EnableWhen("q", "=", "a"),), ()]


def test_a_text_inside_a_question_is_its_hint_and_a_unit_stands_behind_it() -> None:
    unit = hl7("questionnaire-unit", valueCoding={"code": "kg"})
    made = carried(
        a_questionnaire(a_question("w", "decimal", extension=[unit], item=[a_display("h", "Without shoes.")]))
    )

    assert item(made, "w").hint == "Without shoes. kg"


def test_a_long_text_of_a_group_is_an_instruction_and_no_title() -> None:
    text = "Over the last 2 weeks, how often have you been bothered by any of the following problems? Choose one."

    made = carried(a_questionnaire(a_group("g", a_question("a"), text=text)))

    assert outline(made) == [("How you are", [text, "a"])]


def test_questions_about_safety_stand_on_a_page_of_their_own(tmp_path: Path) -> None:
    rule = {
        "id": "S1", "level": "urgent", "when": [{"question": "safe", "answer": "no"}], "safety": "acute",
        "reason": "Not safe.", "patient": "Call {crisis.call}.", "source": "A study",
    }  # fmt: skip
    form = a_questionnaire(a_question("a"), a_choice("safe", "yes", "no"), a_question("b"))

    made = carried(form, rule=[rule])

    assert outline(made) == [("How you are", ["a"]), ("How you are", ["safe"]), ("How you are", ["b"])]
    assert [flag.rule.id for flag in flags(read_back(made, tmp_path), {"how-you-are/safe": ("no",)})] == [
        "S1"
    ]


def test_the_condition_of_a_group_is_the_page_s_and_adds_to_the_outer_group_s() -> None:
    inner = a_group("in", a_question("y"), enableWhen=[when("n", ">", answerInteger=3)])
    form = a_questionnaire(
        a_choice("q", "a", "b"),
        a_question("n", "integer"),
        a_group("out", inner, enableWhen=[when("q", **coding("a"))]),
    )

    page = carried(form).form.pages[-1]

    assert page.enable_when == (EnableWhen("q", "=", "a"), EnableWhen("n", ">", 3))
    assert page.enable_behavior == "all"


def test_a_question_inside_a_question_follows_it_under_both_conditions() -> None:
    inside = a_question("y", enableWhen=[when("x", "exists", answerBoolean=True)])
    form = a_questionnaire(
        a_choice("q", "a"), a_question("x", enableWhen=[when("q", **coding("a"))], item=[inside])
    )

    made = carried(form)

    assert outline(made) == [("How you are", ["q", "x", "y"])]
    assert item(made, "y").enable_when == (EnableWhen("q", "=", "a"), EnableWhen("x", "exists", True))
    assert item(made, "y").enable_behavior == "all"


# Items ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (a_question("x", "string"), "string"), (a_question("x", "text"), "text"), (a_question("x", "date"), "date"),
        (a_question("x", "integer"), "integer"), (a_question("x", "decimal"), "decimal"),
        (a_question("x", "boolean"), "choice"), (a_choice("x", "a"), "choice"),
        (a_choice("x", "a") | {"type": "coding"}, "choice"), (a_choice("x", "a", repeats=True), "choices"),
    ],
)  # fmt: skip
def test_each_type_has_its_own_among_ours(theirs: Json, ours: str) -> None:
    made = carried(a_questionnaire(theirs | {"required": True}))

    assert (item(made, "x").type, item(made, "x").required) == (ours, True)


def test_yes_and_no_are_worded_in_english_and_asked_for_in_other_languages() -> None:
    form = a_questionnaire(a_question("x", "boolean"))

    assert [option.label for option in item(carried(form), "x").options] == ["Yes", "No"]
    spanish = carried(form | {"language": "es"}, yes="Sí", no="No")
    assert [option.label for option in item(spanish, "x").options] == ["Sí", "No"]


def test_a_prefix_limits_and_a_loinc_code_go_with_the_question() -> None:
    limits = [hl7("minValue", valueInteger=0), hl7("maxValue", valueInteger=10)]
    code = [{"system": "http://loinc.org", "code": "44250-9"}]

    found = item(
        carried(a_questionnaire(a_question("x", "integer", prefix="3.", extension=limits, code=code))), "x"
    )

    assert (plain(found.label), found.minimum, found.maximum, found.loinc) == (
        "3. About x?",
        "0",
        "10",
        "44250-9",
    )


def test_an_answer_that_stands_alone_stays_alone() -> None:
    form = a_questionnaire(a_choice("x", "a", "none", repeats=True))
    form["item"][0]["answerOption"][1]["extension"] = [
        hl7("questionnaire-optionExclusive", valueBoolean=True)
    ]

    assert item(carried(form), "x").exclusive == ("none",)


@pytest.mark.parametrize(
    "value_set",
    [
        {
            "compose": {
                "include": [
                    {
                        "system": SYSTEM,
                        "concept": [{"code": "a", "display": "A"}, {"code": "b", "display": "B"}],
                    }
                ]
            }
        },
        {"expansion": {"contains": [{"system": SYSTEM, "code": c, "display": c.upper()} for c in "ab"]}},
    ],
)
@pytest.mark.parametrize("name", ["#set", "http://example.org/set", "http://example.org/set|3"])
def test_the_answers_of_a_contained_value_set_are_taken_over(value_set: Json, name: str) -> None:
    contained = {
        "resourceType": "ValueSet",
        "id": "set",
        "url": "http://example.org/set",
        "version": "3",
    } | value_set

    made = carried(a_questionnaire(a_question("x", "choice", answerValueSet=name), contained=[contained]))

    assert [(option.code, option.label) for option in item(made, "x").options] == [("a", "A"), ("b", "B")]


def test_html_beside_a_text_is_stripped_with_a_notice() -> None:
    beside = {"extension": [hl7("rendering-xhtml", valueString="<b onclick='x()'>Bold</b>")]}

    made = carried(a_questionnaire(a_question("x", _text=beside)))

    assert plain(item(made, "x").label) == "About x?"
    assert "rendering-xhtml is stripped, the plain text stays (x)" in made.notices


def test_what_is_left_out_is_named_with_its_place() -> None:
    control = hl7("questionnaire-itemControl", valueCodeableConcept={})

    made = carried(a_questionnaire(a_question("x", extension=[control]), publisher="Someone"))

    assert "the extension questionnaire-itemControl is left out (x)" in made.notices
    assert "`publisher` is left out (Questionnaire)" in made.notices


@pytest.mark.parametrize(
    ("asked", "condition", "ours"),
    [
        (a_choice("q", "A b", "C"), when("q", **coding("A b")), EnableWhen("q", "=", "a-b")),
        (a_choice("q", "a"), when("q", answerCoding={"code": "a"}), EnableWhen("q", "=", "a")),
        (a_choice("q", "a"), when("q", "!=", **coding("a")), EnableWhen("q", "!=", "a")),
        (a_question("q", "boolean"), when("q", answerBoolean=False), EnableWhen("q", "=", "no")),
        (a_question("q", "integer"), when("q", ">=", answerInteger=3), EnableWhen("q", ">=", 3)),
        (a_question("q", "integer"), when("q", answerInteger=3), EnableWhen("q", "=", 3)),
        (a_question("q", "decimal"), when("q", "<", answerDecimal=4.50), EnableWhen("q", "<", "4.5")),
        (a_question("q"), when("q", answerString="cat"), EnableWhen("q", "=", "cat")),
        (a_question("q"), when("q", "exists", answerBoolean=False), EnableWhen("q", "exists", False)),
    ],
)
def test_a_condition_is_carried_in_our_names(asked: Json, condition: Json, ours: EnableWhen) -> None:
    made = carried(a_questionnaire(asked, a_question("x", enableWhen=[condition])))

    assert item(made, "x").enable_when == (ours,)


def test_a_sidecar_without_rules_is_told_that_nothing_will_be_raised() -> None:
    made = carried(a_questionnaire(a_question("x")))

    assert (
        "the sidecar has no rule: no answer will raise anything for a clinician (Questionnaire)"
        in made.notices
    )


def test_the_sidecar_that_the_authors_page_shows_is_one_that_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "authors.md").read_text(encoding="utf-8")
    [shown] = [block for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "not_counted" in block]

    assert [score.total for score in Sidecar.model_validate(tomllib.loads(shown)).score] == ["/44261-6"]


# Names ------------------------------------------------------------------------------------------------------------


def test_link_ids_and_codes_get_our_pattern_and_the_way_back_is_kept() -> None:
    form = a_questionnaire(
        a_choice("/44250-9", "LA6568-5", "-1", "Ä"), a_question("Q 1"), a_question("q-1"), a_question("Q.1")
    )

    made = carried(form)

    assert made.names.link_ids == {"q-44250-9": "/44250-9", "q-1-2": "Q 1", "q-1": "q-1", "q-1-3": "Q.1"}
    assert made.names.answers["q-44250-9"] == {
        "la6568-5": Coded(SYSTEM, "LA6568-5"), "1": Coded(SYSTEM, "-1"), "a": Coded(SYSTEM, "Ä"),
    }  # fmt: skip
    assert Names.from_json(made.names.as_json()) == made.names


def test_one_code_of_two_systems_is_two_answers() -> None:
    options = [{"valueCoding": {"system": system, "code": "x", "display": system}} for system in ("s1", "s2")]

    made = carried(a_questionnaire(a_question("q", "choice", answerOption=options)))

    assert made.names.answers["q"] == {"x": Coded("s1", "x"), "x-2": Coded("s2", "x")}


def test_words_and_numbers_as_answers_are_kept_as_what_they_are() -> None:
    options = [{"valueString": "Very often"}, {"valueInteger": 3}, {"valueInteger": -3}]

    made = carried(a_questionnaire(a_question("q", "choice", answerOption=options)))

    assert made.names.answers["q"] == {"very-often": "Very often", "3": 3, "minus-3": -3}


def test_names_are_told_apart_by_numbers_that_never_hit_another_name() -> None:
    wanted = {1: "A", 2: "a-2", 3: "a", 4: "a!", 5: "", 6: "???"}

    assert named(wanted, "q") == {1: "a-3", 2: "a-2", 3: "a", 4: "a-4", 5: "q", 6: "q-2"}
    assert slug("x" * 200, "q") == "x" * 70


@pytest.mark.parametrize("code", ["44250-9", "44261-6", "75626-2", "101697-1", "93373-9", "2093-3", "2345-7"])
def test_known_loinc_codes_pass_their_check_digit_and_no_other_digit_does(code: str) -> None:
    digits = code.partition("-")[0]

    assert fault(code) == ""
    assert all(fault(f"{digits}-{other}") for other in "0123456789" if other != check_digit(digits))


def test_every_total_that_is_known_is_a_loinc_code() -> None:
    assert [code for code in TOTALS if fault(code)] == []


# Scores -----------------------------------------------------------------------------------------------------------


def test_a_total_becomes_the_score_of_the_sidecar_and_its_expression_never_runs(tmp_path: Path) -> None:
    total = a_question(
        "total", "decimal", readOnly=True, code=[{"system": "http://loinc.org", "code": "44261-6"}],
        extension=[
            hl7("questionnaire-hidden", valueBoolean=True),
            sdc("calculatedExpression", valueExpression={"expression": "weight().sum() + 1000"}),
        ],
    )  # fmt: skip
    form = a_questionnaire(
        a_choice("q1", "a", "b", weights=(0, 3)), a_choice("q2", "a", "b", weights=(0, 3)), total
    )
    band = [{"code": "low", "label": "Low", "lowest": 0, "highest": 6}]

    made = carried(form, score=[a_score("q1", "q2", total="total", band=band)])

    [result] = scores(read_back(made, tmp_path), {"how-you-are/q1": ("b",), "how-you-are/q2": ("b",)})
    assert (result.total, result.band and result.band.label, result.score.loinc) == (6, "Low", "44261-6")
    assert made.names.link_ids["sum"] == "total"


def test_points_of_the_sidecar_count_where_the_questionnaire_has_none_and_that_is_said() -> None:
    points = [{"items": ["q"], "scores": {"a": 0, f"{SYSTEM}|b": 2}}]

    made = carried(a_questionnaire(a_choice("q", "a", "b")), score=[a_score("q")], answers=points)

    assert [option.score for option in item(made, "q").options] == [0, 2]
    assert "the sidecar says what the answers count (q)" in made.notices


def test_what_a_score_counts_on_a_page_with_a_condition_says_the_condition_too(tmp_path: Path) -> None:
    form = a_questionnaire(
        a_choice("q", "a", "b", weights=(0, 1)),
        a_group("more", a_choice("r", "a", "b", weights=(0, 1)), enableWhen=[when("q", **coding("b"))]),
    )

    read = read_back(carried(form, score=[a_score("q", "r")]), tmp_path)

    [left_out] = scores(read, {"how-you-are/q": ("a",)})
    [blank] = scores(read, {"how-you-are/q": ("b",)})
    assert (left_out.total, blank.total) == (0, None)


def test_clusters_cutoffs_and_fillings_of_the_sidecar_are_carried(tmp_path: Path) -> None:
    score = a_score(
        "q", most_missing=1, cluster=[{"code": "c", "label": "C", "items": ["q"], "at_least": 1, "needed": 1}],
        cutoff=[{"at": 1, "when": [{"question": "patient/age", "operator": ">=", "answer": 65}]}, {"at": 2}],
    )  # fmt: skip

    read = read_back(
        carried(a_questionnaire(a_choice("q", "a", "b", weights=(0, 2))), score=[score]), tmp_path
    )

    [old] = scores(read, {"how-you-are/q": ("b",), "patient/age": ("70",)})
    [young] = scores(read, {"how-you-are/q": ("b",), "patient/age": ("20",)})
    assert (old.cutoff, young.cutoff, old.pattern, old.score.most_missing) == (1, 2, True, 1)


def test_weights_that_nobody_counts_on_purpose_are_named_in_the_sidecar() -> None:
    made = carried(a_questionnaire(a_choice("q", "a", "b", weights=(0, 1))), not_counted=["q"])

    assert [option.score for option in item(made, "q").options] == [0, 1]
