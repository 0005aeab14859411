"""A versioned form in one language: pages of text and items (FHIR Questionnaire), its rules and its score."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, Literal

from consentapp.domain.canonical import Json
from consentapp.domain.text import (
    Block,
    Evidence,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Runs,
    Table,
    as_json,
    filled,
    text_digest,
)

ItemType = Literal["acknowledgment", "comprehension", "choice", "choices", "string", "text", "signature"]
Level = Literal["urgent", "stop", "caution", "info"]
LEVELS: tuple[Level, ...] = ("urgent", "stop", "caution", "info")

UNKNOWN = "unknown"
"""The code of "I don't know": an answer, and one that raises whatever rule asked."""


@dataclass(frozen=True)
class EnableWhen:
    """One condition over an earlier answer, with FHIR's operators."""

    question: str
    """A link id of this form, or `form/link-id` of an earlier form of the packet."""
    operator: Literal["=", "!=", ">", "<", ">=", "<=", "exists"]
    answer: str | int | bool


@dataclass(frozen=True)
class Option:
    code: str
    label: str
    hint: str = ""
    score: int | None = field(default=None, metadata={"shown": False})


@dataclass(frozen=True)
class Item:
    """One question, statement or signature."""

    link_id: str
    type: ItemType
    label: Runs
    hint: str = ""
    options: tuple[Option, ...] = ()
    why: str = ""
    """What a comprehension check teaches after a wrong answer."""
    required: bool = field(default=True, metadata={"shown": False})
    exclusive: tuple[str, ...] = field(default=(), metadata={"shown": False})
    """Codes of a `choices` item that stand alone ("none of these")."""
    correct: str = field(default="", metadata={"shown": False})
    before_dosing: bool = field(default=False, metadata={"shown": False})
    role: str = field(default="", metadata={"shown": False})
    """What the item means to code (`route-preference`, `patient-signature`); code never names a link id."""
    enable_when: tuple[EnableWhen, ...] = field(default=(), metadata={"shown": False})
    enable_behavior: Literal["any", "all"] = field(default="any", metadata={"shown": False})
    loinc: str = field(default="", metadata={"shown": False})

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class Page:
    """What a patient sees at once: text and items in reading order."""

    id: str
    title: str
    content: tuple[Block | Item, ...]
    notice: str = ""
    """The instrument's licence line, where it has one."""
    risk: bool = field(default=False, metadata={"shown": False})
    """On a risk page the ways to stop, ask and refuse stand open."""
    offered: bool = field(default=False, metadata={"shown": False})
    """When not enabled, the page is one tap away instead of gone."""
    text_digest: str = field(default="", metadata={"shown": False})
    """Set once a site's values are in the text: the digest of what a patient there is shown."""
    enable_when: tuple[EnableWhen, ...] = field(default=(), metadata={"shown": False})
    enable_behavior: Literal["any", "all"] = field(default="any", metadata={"shown": False})

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(part for part in self.content if isinstance(part, Item))


@dataclass(frozen=True)
class Rule:
    """A screening rule: the answers that raise a flag, why, and on whose authority (clinical dossier, section 6)."""

    id: str
    level: Level
    reason: str
    patient_text: str
    source: str
    when: tuple[EnableWhen, ...]
    behavior: Literal["any", "all"] = "any"
    crisis: bool = False
    """The crisis screen is shown before anything else, and the on-call contact is alerted."""
    holds_signing: bool = False


def rule_sources(rule: Rule) -> tuple[str, ...]:
    """What a rule rests on: keys of the form's references, or plain words."""
    return tuple(source.strip() for source in rule.source.replace(";", ",").split(","))


@dataclass(frozen=True)
class Band:
    code: str
    label: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class Score:
    id: str
    label: str
    items: tuple[str, ...]
    bands: tuple[Band, ...]
    source: str
    loinc: str = ""


@dataclass(frozen=True)
class FormVersion:
    """What a fact names when it names a form."""

    form: str
    version: str
    language: str


@dataclass(frozen=True)
class Form:
    """A form in one language, as read from `forms/` with the site's values still to be filled in."""

    id: str
    version: str
    language: str
    kind: Literal["consent", "screening"]
    status: Literal["draft", "active", "retired"]
    title: str
    pages: tuple[Page, ...]
    rules: tuple[Rule, ...] = ()
    score: Score | None = None
    references: tuple[tuple[str, str], ...] = ()
    digest: str = ""
    """SHA-256 of the form's files: which definition this is."""
    needs_on_call: bool = False
    """Asked by remote link only where an on-call contact has confirmed a test alert (clinical dossier, 9.3)."""
    fresh_minutes: int = 0
    """How long its answers count for signing; 0 for ever."""

    @property
    def version_key(self) -> FormVersion:
        return FormVersion(self.id, self.version, self.language)

    def page(self, page_id: str) -> Page | None:
        return next((page for page in self.pages if page.id == page_id), None)

    def items(self) -> Iterator[tuple[Page, Item]]:
        return ((page, item) for page in self.pages for item in page.items)

    def item(self, link_id: str) -> Item | None:
        return next((item for _, item in self.items() if item.link_id == link_id), None)


@dataclass(frozen=True)
class PacketStep:
    """A form of the packet, or the review of all answers."""

    form: str = ""
    version: str = ""
    review: bool = False


@dataclass(frozen=True)
class Packet:
    """The ordered forms that one patient completes for one course of treatment."""

    id: str
    version: str
    title: str
    steps: tuple[PacketStep, ...]


@dataclass(frozen=True)
class ShownText:
    """The text of one page as one person saw it: what `text_digest` is the digest of."""

    form: str
    version: str
    language: str
    page: str
    body: Json
    digest: str


def shown_text(form: Form, page: Page) -> ShownText:
    """The canonical object of a page with the site's values in it."""
    whole: Json = {"form": form.id, "version": form.version, "language": form.language, "page": as_json(page)}
    return ShownText(form.id, form.version, form.language, page.id, whole, text_digest(whole))


SHOWN = {
    kind.__name__.lower(): kind
    for kind in (Page, Item, Option, Heading, Paragraph, ListBlock, Table, Run, Evidence)
}


def shown_page(body: bytes) -> Page:
    """The page that a stored text holds, word for word: its blocks and items, without what nobody is shown.

    ValueError or KeyError for bytes that are no such text.
    """
    page = _restored(json.loads(body)["page"])
    if not isinstance(page, Page):
        raise ValueError("this text is not a page")
    return page


def _restored(node: Any) -> Any:
    if isinstance(node, list):
        return tuple(_restored(part) for part in node)
    if not isinstance(node, dict):
        return node
    kind: Any = SHOWN[node["kind"]]
    given = {name: _restored(value) for name, value in node.items() if name != "kind"}
    # Empty parts are left out of a text: put back what a part must have.
    needed = (part for part in fields(kind) if part.name not in given and part.default is MISSING)
    return kind(**{part.name: "" if part.type in (str, "str") else () for part in needed}, **given)


def for_site(form: Form, values: Mapping[str, str]) -> Form:
    """The form as one site shows it, each page with its digest. KeyError names a value that the site has not set."""
    there = filled(form, values)
    pages = tuple(replace(page, text_digest=shown_text(there, page).digest) for page in there.pages)
    return replace(there, pages=pages)
