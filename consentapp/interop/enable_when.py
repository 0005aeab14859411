"""The conditions of an item, as a Questionnaire writes them."""

from typing import Any, cast, get_args

from consentapp.interop.element import Element
from consentapp.interop.findings import quoted, refusal
from consentapp.interop.questionnaire import ALWAYS, Behavior, Coded, Condition, Conditions, Operator

MOST_CONDITIONS = 50


def read_conditions(item: Element) -> Conditions:
    """enableWhen as it stands; findings for what is no condition that we know."""
    behavior = item.text("enableBehavior", "any")
    if behavior not in get_args(Behavior):
        item.refuse(f"enableBehavior is {quoted(behavior)}", "Write any or all")
    if len(item.elements("enableWhen")) > MOST_CONDITIONS:
        raise refusal(f"it has more than {MOST_CONDITIONS} conditions", "Split the question", item.place)
    found = tuple(one for each in item.elements("enableWhen") if (one := _condition(each)))
    if len(found) > 1 and not item.has("enableBehavior"):
        item.refuse("it has several conditions and no enableBehavior", "Write any or all")
    return Conditions(found, cast(Behavior, behavior)) if found else ALWAYS


def _condition(table: Element) -> Condition | None:
    question, operator = table.exact("question"), table.text("operator")
    answer = _answer(table)
    table.close()
    if operator not in get_args(Operator):
        table.refuse(f"the operator {quoted(operator) or '(none)'} is not known", "Use one of FHIR's")
    elif answer is None:
        table.refuse(
            "a condition must name one answer of a kind that we know",
            "Write one answerCoding or answerBoolean",
        )
    else:
        return Condition(question, cast(Operator, operator), answer)
    return None


def _answer(table: Element) -> Any:
    """The answer[x] of a condition; None when there is none, several, or one of a kind that we do not ask."""
    match table.keys("answer"):
        case ["answerCoding"] if coding := table.element("answerCoding"):
            found = Coded(coding.exact("system"), coding.exact("code"))
            coding.text("display")
            coding.close(("version", "userSelected"))
            return found if found.code else None
        case ["answerBoolean"]:
            return table.truth("answerBoolean")
        case [("answerInteger" | "answerDecimal") as key]:
            return table.number(key)
        case [("answerString" | "answerDate") as key]:
            return table.text(key) or None
        case others:
            table.skip(others)
            return None
