"""A versioned form in one language: pages of text and items (FHIR Questionnaire), its rules and its score."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from consentapp.domain.text import Block, Runs

ItemType = Literal[
    "acknowledgment", "comprehension", "choice", "choices", "string", "text", "integer", "decimal", "date",
    "signature",
]  # fmt: skip
AFFIRMED: tuple[ItemType, ...] = ("acknowledgment", "comprehension", "signature")
"""What counts only under the very words that were read; an answer also counts under their translation."""

Level = Literal["urgent", "stop", "caution", "info"]
TranslationStatus = Literal["machine", "human-reviewed", "official"]
LEVELS: tuple[Level, ...] = ("urgent", "stop", "caution", "info")

Safety = Literal["", "low", "moderate", "acute"]
"""How near danger an answer may be (clinical dossier, 9.3)."""

UNKNOWN = "unknown"
"""The code of "I don't know": an answer, and one that raises whatever rule asked."""

AGE = "patient/age"
"""What a condition may ask of a patient without asking them: their age in years."""


@dataclass(frozen=True)
class EnableWhen:
    """One condition over an earlier answer, with FHIR's operators."""

    question: str
    """A link id or score of this form, `form/link-id` of an earlier form, or what is known of the patient (`patient/age`)."""
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
    minimum: str = field(default="", metadata={"shown": False})
    maximum: str = field(default="", metadata={"shown": False})
    """The least and the greatest `integer`, `decimal` or `date` that is taken; "" for no limit."""
    scale: bool = field(default=False, metadata={"shown": False})
    """The options are points of one scale and stand in a row."""

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

    @property
    def affirms(self) -> bool:
        """Whether something on it counts only under the very words that were read."""
        return any(item.type in AFFIRMED for item in self.items)


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
    safety: Safety = ""
    """Not "": the crisis screen is shown before anything else, and the on-call contact is alerted."""
    holds_signing: bool = False
    """Nobody signs before a clinician has talked with the patient. An acute one always does."""

    @property
    def crisis(self) -> bool:
        return bool(self.safety)


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
class Cutoff:
    """From this total on a screen is positive, for those whom the conditions fit."""

    at: int
    when: tuple[EnableWhen, ...] = ()


@dataclass(frozen=True)
class Cluster:
    """Items of which a number must reach a score each (the symptom groups of PCL-5)."""

    code: str
    label: str
    items: tuple[str, ...]
    at_least: int
    needed: int


@dataclass(frozen=True)
class Score:
    """How an instrument's authors count it. Its id stands for the total in conditions, as a FHIR calculated item does."""

    id: str
    label: str
    items: tuple[str, ...]
    bands: tuple[Band, ...]
    source: str
    loinc: str = ""
    cutoffs: tuple[Cutoff, ...] = ()
    """The first that fits a patient is theirs."""
    clusters: tuple[Cluster, ...] = ()
    most_missing: int = 0
    """Up to so many blanks are filled in with the mean of the rest, where the authors say so; more give no total."""


@dataclass(frozen=True)
class FormVersion:
    """What a fact names when it names a form."""

    form: str
    version: str
    language: str


@dataclass(frozen=True)
class Translation:
    """How good a translation is, and on whose word (LA-01)."""

    status: TranslationStatus = "machine"
    reviewer: str = ""
    qualification: str = ""
    date: str = ""
    source: str = ""
    """Where the owner's own text is from, when it is official."""
    source_digest: str = ""
    """SHA-256 of the source language's file as it was reviewed."""
    source_now: str = ""
    """SHA-256 of that file as it is."""
    ours: "Translation | None" = None
    """Of an official one: how good the part is that is not its owner's, such as what is told after an answer."""

    @property
    def effective(self) -> TranslationStatus:
        """What the status is worth now: a review of another text than today's is none."""
        reviewed = self.status == "human-reviewed"
        return "machine" if reviewed and self.source_digest != self.source_now else self.status

    @property
    def stands(self) -> bool:
        """Whether a person vouches for it."""
        return self.effective != "machine" and (self.ours is None or self.ours.stands)


@dataclass(frozen=True)
class Form:
    """A form in one language, as read from `forms/` with the site's values still to be filled in."""

    id: str
    version: str
    language: str
    kind: Literal["consent", "screening"]
    status: Literal["draft", "retired"]
    """What its files say. That a form is active is told by facts over `digest`, never by its files."""
    title: str
    pages: tuple[Page, ...]
    rules: tuple[Rule, ...] = ()
    scores: tuple[Score, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    digest: str = ""
    """SHA-256 of the form's files: which definition this is."""
    needs_on_call: bool = False
    """Asked by remote link only where an on-call contact has confirmed a test alert (clinical dossier, 9.3)."""
    fresh_minutes: int = 0
    """How long its answers count for signing; 0 for ever."""
    replaces: str = ""
    """The version before this one; "" for none."""
    changes: tuple[Block, ...] = ()
    """What is different from that version, in its author's words; empty where nobody wrote any."""
    translation: Translation | None = None
    """None for the source language."""

    @property
    def version_key(self) -> FormVersion:
        return FormVersion(self.id, self.version, self.language)

    @property
    def vouched_for(self) -> bool:
        """Whether a person vouches for the words in this language; the source language is its author's own (LA-01)."""
        return self.translation is None or self.translation.stands

    def page(self, page_id: str) -> Page | None:
        return next((page for page in self.pages if page.id == page_id), None)

    def items(self) -> Iterator[tuple[Page, Item]]:
        return ((page, item) for page in self.pages for item in page.items)

    def item(self, link_id: str) -> Item | None:
        return next((item for _, item in self.items() if item.link_id == link_id), None)


Forms = Mapping[tuple[str, str, str], Form]
"""By id, version and language, with the site's values in them."""


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
