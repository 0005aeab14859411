"""A form goes out as a Questionnaire, and comes back as the same form."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consentapp.catalog import read_library
from consentapp.domain.form import EnableWhen, Form, Item
from consentapp.domain.text import Heading, ListBlock, Paragraph, Run, Table
from consentapp.interop import Carried, NotCarried, questionnaire_of
from consentapp.resources import resource_dir
from tests.interop.builders import (
    Json,
    a_choice,
    a_question,
    a_questionnaire,
    a_score,
    carried,
    coding,
    hl7,
    leaves,
    sdc,
    when,
)

TOTAL = a_question(
    "T/1", "decimal", extension=[sdc("calculatedExpression", valueExpression={"expression": "weight()"})]
)


def everything() -> Json:
    """One item of each kind, with each kind of condition."""
    limits = [hl7("minValue", valueDecimal=0.5), hl7("maxValue", valueDecimal=10)]
    exclusive = a_choice("M", "x", "none", repeats=True, required=False)
    exclusive["answerOption"][1]["extension"] = [hl7("questionnaire-optionExclusive", valueBoolean=True)]
    texts = a_question(
        "S", "choice", answerOption=[{"valueString": "Very often"}, {"valueInteger": 3}], required=True
    )
    asked = [
        when("/Q1", **coding("LA-1")), when("B", answerBoolean=True), when("N", ">", answerInteger=2), when("N", "<", answerDecimal=7.5),
        when("D", "<=", answerDecimal=2.5), when("M", "!=", **coding("x")), when("S", answerInteger=3),
        when("S", answerString="Very often"), when("B", "exists", answerBoolean=False), when("F", answerDate="2026-01-31"),
    ]  # fmt: skip
    last = {"linkId": "G", "type": "group", "text": "More", "item": [
        a_question("W", required=False, enableWhen=asked, enableBehavior="any")], "enableWhen": [when("/Q1", **coding("LA-2"))]}  # fmt: skip
    return a_questionnaire(
        a_choice("/Q1", "LA-1", "LA-2", weights=(0, 2), required=True), a_choice("/Q2", "LA-1", "LA-2", weights=(0, 2), required=True),
        a_question("B", "boolean", required=True), a_question("N", "integer", required=True),
        a_question("D", "decimal", extension=limits, required=True, item=[{"linkId": "h", "type": "display", "text": "A hint."}]),
        a_question("F", "date", required=True), exclusive, texts, TOTAL, last,
    )  # fmt: skip


@pytest.fixture
def made() -> Carried:
    return carried(everything(), score=[a_score("/Q1", "/Q2", total="T/1")])


def essence(item: Json) -> Json:
    """What must survive: everything but order of keys, linkIds of hints and the readings of a condition's display."""
    kept = ("linkId", "type", "text", "required", "repeats", "answerOption", "enableWhen", "enableBehavior")
    found = {key: item[key] for key in kept if key in item and item[key] is not False}
    if len(found.get("enableWhen", [])) < 2:
        found.pop("enableBehavior", None)
    return found


def test_items_answers_weights_and_conditions_come_out_as_they_went_in(made: Carried) -> None:
    out = questionnaire_of(made.form, made.names)

    before = {
        item["linkId"]: essence(item) for item in leaves(everything()["item"]) if item["linkId"] != "T/1"
    }
    after = {item["linkId"]: essence(item) for item in leaves(out["item"]) if item["linkId"] != "T/1"}
    assert after == before


def test_the_total_comes_out_as_a_hidden_sum_of_weights(made: Carried) -> None:
    total = questionnaire_of(made.form, made.names)["item"][-1]

    assert (total["linkId"], total["readOnly"]) == ("T/1", True)
    assert total["extension"][-1]["valueExpression"]["expression"] == (
        "%resource.repeat(item).where(linkId in ('/Q1' | '/Q2')).answer.weight().sum()"
    )


def test_what_went_out_comes_back_as_the_same_form(made: Carried) -> None:
    out = questionnaire_of(made.form, made.names)

    again = carried(out, id=made.form.id, score=[a_score("/Q1", "/Q2", total="T/1")])

    assert again.form.scores == made.form.scores
    assert [item for _, item in again.form.items()] == [item for _, item in made.form.items()]
    assert [page.enable_when for page in again.form.pages] == [page.enable_when for page in made.form.pages]
    assert again.names == made.names


def phq_9() -> Form:
    return read_library(Path(resource_dir("forms"))).form("phq-9", "1", "en")


def test_a_form_of_ours_goes_out_and_comes_back_with_its_pages() -> None:
    form = phq_9()
    points = {"score": [a_score(*form.scores[0].items, id="phq-9-total", total="phq-9-total")]}

    again = carried(questionnaire_of(form), id="phq-9", **points).form

    assert [texts(page.content) for page in again.pages] == [texts(page.content) for page in form.pages]
    assert [item for _, item in again.items()] == [replace(item, role="") for _, item in form.items()]
    assert again.pages[0].notice == form.pages[0].notice


def texts(content: tuple[Any, ...]) -> list[Any]:
    return [
        part if isinstance(part, Paragraph) else part.link_id
        for part in content
        if isinstance(part, Paragraph | Item)
    ]


def test_lists_and_tables_go_out_as_lines_of_text() -> None:
    cells = ((Run("Nose"),), (Run("One hour"),))
    blocks = (
        Heading((Run("Ways"),)),
        ListBlock(
            ordered=False, items=(Paragraph((Run("One "), Run("thing", "strong"))), Paragraph((Run("Two"),)))
        ),
        Table("Times", ((Run("Way"),), (Run("Time"),)), (cells,)),
    )
    form = phq_9()
    page = replace(form.pages[0], content=(*blocks, *form.pages[0].items))

    group = questionnaire_of(replace(form, pages=(page, *form.pages[1:])))["item"][0]

    displayed = [item["text"] for item in group["item"] if item["type"] == "display"]
    assert displayed == ["Ways", "- One thing\n- Two", "Times\nWay | Time\nNose | One hour"]


def test_link_ids_of_pages_texts_and_items_never_meet() -> None:
    out = questionnaire_of(phq_9())

    found = list(every_link_id(out["item"]))

    assert len(found) == len(set(found))


def every_link_id(items: list[Json]) -> list[str]:
    return [link for item in items for link in (item["linkId"], *every_link_id(item.get("item", [])))]


def test_every_screening_form_goes_out_with_its_questions_and_totals_in_order() -> None:
    library = read_library(Path(resource_dir("forms")))
    screening = [form for form in library.forms.values() if form.kind == "screening"]

    for form in screening:
        asked = [item["linkId"] for item in leaves(questionnaire_of(form)["item"])]
        assert asked == [item.link_id for _, item in form.items()] + [score.id for score in form.scores]
    assert len(screening) >= 3


ELSEWHERE, HERE = EnableWhen("health-history/reasons", "=", "mood"), EnableWhen("item-1", "exists", True)


def with_conditions(*conditions: EnableWhen) -> Form:
    form = phq_9()
    return replace(
        form, pages=(form.pages[0], replace(form.pages[1], enable_when=conditions), *form.pages[2:])
    )


def test_what_another_form_decides_is_left_to_the_packet() -> None:
    assert "enableWhen" not in questionnaire_of(with_conditions(ELSEWHERE))["item"][1]
    assert "enableWhen" in questionnaire_of(with_conditions(HERE))["item"][1]


def test_conditions_on_this_form_and_another_in_one_list_are_refused() -> None:
    with pytest.raises(NotCarried) as refused:
        questionnaire_of(with_conditions(HERE, ELSEWHERE))

    assert "phq-9: its conditions ask this form and `health-history/reasons` in one list" in str(
        refused.value
    )


def test_what_a_questionnaire_cannot_say_is_refused_with_its_link_id() -> None:
    consent = read_library(Path(resource_dir("forms"))).form("signing", "1", "en")

    with pytest.raises(NotCarried) as refused:
        questionnaire_of(consent)

    assert "has no place in a Questionnaire" in str(refused.value)


def test_a_link_id_with_a_quote_stays_one_string_in_the_expression() -> None:
    form = a_questionnaire(
        a_choice("it's \\ a", "a", weights=(1,)), a_question("t", "decimal", readOnly=True)
    )

    made = carried(form, score=[a_score("it's \\ a", total="t")])

    expression = questionnaire_of(made.form, made.names)["item"][-1]["extension"][-1]["valueExpression"][
        "expression"
    ]
    assert "linkId in ('it\\'s \\\\ a')" in expression
