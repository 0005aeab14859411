"""A Questionnaire and its sidecar as one of our screening forms."""

import re
from dataclasses import dataclass, field

from consentapp.domain.canonical import normalised
from consentapp.domain.form import UNKNOWN, Form, Item, ItemType, Option, Page
from consentapp.domain.text import Run
from consentapp.interop import scoring
from consentapp.interop.conditions import Asking
from consentapp.interop.findings import WHOLE, Findings
from consentapp.interop.json_text import read_json
from consentapp.interop.names import Names, answer_codes, link_names, named, slug
from consentapp.interop.paging import Context, Paging, PlacedPage, PlacedQuestion
from consentapp.interop.questionnaire import NUMERIC, Conditions, Node, Offered, Questionnaire, Value
from consentapp.interop.reading import read_questionnaire
from consentapp.interop.sidecar import Sidecar
from consentapp.interop.words import checked

VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
TITLES = re.compile(r"\b(total|score)\b", re.IGNORECASE)
YES_NO = {"en": ("Yes", "No")}


@dataclass(frozen=True)
class Carried:
    """What an import makes: a draft, the way back to foreign names, and what was left out."""

    form: Form
    names: Names
    url: str
    notices: tuple[str, ...]


@dataclass
class _Making:
    """What is known while pages are made, in reading order."""

    asking: Asking
    yes_no: tuple[str, str]
    counted: set[str]
    answers: dict[str, dict[str, Value]] = field(default_factory=dict)
    booleans: set[str] = field(default_factory=set)


def carry_over(data: bytes, sidecar: Sidecar) -> Carried:
    """The form. NotCarried names every linkId that cannot be carried, why, and the mend."""
    findings = Findings()
    questionnaire = read_questionnaire(read_json(data), findings)
    findings.check()
    points = scoring.read_points(questionnaire, sidecar, findings)
    paging = Paging(sidecar.totals().keys(), sidecar.about_safety(), findings)
    title = checked(WHOLE, sidecar.title.strip() or questionnaire.title, findings)
    paging.lay(questionnaire.items, Context("", title))
    asking = Asking(link_names(questionnaire), {node.link_id for node in paging.totals_found}, findings)
    form_id, language = (
        _form_id(questionnaire, sidecar, findings),
        _language(questionnaire, sidecar, findings),
    )
    making = _Making(asking, _yes_no(sidecar, language), sidecar.counted())
    notice = scoring.licence(questionnaire, sidecar, findings)
    pages = _pages(paging.pages, form_id, notice, points, making)
    scoring.check_scored(asking.before, paging.totals_found, sidecar, findings)
    form = Form(
        id=form_id,
        version=_version(questionnaire, sidecar, findings),
        language=language,
        kind="screening",
        status="draft",
        title=title,
        pages=pages,
        rules=scoring.rules(sidecar, asking),
        scores=scoring.scores(sidecar, asking, paging.totals_found),
        references=tuple(sidecar.reference.items()),
        needs_on_call=sidecar.needs_on_call,
        fresh_minutes=sidecar.fresh_minutes,
    )
    if not title:
        findings.refuse(WHOLE, "it has no title", "Write `title` into the sidecar")
    if not asking.before:
        findings.refuse(WHOLE, "it asks nothing", "Give a form with a question")
    findings.check()
    return Carried(form, _names(making, sidecar), questionnaire.url, findings.notices())


def _names(making: _Making, sidecar: Sidecar) -> Names:
    asked = {making.asking.names[link_id]: link_id for link_id in making.asking.before}
    totals = {score: link_id for link_id, score in sidecar.totals().items()}
    return Names(asked | totals, making.answers, frozenset(making.booleans))


# Pages and items --------------------------------------------------------------------------------------------------


def _pages(
    placed: list[PlacedPage], form_id: str, notice: str, points: scoring.Points, making: _Making
) -> tuple[Page, ...]:
    wanted = {place: slug(page.context.link_id, "p") or form_id for place, page in enumerate(placed)}
    ids = named(wanted, "p")
    return tuple(_page(page, ids[place], notice, points, making) for place, page in enumerate(placed))


def _page(placed: PlacedPage, page_id: str, notice: str, points: scoring.Points, making: _Making) -> Page:
    context, asking = placed.context, making.asking
    conditions = asking.conditions(context.link_id, context.conditions)
    items = tuple(_item(question, context, points, making) for question in placed.questions)
    return Page(
        id=page_id,
        title=checked(context.link_id, context.title, asking.findings),
        content=(*placed.paragraphs, *items),
        notice=notice,
        enable_when=conditions,
        enable_behavior=context.conditions.behavior,
    )


def _item(question: PlacedQuestion, context: Context, points: scoring.Points, making: _Making) -> Item:
    node, asking = scoring.weighted(question.node, points, making.asking.findings), making.asking
    link_id = asking.names[node.link_id]
    conditions = _shown_when(question, context, making)
    carried = asking.conditions(node.link_id, conditions)
    asking.before[node.link_id] = node
    if node.type in NUMERIC and TITLES.search(node.text):
        asking.findings.notice(
            node.link_id, "it reads like a total: if so, name it as `total` in the sidecar"
        )
    return Item(
        link_id=link_id,
        type=_type(node),
        label=(Run(checked(node.link_id, node.text, asking.findings)),),
        hint=_hint(question, asking.findings),
        options=_options(node, link_id, making),
        required=node.required,
        exclusive=tuple(code for one, code in _coded(node) if one.exclusive) if node.repeats else (),
        enable_when=carried,
        enable_behavior=conditions.behavior,
        loinc=node.loinc,
        minimum=node.minimum,
        maximum=node.maximum,
    )


def _shown_when(question: PlacedQuestion, context: Context, making: _Making) -> Conditions:
    """Its conditions. What a score counts says the page's too, so that being left out is no blank."""
    if question.node.link_id not in making.counted or not context.conditions.each:
        return question.conditions
    both = question.conditions.within(context.conditions)
    if both is None:
        mend = "Give the group, or the question, a single condition"
        making.asking.findings.refuse(
            question.node.link_id, "a score counts it, and its conditions are too many", mend
        )
    return both or question.conditions


def _type(node: Node) -> ItemType:
    match node.type:
        case "choice":
            return "choices" if node.repeats else "choice"
        case "boolean":
            return "choice"
        case "integer" | "decimal" | "date" | "text":
            return node.type
        case _:
            return "string"


def _hint(question: PlacedQuestion, findings: Findings) -> str:
    node = question.node
    shown = node.unit and "{" not in node.unit
    if node.unit and not shown:
        findings.notice(node.link_id, f"the unit {node.unit} is not shown")
    return checked(
        node.link_id, " ".join(filter(None, (question.hint, node.unit if shown else ""))), findings
    )


def _options(node: Node, link_id: str, making: _Making) -> tuple[Option, ...]:
    findings = making.asking.findings
    if node.type == "boolean":
        making.booleans.add(link_id)
        if not all(making.yes_no):
            mend = "Write `yes` and `no` in the form's language into the sidecar"
            findings.refuse(
                node.link_id, "it is answered with yes or no, and those words are not known", mend
            )
        return tuple(Option(code, word) for code, word in zip(("yes", "no"), making.yes_no, strict=True))
    coded = _coded(node)
    if coded:
        making.answers[link_id] = {code: one.value for one, code in coded}
    if any(code == UNKNOWN for _, code in coded):
        findings.notice(node.link_id, "its answer `unknown` raises every rule that asks the question")
    complete = all(one.weight is not None for one, _ in coded)
    if not complete and any(one.weight is not None for one, _ in coded):
        findings.notice(node.link_id, "only some of its answers have scores: they are left out")
    return tuple(
        Option(code, checked(node.link_id, one.label, findings), score=one.weight if complete else None)
        for one, code in coded
    )


def _coded(node: Node) -> list[tuple[Offered, str]]:
    codes = answer_codes(node.offered)
    return [(one, codes[one.value]) for one in node.offered]


# What the form is called ------------------------------------------------------------------------------------------


def _form_id(questionnaire: Questionnaire, sidecar: Sidecar, findings: Findings) -> str:
    found = sidecar.id or slug(questionnaire.name, "f")
    if not found:
        findings.refuse(WHOLE, "it has no id, name or address", "Write `id` into the sidecar")
    return found


def _version(questionnaire: Questionnaire, sidecar: Sidecar, findings: Findings) -> str:
    if sidecar.version:
        return sidecar.version
    if VERSION.fullmatch(questionnaire.version) and len(questionnaire.version) <= 40:
        return questionnaire.version
    findings.notice(WHOLE, "it has no version of numbers and dots: ours is 1")
    return "1"


def _language(questionnaire: Questionnaire, sidecar: Sidecar, findings: Findings) -> str:
    found = sidecar.language or questionnaire.language
    if not found:
        findings.notice(WHOLE, "it does not say its language: taken for en")
        return "en"
    if not LANGUAGE.fullmatch(found):
        findings.refuse(WHOLE, "its language is not like en or pt-BR", "Write `language` into the sidecar")
    return found


def _yes_no(sidecar: Sidecar, language: str) -> tuple[str, str]:
    yes, no = YES_NO.get(language, ("", ""))
    return (normalised(sidecar.yes).strip() or yes, normalised(sidecar.no).strip() or no)
