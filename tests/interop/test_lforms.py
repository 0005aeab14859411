"""Another program counts as we do: the original, what we make of it, and LHC-Forms agree on every total."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from consentapp.catalog import read_library
from consentapp.domain.form import Form
from consentapp.domain.response import item_enabled, page_enabled
from consentapp.domain.screening import scores
from consentapp.interop import Names, Sidecar, carry_over, questionnaire_of
from consentapp.interop.questionnaire import Coded
from consentapp.resources import resource_dir
from tests.interop.builders import (
    SYSTEM,
    a_choice,
    a_question,
    a_questionnaire,
    answers_of,
    carried,
    coding,
    leaves,
    read_back,
    when,
)
from tests.interop.examples import SIDECARS, example, parsed
from tests.interop.lforms import Counter, lforms

pytestmark = pytest.mark.slow

TIMES = 12

Json = dict[str, Any]

COUNTING = (
    "lhc-forms/phq9.json",
    "lhc-forms/phq9-with-the-weight-function.json",
    "lhc-forms/lforms-fhir-app-phq9.json",
)
"""Questionnaires that count by themselves. The others' totals somebody else fills in, or LHC-Forms does not count either."""

OTHERS = (
    "lhc-forms/apgar-with-itemWeight-variable.json", "hl7-us-core/Questionnaire-phq-9-example.json",
    "hl7-us-core/Questionnaire-AUDIT-C.json",
)  # fmt: skip

ANY: list[list[Json]] = [
    [when("Q1", **coding("b"))], [when("Q1", "!=", **coding("b"))], [when("B", answerBoolean=True)],
    [when("B", "!=", answerBoolean=True)], [when("N", ">", answerInteger=2)], [when("N", "<=", answerInteger=2)],
    [when("N", answerInteger=4)], [when("D", "<", answerDecimal=2.5)], [when("D", ">=", answerDecimal=2.5)],
    [when("E", "exists", answerBoolean=True)], [when("E", "exists", answerBoolean=False)], [when("M", **coding("x"))],
    [when("Q1", **coding("b")), when("N", ">", answerInteger=5)],
]  # fmt: skip
CONDITIONS = [(conditions, "any") for conditions in ANY] + [(ANY[-1], "all")]
"""All kinds but dates and texts as answers: those LHC-Forms cannot compare."""


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with lforms(tmp_path_factory.mktemp("lforms")) as found:
        yield found


def vectors(questionnaire: Json, seed: int) -> Iterator[dict[str, Json]]:
    """Answers by linkId: all the first, all the last, then chosen by chance, the same in every run."""
    chance = Random(seed)
    for turn in range(TIMES):
        pick = (lambda options: options[0], lambda options: options[-1], chance.choice)[min(turn, 2)]
        yield {
            item["linkId"]: {
                key: value for key, value in pick(item["answerOption"]).items() if key != "extension"
            }
            for item in leaves(questionnaire["item"])
            if "answerOption" in item
        }


def response_to(questionnaire: Json, given: dict[str, Json]) -> Json:
    """The answers in the nesting of that Questionnaire."""
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": nested(questionnaire["item"], given),
    }


def nested(items: list[Json], given: dict[str, Json]) -> list[Json]:
    found = []
    for item in items:
        inner = nested(item.get("item", []), given) if item["type"] == "group" else []
        if inner:
            found.append({"linkId": item["linkId"], "item": inner})
        elif item["linkId"] in given:
            found.append({"linkId": item["linkId"], "answer": [given[item["linkId"]]]})
    return found


def answered(response: Json) -> dict[str, Json]:
    found = {}
    for item in response.get("item", []):
        if "answer" in item:
            found[item["linkId"]] = item["answer"][0]
        found |= answered(item)
    return found


def total(response: Json, link_id: str) -> Any:
    return next(iter(answered(response)[link_id].values()))


def ours(form: Form, names: Names, response: Json) -> int | None:
    return scores(form, answers_of(response, form, names))[0].total


@pytest.mark.parametrize("name", [*COUNTING, *OTHERS])
def test_original_export_and_our_scorer_agree_on_every_total(
    name: str, counter: Counter, tmp_path: Path
) -> None:
    made = carry_over(example(name), Sidecar.model_validate(SIDECARS[name]))
    form, original = read_back(made, tmp_path), parsed(name)
    exported = questionnaire_of(form, made.names)
    link_id = made.names.link_ids[form.scores[0].id]

    for given in vectors(exported, seed=9):
        expected = ours(form, made.names, response_to(exported, given))
        assert total(counter.counts(exported, response_to(exported, given)), link_id) == expected
        if name in COUNTING:
            assert total(counter.counts(original, response_to(original, given)), link_id) == expected


def scored() -> dict[str, Form]:
    """The shipped forms that count something, in their source language."""
    library = read_library(Path(resource_dir("forms")))
    return {
        f"{id} {version}": form
        for (id, version, tongue), form in library.forms.items()
        if form.scores and tongue == "en"
    }


@pytest.mark.parametrize("name", scored())
def test_a_form_of_ours_is_counted_there_as_here(name: str, counter: Counter) -> None:
    form = scored()[name]
    exported, names = questionnaire_of(form), own_names(form)

    for given in vectors(exported, seed=27):
        told = counter.counts(exported, response_to(exported, given))
        for result in scores(form, answers_of(response_to(exported, given), form, names)):
            if result.score.id in answered(told):
                assert total(told, result.score.id) == result.total
            else:  # nothing to add up: LHC-Forms is silent where we say 0
                assert result.total == 0
                assert answered(told).keys().isdisjoint(result.score.items)


def own_names(form: Form) -> Names:
    """The names under which a form of ours goes out by itself."""
    system = f"{questionnaire_of(form)['url']}:answers"
    answers = {
        item.link_id: {one.code: Coded(system, one.code) for one in item.options} for _, item in form.items()
    }
    return Names({link_id: link_id for link_id in answers}, answers)


@pytest.mark.parametrize("place", ["question", "group"])
@pytest.mark.parametrize(("conditions", "behavior"), CONDITIONS)
def test_a_question_is_asked_there_when_it_is_asked_here(
    conditions: list[Json], behavior: str, place: str, counter: Counter, tmp_path: Path
) -> None:
    made = carried(asking(conditions, place, behavior))
    form = read_back(made, tmp_path)
    exported = questionnaire_of(form, made.names)
    page, item = next((page, item) for page, item in form.items() if item.link_id == "w")
    seen = set()

    for given, answers in answered_by_chance(form.id):
        told = answered(counter.counts(exported, response_to(exported, given)))
        asked = page_enabled(form, page, answers) and item_enabled(form, item, answers)
        assert ("W" in told) == asked, given
        seen.add(asked)
    assert seen == {True, False}


def asking(conditions: list[Json], place: str, behavior: str) -> Json:
    """A Questionnaire whose last question, or the group around it, has these conditions."""
    said = {"enableWhen": conditions} | ({"enableBehavior": behavior} if len(conditions) > 1 else {})
    last = a_question("W", **(said if place == "question" else {}))
    group = {
        "linkId": "G",
        "type": "group",
        "text": "Last",
        "item": [last],
        **(said if place == "group" else {}),
    }
    return a_questionnaire(
        a_choice("Q1", "a", "b"), a_question("B", "boolean"), a_question("N", "integer"), a_question("D", "decimal"),
        a_question("F", "date"), a_question("E"), a_choice("M", "x", "none", repeats=True), group,
    )  # fmt: skip


def answered_by_chance(form: str) -> Iterator[tuple[dict[str, Json], dict[str, tuple[str, ...]]]]:
    """The same answers as a FHIR client and as a form of ours writes them."""
    chance = Random(11)
    for number in range(TIMES):
        code, many, date = chance.choice("ab"), chance.choice(["x", "none"]), f"2026-01-{30 + number % 2}"
        yes, text = chance.random() < 0.5, chance.random() < 0.5
        given: dict[str, Json] = {
            "Q1": {"valueCoding": {"system": SYSTEM, "code": code}}, "M": {"valueCoding": {"system": SYSTEM, "code": many}},
            "B": {"valueBoolean": yes}, "N": {"valueInteger": number}, "D": {"valueDecimal": number / 2},
            "F": {"valueDate": date}, "W": {"valueString": "here"},
        } | ({"E": {"valueString": "words"}} if text else {})  # fmt: skip
        ours = {
            "q1": code,
            "m": many,
            "b": "yes" if yes else "no",
            "n": str(number),
            "d": str(number / 2),
            "f": date,
        }
        ours |= {"e": "words"} if text else {}
        yield given, {f"{form}/{link_id}": (value,) for link_id, value in ours.items()}


def test_nothing_is_asked_of_any_other_machine(counter: Counter) -> None:
    assert counter.strangers == []
