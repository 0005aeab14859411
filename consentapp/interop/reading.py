"""A FHIR Questionnaire read strictly: R4, and R5 where it says the same in other words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consentapp.interop import loinc
from consentapp.interop.answers import ValueSets, contained_sets, read_offered
from consentapp.interop.element import Element, only_value
from consentapp.interop.enable_when import read_conditions
from consentapp.interop.extensions import CALCULATED, FEWEST, HIDDEN, MAXIMUM, MINIMUM, MOST, UNIT
from consentapp.interop.findings import WHOLE, Findings, quoted, refusal
from consentapp.interop.questionnaire import (
    NUMERIC,
    Node,
    Questionnaire,
)

MOST_ITEMS = 1_000

TYPES = {
    "group": "group", "display": "display", "boolean": "boolean", "choice": "choice", "coding": "choice",
    "integer": "integer", "decimal": "decimal", "date": "date", "string": "string", "text": "text",
}  # fmt: skip
"""What each type is for us. R5 calls a choice `coding`."""

ABOUT = (
    "meta", "text", "identifier", "derivedFrom", "experimental", "date", "publisher", "contact", "description",
    "useContext", "jurisdiction", "purpose", "approvalDate", "lastReviewDate", "effectivePeriod", "copyrightLabel",
    "versionAlgorithmString", "versionAlgorithmCoding",
)  # fmt: skip
"""They say something about the form and nothing to a patient: left out, with a notice."""

SUM = ("sum()", "weight()", "ordinal()", "aggregate(", "+")
"""What an expression that adds up is made of. It is looked at, never executed."""


@dataclass
class _Reading:
    """What is known while the items are read, in reading order."""

    value_sets: ValueSets
    seen: set[str]
    count: int = 0


def read_questionnaire(table: dict[str, Any], findings: Findings) -> Questionnaire:
    """The whole of it. What cannot be carried becomes a finding, all of them at once."""
    root = Element(table, WHOLE, findings)
    if table.get("resourceType") != "Questionnaire":
        said = quoted(str(table.get("resourceType", "thing without resourceType")))
        raise refusal(f"this is a {said}", "Give a FHIR Questionnaire")
    root.text("resourceType")
    _check_root(root)
    reading = _Reading(contained_sets(root), set())
    items = tuple(_node(item, reading, "") for item in root.elements("item"))
    if not items:
        root.refuse("it has no items", "Give a form that asks something")
    found = Questionnaire(
        name=root.text("id") or root.text("name") or root.text("url").rpartition("/")[2],
        url=root.text("url"),
        version=root.text("version"),
        title=root.text("title"),
        language=root.text("language"),
        copyright=root.text("copyright"),
        items=items,
    )
    root.text("name")
    root.close(ABOUT)
    return found


def _check_root(root: Element) -> None:
    root.extensions()
    _loinc(root)
    status = root.text("status")
    if status not in ("draft", "active", "unknown"):
        root.refuse(
            f"its status is {quoted(status) or 'missing'}", "Take one that is draft, active or unknown"
        )
    subjects = root.strings("subjectType")
    if subjects and "Patient" not in subjects:
        root.refuse(f"it is about a {quoted(subjects[0])}", "Take a form that is about a patient")


def _node(item: Element, reading: _Reading, outer: str) -> Node:
    reading.count += 1
    if reading.count > MOST_ITEMS:
        raise refusal(f"it has more than {MOST_ITEMS} items", "Split the form")
    item.place = f"an item in {outer or WHOLE}"
    link_id = item.exact("linkId")
    item.place = link_id or item.place
    if not link_id or link_id in reading.seen:
        item.refuse(
            "its linkId is missing" if not link_id else "its linkId stands twice", "Give each item its own"
        )
    reading.seen.add(link_id)
    kind = _type(item)
    marks = item.extensions((HIDDEN, UNIT, MINIMUM, MAXIMUM, FEWEST, MOST, CALCULATED))
    code, unit = _loinc(item), _unit(marks.get(UNIT, ()))
    node = Node(
        link_id=link_id,
        type=kind,
        text=" ".join(part for part in (item.text("prefix"), item.text("text")) if part),
        loinc=code if kind not in ("group", "display") else "",
        required=item.truth("required"),
        repeats=_repeats(item, kind),
        hidden=any(
            only_value(mark, "valueBoolean") and mark.truth("valueBoolean") for mark in marks.get(HIDDEN, ())
        ),
        total=_is_total(item, kind, marks, code, unit),
        unit=unit,
        minimum=_limit(marks.get(MINIMUM, ()), kind),
        maximum=_limit(marks.get(MAXIMUM, ()), kind),
        conditions=read_conditions(item),
        offered=_offered(item, kind, reading.value_sets),
        inside=tuple(_node(part, reading, link_id) for part in item.elements("item")),
    )
    _check_node(item, node, marks)
    item.close(("definition", "maxLength", "disabledDisplay"))
    return node


def _check_node(item: Element, node: Node, marks: Mapping[str, list[Element]]) -> None:
    if item.has("initial"):
        item.refuse("it is filled in beforehand (initial)", "Let the patient answer")
    item.elements("initial")
    if item.has("answerConstraint") and item.text("answerConstraint") != "optionsOnly":
        item.refuse("it takes answers beside those it offers", "Add a question of type string for the others")
    if node.inside and node.type == "display":
        item.refuse("a display holds other items", "Make it a group")
    for mark in (*marks.get(FEWEST, ()), *marks.get(MOST, ())):
        if only_value(mark, "valueInteger") and mark.number("valueInteger") not in (0, 1):
            item.refuse("it says how many answers to choose", "Take minOccurs and maxOccurs out")


def _type(item: Element) -> str:
    written = item.text("type")
    if written in TYPES:
        return TYPES[written]
    item.refuse(f"the type {quoted(written) or '(none)'} has no place in our forms", _instead(written))
    return "string"


def _instead(written: str) -> str:
    match written:
        case "open-choice":
            return "Make it a choice, and a question of type string for other answers"
        case "time" | "dateTime":
            return "Ask for a date, or for text"
        case "quantity":
            return "Ask for a decimal and write the unit into its text"
        case "attachment" | "reference" | "url":
            return "Leave it out: a patient fills in words, numbers and choices"
        case _:
            return "Use a type of FHIR R4"


def _repeats(item: Element, kind: str) -> bool:
    repeats = item.truth("repeats")
    if repeats and kind != "choice":
        item.refuse(f"a repeated {kind} has no place in our forms", "Ask it once, or make it a choice")
    return repeats and kind == "choice"


def _is_total(item: Element, kind: str, marks: Mapping[str, list[Element]], code: str, unit: str) -> bool:
    """Whether it is counted, not asked. An expression is only looked at, to see that it adds up."""
    calculated = [_expression(mark) for mark in marks.get(CALCULATED, ())]
    read_only = item.truth("readOnly") and kind not in ("group", "display")
    if kind not in NUMERIC:
        if calculated or read_only:
            item.refuse(
                "nobody answers it: it is read-only or calculated",
                "Only a total of weights may be: leave it out",
            )
        return False
    if odd := [expression for expression in calculated if not any(part in expression for part in SUM)]:
        item.refuse(f"its expression is no total of weights: {quoted(odd[0])}", "Leave the item out")
    return bool(calculated) or read_only or unit == "{score}" or code in loinc.TOTALS


def _expression(mark: Element) -> str:
    expression = mark.element("valueExpression") if only_value(mark, "valueExpression") else None
    return expression.text("expression") if expression else ""


def _unit(marks: "list[Element] | tuple[()]") -> str:
    for mark in marks:
        if only_value(mark, "valueCoding") and (coding := mark.element("valueCoding")):
            return coding.text("code") or coding.text("display")
    return ""


def _limit(marks: "list[Element] | tuple[()]", kind: str) -> str:
    key = {"integer": "valueInteger", "decimal": "valueDecimal", "date": "valueDate"}.get(kind, "")
    for mark in marks:
        if not key:
            mark.refuse(f"limits have no meaning for the type {kind}", "Take minValue and maxValue out")
        elif only_value(mark, key):
            return mark.text(key) if kind == "date" else str(mark.number(key))
    return ""


def _loinc(owner: Element) -> str:
    """The LOINC code of an item or of the form, its check digit verified."""
    found = []
    for coding in owner.elements("code"):
        code = coding.text("code")
        if coding.text("system") == loinc.SYSTEM:
            found.append(code)
            if fault := loinc.fault(code):
                owner.refuse(f"{quoted(code)} is no LOINC code: {fault}", "Correct the code, or take it out")
        else:
            owner.findings.notice(owner.place, "codes of other systems than LOINC are left out")
        coding.text("display")
        coding.close(("version", "userSelected"))
    if len(found) > 1:
        owner.refuse("it has two LOINC codes", "Keep one")
    return found[0] if found else ""


def _offered(item: Element, kind: str, value_sets: ValueSets) -> Any:
    offered = read_offered(item, value_sets)
    if kind == "choice" and not item.keys("answer"):
        item.refuse("it is a choice and offers no answers", "List them as answerOption")
    if kind != "choice" and offered:
        item.refuse(f"it lists answers and is of type {kind}", "Make it a choice")
    return offered if kind == "choice" else ()
