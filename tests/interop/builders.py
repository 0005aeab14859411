"""Small Questionnaires, to be changed in one place at a time, and what becomes of them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from consentapp.catalog.form_folder import read_form_folder
from consentapp.catalog.library import folder_digest
from consentapp.domain.form import Form
from consentapp.interop import Carried, Names, NotCarried, Sidecar, carry_over
from consentapp.interop.extensions import HL7, ORDINAL, SDC
from consentapp.interop.questionnaire import Coded
from consentapp.interop.writing import files_of

Json = dict[str, Any]

SYSTEM = "https://clinic.example.org/answers"


def a_questionnaire(*items: Json, **root: Any) -> Json:
    usual = {
        "resourceType": "Questionnaire", "id": "how-you-are", "version": "1", "language": "en", "status": "active",
        "title": "How you are", "copyright": "Free to use.",
    }  # fmt: skip
    return usual | {"item": list(items)} | root


def a_question(link_id: str, kind: str = "string", **more: Any) -> Json:
    return {"linkId": link_id, "type": kind, "text": f"About {link_id}?"} | more


def a_choice(link_id: str, *codes: str, weights: tuple[int, ...] = (), **more: Any) -> Json:
    options: list[Json] = [
        {"valueCoding": {"system": SYSTEM, "code": c, "display": f"It is {c}"}} for c in codes
    ]
    for option, weight in zip(options, weights, strict=False):
        option["extension"] = [{"url": ORDINAL, "valueDecimal": weight}]
    return a_question(link_id, "choice", answerOption=options, **more)


def when(question: str, operator: str = "=", **answer: Any) -> Json:
    return {"question": question, "operator": operator, **answer}


def coding(code: str) -> Json:
    return {"answerCoding": {"system": SYSTEM, "code": code}}


def hl7(name: str, **value: Any) -> Json:
    return {"url": f"{HL7}{name}", **value}


def sdc(name: str, **value: Any) -> Json:
    return {"url": f"{SDC}{name}", **value}


def a_score(*items: str, **more: Any) -> Json:
    return {"id": "sum", "label": "Sum", "items": list(items), "source": "A study"} | more


def carried(questionnaire: Json, **sidecar: Any) -> Carried:
    return carry_over(json.dumps(questionnaire).encode(), Sidecar.model_validate(sidecar))


def refusals(questionnaire: Json, **sidecar: Any) -> list[tuple[str, str]]:
    """The place and the reason of every refusal; empty when it was carried over."""
    return told(lambda: carried(questionnaire, **sidecar))


def told(act: Callable[[], object]) -> list[tuple[str, str]]:
    try:
        act()
    except NotCarried as refused:
        return [(one.place, one.why) for one in refused.refusals]
    return []


def read_back(made: Carried, folder: Path) -> Form:
    """The form as the catalog reads the files that were written."""
    place = folder / made.form.id / made.form.version
    place.mkdir(parents=True)
    for name, text in files_of(made.form, ["made by a test"]).items():
        (place / name).write_text(text, encoding="utf-8")
    [form] = read_form_folder(place, folder_digest(place))
    return form


def leaves(items: list[Json]) -> Iterator[Json]:
    """Every question of a Questionnaire, in reading order."""
    for item in items:
        if item["type"] not in ("group", "display"):
            yield item
        yield from leaves(item.get("item", []))


def answers_of(response: Json, form: Form, names: Names) -> dict[str, tuple[str, ...]]:
    """A QuestionnaireResponse as answers of the form that was imported."""
    ours = {theirs: link for link, theirs in names.link_ids.items()}
    found: dict[str, tuple[str, ...]] = {}
    for item in answered(response["item"]):
        link = ours[item["linkId"]]
        codes = {value: code for code, value in names.answers.get(link, {}).items()}
        values = [answer["valueCoding"] for answer in item["answer"] if "valueCoding" in answer]
        if values:
            found[f"{form.id}/{link}"] = tuple(codes[Coded(v.get("system", ""), v["code"])] for v in values)
    return found


def answered(items: list[Json]) -> Iterator[Json]:
    for item in items:
        if "answer" in item:
            yield item
        yield from answered(item.get("item", []))
