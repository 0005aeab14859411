"""What cannot be carried over is refused with its linkId, the reason and the mend; all of it at once."""

from typing import Any

import pytest

from consentapp.interop import NotCarried
from tests.interop.builders import (
    Json,
    a_choice,
    a_question,
    a_questionnaire,
    a_score,
    carried,
    coding,
    hl7,
    refusals,
    sdc,
    when,
)

EXPRESSION: Json = {"valueExpression": {"language": "text/fhirpath", "expression": "%resource.item"}}


def a_group(link_id: str, *items: Json, **more: Any) -> Json:
    return {"linkId": link_id, "type": "group", "text": f"Group {link_id}", "item": list(items)} | more


ITEMS: list[tuple[str, Json]] = [
    ("the type open-choice", a_choice("x", "a", "b") | {"type": "open-choice"}),
    ("the type attachment", a_question("x", "attachment")),
    ("the type reference", a_question("x", "reference")),
    ("the type quantity", a_question("x", "quantity")),
    ("the type url", a_question("x", "url")),
    ("the type time", a_question("x", "time")),
    ("the type dateTime", a_question("x", "dateTime")),
    ("the type (none)", {"linkId": "x", "text": "A question"}),
    ("repeated group", a_group("x", a_question("y"), repeats=True)),
    ("repeated string", a_question("x", repeats=True)),
    ("its answers stand elsewhere", a_question("x", "choice", answerValueSet="http://example.org/set")),
    ("offers no answers", a_question("x", "choice")),
    ("both answerOption and answerValueSet", a_choice("x", "a") | {"answerValueSet": "#a"}),
    ("lists answers and is of type integer", a_choice("x", "a") | {"type": "integer"}),
    ("has no code", a_question("x", "choice", answerOption=[{"valueCoding": {"display": "Yes"}}])),
    ("has no display", a_question("x", "choice", answerOption=[{"valueCoding": {"code": "yes"}}])),
    ("an answer holds valueDate", a_question("x", "choice", answerOption=[{"valueDate": "2026-01-01"}])),
    ("an answer holds valueInteger, valueString",
     a_question("x", "choice", answerOption=[{"valueInteger": 1, "valueString": "a"}])),
    ("chosen beforehand", a_question("x", "choice", answerOption=[{"valueString": "a", "initialSelected": True}])),
    ("stands twice", a_choice("x", "a", "a")),
    ("begins or ends with a space", a_choice("x", " a")),
    ("is not NFC", a_question("x", "choice", answerOption=[{"valueString": "e\u0301"}])),
    ("filled in beforehand", a_question("x", initial=[{"valueString": "me"}])),
    ("initialExpression", a_question("x", extension=[sdc("initialExpression", **EXPRESSION)])),
    ("enableWhenExpression", a_question("x", extension=[sdc("enableWhenExpression", **EXPRESSION)])),
    ("answerExpression", a_question("x", extension=[sdc("answerExpression", **EXPRESSION)])),
    ("candidateExpression", a_question("x", extension=[sdc("candidateExpression", **EXPRESSION)])),
    ("a constraint is an expression", a_question("x", extension=[hl7("questionnaire-constraint")])),
    ("a constraint is an expression", a_question("x", extension=[hl7("targetConstraint", extension=[])])),
    ("asks for a signature", a_question("x", extension=[hl7("questionnaire-signatureRequired")])),
    ("read-only or calculated", a_question("x", extension=[sdc("calculatedExpression", **EXPRESSION)])),
    ("read-only or calculated", a_question("x", readOnly=True)),
    ("no total of weights", a_question("x", "decimal", extension=[sdc("calculatedExpression", **EXPRESSION)])),
    ("modifierExtension", a_question("x", modifierExtension=[{"url": "http://example.org/no"}])),
    ("http://example.org/no is not understood", a_question("x", extension=[{"url": "http://example.org/no"}])),
    ("`answerMaybe` is not understood", a_question("x", answerMaybe=[])),
    ("how many answers to choose", a_choice("x", "a") | {
        "repeats": True, "extension": [hl7("questionnaire-maxOccurs", valueInteger=3)]}),
    ("takes answers beside those", a_choice("x", "a") | {"answerConstraint": "optionsOrString"}),
    ("its check digit should be 9", a_question("x", code=[{"system": "http://loinc.org", "code": "44250-8"}])),
    ("digits, a hyphen", a_question("x", code=[{"system": "http://loinc.org", "code": "LA6568-5"}])),
    ("two LOINC codes", a_question("x", code=[{"system": "http://loinc.org", "code": c} for c in ("44250-9", "44255-8")])),
    ("two scores: 1, 2", a_question("x", "choice", answerOption=[{
        "valueString": "a",
        "extension": [hl7("ordinalValue", valueDecimal=1), hl7("itemWeight", valueDecimal=2)]}])),
    ("the score 1.5 is not", a_question("x", "choice", answerOption=[{
        "valueString": "a", "extension": [hl7("ordinalValue", valueDecimal=1.5)]}])),
    ("the score -1 is not", a_choice("x", "a", weights=(-1,))),
    ("hidden from the patient", a_question("x", extension=[hl7("questionnaire-hidden", valueBoolean=True)])),
    ("must hold valueBoolean", a_question("x", extension=[hl7("questionnaire-hidden", valueString="true")])),
    ("limits have no meaning", a_question("x", extension=[hl7("minValue", valueInteger=1)])),
    ("`required` must be true or false", a_question("x", required="yes")),
    ("`text` must be text", a_question("x", text=["a"])),
    ("`item` must be a list", a_group("x") | {"item": {}}),
    ("`item` is an empty list", a_group("x")),
    ("it has no text", {"linkId": "x", "type": "string"}),
    ("it displays nothing", {"linkId": "x", "type": "display"}),
    ("its text holds `{`", a_question("x", text="Call {clinic.phone}")),
    ("its text holds `[[`", a_question("x", text="How is your [[pulse]]?")),
    ("its text holds `{`", {"linkId": "x", "type": "display", "text": "Believe me {evidence: strong; R1}"}),
    ("its text holds `<`", {"linkId": "x", "type": "display", "text": "<script>alert(1)</script>"}),
    ("keep for tables", {"linkId": "x", "type": "display", "text": "Hello\nTable: lost"}),
    ("a display holds other items", {"linkId": "x", "type": "display", "text": "T", "item": [a_question("y")]}),
    ("is no question here", a_question("x", enableWhen=[when("nowhere", "exists", answerBoolean=True)])),
    ("does not stand before it", a_question("x", enableWhen=[when("x", "exists", answerBoolean=True)])),
    ("does not stand before it", a_question("x", enableWhen=[when("last", "exists", answerBoolean=True)])),
    ("can never be met", a_question("x", enableWhen=[when("first", **coding("c"))])),
    ("can never be met", a_question("x", enableWhen=[when("first", ">", answerInteger=1)])),
    ("can never be met", a_question("x", enableWhen=[when("first", "exists", answerString="yes")])),
    ("can never be met", a_question("x", enableWhen=[when("first", answerBoolean=True)])),
    ("the operator ~", a_question("x", enableWhen=[when("first", "~", answerBoolean=True)])),
    ("must name one answer", a_question("x", enableWhen=[when("first", answerTime="10:00:00")])),
    ("must name one answer", a_question("x", enableWhen=[when("first", answerInteger=1, answerString="a")])),
    ("no enableBehavior", a_question("x", enableWhen=[when("first", "exists", answerBoolean=True)] * 2)),
    ("enableBehavior is some", a_question("x", enableBehavior="some")),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "item"), ITEMS, ids=[reason for reason, _ in ITEMS])
def test_an_item_that_cannot_be_carried_is_refused_by_its_link_id(reason: str, item: Json) -> None:
    form = a_questionnaire(a_choice("first", "a", "b"), item, a_question("last"))

    found = refusals(form)

    assert any(place == "x" and reason in why for place, why in found), found


def test_the_form_around_those_items_is_carried_by_itself() -> None:
    assert refusals(a_questionnaire(a_choice("first", "a", "b"), a_question("x"), a_question("last"))) == []


ROOTS: list[tuple[str, Json]] = [
    ("no copyright", {"copyright": None}),
    ("no title", {"title": None}),
    ("no id, name or address", {"id": None}),
    ("its status is retired", {"status": "retired"}),
    ("its status is missing", {"status": None}),
    ("about a Practitioner", {"subjectType": ["Practitioner"]}),
    ("`implicitRules` is not understood", {"implicitRules": "http://example.org/rules"}),
    ("modifierExtension", {"modifierExtension": []}),
    ("no items", {"item": None}),
    ("its language is not like", {"language": "../../etc"}),
    ("it contains a Patient", {"contained": [{"resourceType": "Patient"}]}),
    ("its text holds `{`", {"title": "At {clinic.name}"}),
    ("its text holds `{`", {"copyright": "Ask {clinic.name}"}),
]


@pytest.mark.parametrize(("reason", "change"), ROOTS, ids=[reason for reason, _ in ROOTS])
def test_what_is_wrong_with_the_whole_is_refused_as_the_questionnaire_s(reason: str, change: Json) -> None:
    form = {
        key: value for key, value in (a_questionnaire(a_question("a")) | change).items() if value is not None
    }

    assert any(place == "Questionnaire" and reason in why for place, why in refusals(form))


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (a_choice("x", *(f"c{number}" for number in range(301))), "it offers more than 300 answers"),
        (
            a_question("x", enableWhen=[when("y", "exists", answerBoolean=True)] * 51),
            "it has more than 50 conditions",
        ),
    ],
)
def test_more_answers_or_conditions_than_a_person_reads_are_refused(item: Json, reason: str) -> None:
    assert refusals(a_questionnaire(item)) == [("x", reason)]


def test_a_condition_of_a_text_is_refused_at_the_text() -> None:
    text = {
        "linkId": "t",
        "type": "display",
        "text": "T",
        "enableWhen": [when("gone", "exists", answerBoolean=True)],
    }

    assert refusals(a_questionnaire(a_question("a"), text)) == [
        ("t", "its condition asks gone, which is no question here")
    ]


def test_two_items_of_one_link_id_are_refused() -> None:
    assert ("a", "its linkId stands twice") in refusals(a_questionnaire(a_question("a"), a_question("a")))


def test_a_link_id_that_would_come_back_otherwise_is_refused() -> None:
    found = refusals(a_questionnaire(a_question("x ")))

    assert found == [("an item in Questionnaire", "`linkId` begins or ends with a space, or is not NFC")]


def test_an_item_without_link_id_is_told_by_the_group_around_it() -> None:
    form = a_questionnaire(a_group("g", {"type": "string", "text": "A question"}))

    assert refusals(form) == [("an item in g", "its linkId is missing")]


def test_every_refusal_is_told_at_once_as_link_id_reason_and_mend() -> None:
    form = a_questionnaire(
        a_question("a", "attachment"), a_question("b", repeats=True), a_question("c", "time")
    )

    with pytest.raises(NotCarried) as refused:
        carried(form)

    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["a", "b", "c"]
    assert lines[1] == "b: a repeated string has no place in our forms. Ask it once, or make it a choice."


def test_conditions_of_a_group_and_its_question_that_no_list_can_say_are_refused() -> None:
    either = {
        "enableWhen": [when("first", **coding("a")), when("first", **coding("b"))],
        "enableBehavior": "any",
    }
    inner = a_group("in", a_question("y"), enableWhen=[when("first", "exists", answerBoolean=True)])
    form = a_questionnaire(a_choice("first", "a", "b", "c"), a_group("out", inner, **either))

    assert refusals(form) == [("in", "its conditions and those around it cannot be said in one list")]


@pytest.mark.parametrize(
    ("value_set", "reason"),
    [
        ({}, "does not list its codes"),
        ({"compose": {"include": [{"system": "s", "filter": []}]}}, "names codes by a rule"),
        ({"compose": {"include": [{"system": "s"}]}}, "names codes by a rule"),
        (
            {"compose": {"include": [{"concept": [{"code": "a", "display": "A"}]}], "exclude": []}},
            "does not list",
        ),
        ({"expansion": {"contains": [{"code": "a", "display": "A", "contains": []}]}}, "is a tree"),
        ({"expansion": {"contains": [{"code": "a", "display": "A", "abstract": True}]}}, "is a tree"),
        (
            {"expansion": {"total": 2, "contains": [{"code": "a", "display": "A"}]}},
            "does not list all of its codes",
        ),
        (
            {"modifierExtension": [], "expansion": {"contains": [{"code": "a", "display": "A"}]}},
            "modifierExtension",
        ),
    ],
)
def test_a_contained_value_set_that_does_not_list_its_codes_is_refused(value_set: Json, reason: str) -> None:
    contained = {"resourceType": "ValueSet", "id": "set"} | value_set
    form = a_questionnaire(a_question("x", "choice", answerValueSet="#set"), contained=[contained])

    assert any(place == "x" and reason in why for place, why in refusals(form))


# Scores -----------------------------------------------------------------------------------------------------------


TOTAL = a_question("total", "decimal", extension=[
    sdc("calculatedExpression", valueExpression={"expression": "%resource.item.answer.weight().sum()"})])  # fmt: skip


def test_a_total_without_a_score_of_the_sidecar_is_refused() -> None:
    found = refusals(a_questionnaire(a_choice("q", "a", "b", weights=(0, 1)), TOTAL))

    assert ("total", "it is a total, and no score of the sidecar takes its place") in found
    assert ("q", "its answers have scores, and nothing counts them") in found


@pytest.mark.parametrize(
    "sign",
    [
        {"readOnly": True},
        {"code": [{"system": "http://loinc.org", "code": "44261-6"}]},
        {"extension": [hl7("questionnaire-unit", valueCoding={"code": "{score}"})]},
    ],
)
def test_a_number_that_shows_a_sign_of_being_a_total_is_never_asked(sign: Json) -> None:
    assert ("t", "it is a total, and no score of the sidecar takes its place") in refusals(
        a_questionnaire(a_question("q"), a_question("t", "decimal", **sign))
    )


def test_a_condition_that_asks_for_a_total_is_refused() -> None:
    form = a_questionnaire(
        a_choice("q", "a", weights=(1,)),
        TOTAL,
        a_question("x", enableWhen=[when("total", ">", answerDecimal=3)]),
    )

    assert refusals(form, score=[a_score("q", total="total")]) == [
        ("x", "its condition asks for the total total")
    ]


@pytest.mark.parametrize(
    ("place", "reason", "sidecar"),
    [
        ("score sum", "which is no question", {"score": [a_score("nowhere")]}),
        ("score sum", "which is no choice of one", {"score": [a_score("text")]}),
        ("score sum", "which is no choice of one", {"score": [a_score("many")]}),
        ("score sum", "counts an item twice", {"score": [a_score("q", "q")]}),
        ("plain", "some of its answers have no score", {"score": [a_score("q", "plain")]}),
        (
            "q",
            "has two scores: 1 here, 2 in the sidecar",
            {"answers": [{"items": ["q"], "scores": {"b": 2}}]},
        ),
        (
            "plain",
            "scores z, which is not one of its",
            {"answers": [{"items": ["plain"], "scores": {"z": 2}}]},
        ),
        (
            "plain",
            "scores --5, which is not one of",
            {"answers": [{"items": ["plain"], "scores": {"--5": 2}}]},
        ),
        ("text", "it is no choice", {"answers": [{"items": ["text"], "scores": {"z": 2}}]}),
        ("gone", "is not in the Questionnaire", {"not_counted": ["gone"]}),
        ("gone", "is not in the Questionnaire", {"score": [a_score("q", total="gone")]}),
        ("text", "a string is no total", {"score": [a_score("q", total="text")]}),
        ("score sum", "check digit should be 6", {"score": [a_score("q", loinc="44261-7")]}),
        ("rule r", "which is no question, score or", {"rule": [{"when": [{"question": "gone"}]}]}),
        ("rule r", "can never be met", {"rule": [{"when": [{"question": "q", "answer": "z"}]}]}),
    ],
)
def test_a_sidecar_that_does_not_fit_the_questionnaire_is_refused(
    place: str, reason: str, sidecar: Json
) -> None:
    usual = {"id": "r", "level": "info", "reason": "R", "patient": "P", "source": "S"}
    if "rule" in sidecar:
        sidecar = sidecar | {"rule": [usual | sidecar["rule"][0]]}
    form = a_questionnaire(
        a_choice("q", "a", "b", weights=(0, 1)), a_choice("plain", "a", "b"), a_question("text"),
        a_choice("many", "a", weights=(1,), repeats=True),
    )  # fmt: skip

    found = refusals(form, **({"score": [a_score("q")], "not_counted": ["many"]} | sidecar))

    assert any(at == place and reason in why for at, why in found), found
