"""A Questionnaire and its sidecar as one of our screening forms."""

from dataclasses import dataclass, field

from consentapp.domain.form import UNKNOWN, Form, Item, ItemType, Option, Page
from consentapp.domain.text import Run
from consentapp.interop import scoring
from consentapp.interop.conditions import Asking
from consentapp.interop.findings import WHOLE, Findings
from consentapp.interop.identity import Identity, identified
from consentapp.interop.json_text import read_json
from consentapp.interop.names import Names, link_names, named, slug
from consentapp.interop.paging import Context, Paging, PlacedPage, PlacedQuestion
from consentapp.interop.questionnaire import NUMERIC, Conditions, Node, Offered, Value
from consentapp.interop.reading import read_questionnaire
from consentapp.interop.sidecar import Sidecar
from consentapp.interop.words import checked


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
    identity: Identity
    counted: set[str]
    points: scoring.Points
    answers: dict[str, dict[str, Value]] = field(default_factory=dict)
    booleans: set[str] = field(default_factory=set)


def carry_over(data: bytes, sidecar: Sidecar) -> Carried:
    """The form. NotCarried names every linkId that cannot be carried, why, and the mend."""
    findings = Findings()
    questionnaire = read_questionnaire(read_json(data), findings)
    findings.check()
    named_as = identified(questionnaire, sidecar, findings)
    paging = Paging(sidecar.totals().keys(), sidecar.about_safety(), findings)
    paging.lay(questionnaire.items, Context("", named_as.title))
    asking = Asking(link_names(questionnaire), {node.link_id for node in paging.totals_found}, findings)
    making = _Making(
        asking, named_as, sidecar.counted(), scoring.read_points(questionnaire, sidecar, findings)
    )
    pages = _pages(paging.pages, making)
    form = Form(
        id=named_as.id,
        version=named_as.version,
        language=named_as.language,
        kind="screening",
        status="draft",
        title=named_as.title,
        pages=pages,
        rules=scoring.rules(sidecar, asking),
        scores=scoring.scores(sidecar, asking, paging.totals_found),
        references=tuple(sidecar.reference.items()),
        needs_on_call=sidecar.needs_on_call,
        fresh_minutes=sidecar.fresh_minutes,
    )
    scoring.check_scored(asking.before, paging.totals_found, sidecar, findings)
    if not asking.before:
        findings.refuse(WHOLE, "it asks nothing", "Give a form with a question")
    findings.check()
    return Carried(form, _names(making, sidecar), questionnaire.url, findings.notices())


def _names(making: _Making, sidecar: Sidecar) -> Names:
    asked = {making.asking.names[link_id]: link_id for link_id in making.asking.before}
    totals = {score: link_id for link_id, score in sidecar.totals().items()}
    return Names(asked | totals, making.answers, frozenset(making.booleans))


# Pages and items --------------------------------------------------------------------------------------------------


def _pages(placed: list[PlacedPage], making: _Making) -> tuple[Page, ...]:
    wanted = {
        place: slug(page.context.link_id, "p") or making.identity.id for place, page in enumerate(placed)
    }
    ids = named(wanted, "p")
    return tuple(_page(page, ids[place], making) for place, page in enumerate(placed))


def _page(placed: PlacedPage, page_id: str, making: _Making) -> Page:
    context, asking = placed.context, making.asking
    place = context.link_id or WHOLE
    conditions = asking.conditions(place, context.conditions)
    items = tuple(_item(question, context, making) for question in placed.questions)
    return Page(
        id=page_id,
        title=checked(place, context.title, asking.findings),
        content=(*placed.paragraphs, *items),
        notice=making.identity.notice,
        enable_when=conditions,
        enable_behavior=context.conditions.behavior,
    )


def _item(question: PlacedQuestion, context: Context, making: _Making) -> Item:
    asking = making.asking
    node = scoring.weighted(question.node, making.points, asking.findings)
    link_id = asking.names[node.link_id]
    conditions = _shown_when(question, context, making)
    carried = asking.conditions(node.link_id, conditions)
    asking.stands(node)
    if node.type in NUMERIC and {"total", "score"} & set(node.text.lower().split()):
        what = "it reads like a total: if so, name it as `total` in the sidecar"
        asking.findings.notice(node.link_id, what)
    return Item(
        link_id=link_id,
        type=_type(node),
        label=(Run(checked(node.link_id, node.text, asking.findings)),),
        hint=_hint(question, asking.findings),
        options=_options(node, link_id, making),
        required=node.required,
        exclusive=tuple(code for one, code in _coded(node, asking) if one.exclusive) if node.repeats else (),
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
        if not all(making.identity.yes_no):
            mend = "Write `yes` and `no` in the form's language into the sidecar"
            findings.refuse(
                node.link_id, "it is answered with yes or no, and those words are not known", mend
            )
        return tuple(
            Option(code, word) for code, word in zip(("yes", "no"), making.identity.yes_no, strict=True)
        )
    coded = _coded(node, making.asking)
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


def _coded(node: Node, asking: Asking) -> list[tuple[Offered, str]]:
    return [(one, asking.codes[node.link_id][one.value]) for one in node.offered]
