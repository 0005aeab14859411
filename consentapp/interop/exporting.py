"""One of our screening forms as a FHIR R4 Questionnaire: pages as groups, weights, conditions, totals.

Bands, cutoffs, rules, filled-in blanks and conditions on other forms have no place in a Questionnaire and are not in it.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from consentapp.domain.form import EnableWhen, Form, Item, Option, Page, Score
from consentapp.domain.text import Block, ListBlock, Table, plain
from consentapp.interop import loinc
from consentapp.interop.extensions import (
    CALCULATED,
    EXCLUSIVE,
    HIDDEN,
    ITEM_CONTROL,
    MAXIMUM,
    MINIMUM,
    ORDINAL,
    UNIT,
)
from consentapp.interop.findings import refusal
from consentapp.interop.names import Names
from consentapp.interop.questionnaire import Coded, Value

UCUM = "http://unitsofmeasure.org"
CONTROL = "http://hl7.org/fhir/questionnaire-item-control"
LIMIT = {"integer": "valueInteger", "decimal": "valueDecimal", "date": "valueDate"}

Json = dict[str, Any]


def questionnaire_of(form: Form, names: Names | None = None, base: str = "urn:consentapp") -> Json:
    """The Questionnaire; under foreign names where the form was imported. NotCarried for what FHIR cannot say."""
    return _Exporting(form, names or Names(), base).questionnaire()


class _Exporting:
    def __init__(self, form: Form, names: Names, base: str) -> None:
        self.form, self.names, self.base = form, names, base
        self.url = f"{base}:form:{form.id}"
        self.items = {item.link_id: item for _, item in form.items()}

    def questionnaire(self) -> Json:
        form, notice = self.form, self.form.pages[0].notice
        return {
            "resourceType": "Questionnaire",
            "language": form.language,
            "url": self.url,
            "version": form.version,
            "name": "".join(part.capitalize() for part in form.id.split("-")),
            "title": form.title,
            "status": form.status,
            "subjectType": ["Patient"],
            **({"copyright": notice} if notice else {}),
            "item": [*map(self.page, form.pages), *map(self.total, form.scores)],
        }

    def page(self, page: Page) -> Json:
        link_id = f"page/{page.id}"
        texts = [_words(part) for part in page.content if not isinstance(part, Item)]
        displays = [
            {"linkId": f"{link_id}/text-{place}", "type": "display", "text": text}
            for place, text in enumerate(texts, 1)
        ]
        return {
            "linkId": link_id, "type": "group", "text": page.title,
            **self.shown_when(page.enable_when, page.enable_behavior),
            "item": [*displays, *map(self.item, page.items)],
        }  # fmt: skip

    def item(self, item: Item) -> Json:
        link_id = self.link_id(item.link_id)
        hint = {
            "linkId": f"{link_id}/hint", "type": "display", "text": item.hint,
            "extension": [{"url": ITEM_CONTROL, "valueCodeableConcept": {"coding": [{"system": CONTROL, "code": "help"}]}}],
        }  # fmt: skip
        limits = list(_limits(item))
        return {
            **({"extension": limits} if limits else {}),
            "linkId": link_id,
            **_code(item.loinc),
            "text": plain(item.label),
            "type": self.type(item),
            **self.shown_when(item.enable_when, item.enable_behavior),
            "required": item.required,
            **({"repeats": True} if item.type == "choices" else {}),
            **(
                {"answerOption": [self.option(item, one) for one in item.options]} if self.lists(item) else {}
            ),
            **({"item": [hint]} if item.hint else {}),
        }

    def total(self, score: Score) -> Json:
        """Counted by whoever shows the form: the sum of what the answers weigh."""
        counted = " | ".join(_quoted(self.link_id(link_id)) for link_id in score.items)
        expression = f"%resource.repeat(item).where(linkId in ({counted})).answer.weight().sum()"
        return {
            "extension": [
                {"url": HIDDEN, "valueBoolean": True},
                {"url": UNIT, "valueCoding": {"system": UCUM, "code": "{score}"}},
                {
                    "url": CALCULATED,
                    "valueExpression": {"language": "text/fhirpath", "expression": expression},
                },
            ],
            "linkId": self.link_id(score.id),
            **_code(score.loinc),
            "text": score.label,
            "type": "decimal",
            "readOnly": True,
        }

    def type(self, item: Item) -> str:
        match item.type:
            case "choice" | "choices":
                return "choice" if self.lists(item) else "boolean"
            case "string" | "text" | "integer" | "decimal" | "date":
                return item.type
        raise refusal(
            f"a {item.type} has no place in a Questionnaire", "Export a screening form", item.link_id
        )

    def option(self, item: Item, option: Option) -> Json:
        marks: list[Json] = []
        if option.score is not None:
            marks.append({"url": ORDINAL, "valueDecimal": option.score})
        if option.code in item.exclusive:
            marks.append({"url": EXCLUSIVE, "valueBoolean": True})
        extension = {"extension": marks} if marks else {}
        match self.value(item, option.code):
            case Coded(system, code):
                coding = {"code": code, "display": option.label} | ({"system": system} if system else {})
                return {**extension, "valueCoding": coding}
            case int(number):
                return {**extension, "valueInteger": number}
            case text:
                return {**extension, "valueString": text}

    def shown_when(self, conditions: tuple[EnableWhen, ...], behavior: str) -> Json:
        """Conditions on other forms are left out: when a Questionnaire is asked at all, its packet says."""
        elsewhere = [condition for condition in conditions if condition.question not in self.items]
        if len(elsewhere) == len(conditions):
            return {}
        if elsewhere:
            why = f"its conditions ask this form and `{elsewhere[0].question}` in one list"
            raise refusal(why, "Put what another form decides on a page of its own", self.form.id)
        each = [self.condition(condition) for condition in conditions]
        return {"enableWhen": each} | ({"enableBehavior": behavior} if len(each) > 1 else {})

    def condition(self, condition: EnableWhen) -> Json:
        answer = self.answer(self.items[condition.question], condition)
        return {"question": self.link_id(condition.question), "operator": condition.operator} | answer

    def answer(self, asked: Item, condition: EnableWhen) -> Json:
        if condition.operator == "exists":
            return {"answerBoolean": condition.answer}
        if asked.options and not self.lists(asked):
            return {"answerBoolean": condition.answer == "yes"}
        if asked.options:
            match self.value(asked, str(condition.answer)):
                case Coded(system, code):
                    return {"answerCoding": {"code": code} | ({"system": system} if system else {})}
                case int(number):
                    return {"answerInteger": number}
                case text:
                    return {"answerString": text}
        match asked.type:
            case "integer" if "." not in str(condition.answer):
                return {"answerInteger": int(condition.answer)}
            case "integer" | "decimal":
                return {"answerDecimal": _number(str(condition.answer))}
            case "date":
                return {"answerDate": condition.answer}
        return {"answerString": condition.answer}

    def value(self, item: Item, code: str) -> Value:
        known = self.names.answers.get(item.link_id, {})
        return known.get(code, Coded(f"{self.url}:answers", code))

    def lists(self, item: Item) -> bool:
        """Whether it lists its answers: it has some, and is not true or false where it came from."""
        return bool(item.options) and item.link_id not in self.names.booleans

    def link_id(self, ours: str) -> str:
        return self.names.link_ids.get(ours, ours)


def _words(block: Block) -> str:
    """A block of text without its marks, which a display does not have."""
    match block:
        case ListBlock():
            return "\n".join(f"- {plain(item.runs)}" for item in block.items)
        case Table():
            rows = (" | ".join(map(plain, row)) for row in (block.header, *block.rows))
            return "\n".join((block.caption, *rows))
        case _:
            return plain(block.runs)


def _limits(item: Item) -> Iterator[Json]:
    for url, limit in ((MINIMUM, item.minimum), (MAXIMUM, item.maximum)):
        if limit:
            yield {"url": url, LIMIT[item.type]: limit if item.type == "date" else _number(limit)}


def _number(written: str) -> int | float:
    number = Decimal(written)
    return int(number) if number == number.to_integral_value() else float(number)


def _code(code: str) -> Json:
    return {"code": [{"system": loinc.SYSTEM, "code": code}]} if code else {}


def _quoted(text: str) -> str:
    """A FHIRPath string. A linkId may hold anything."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
