"""What a patient did on the pages of a packet."""

from dataclasses import dataclass
from typing import ClassVar

from consentapp.domain.facts.record import Fact, Row


@dataclass(frozen=True, kw_only=True)
class OnForm(Row):
    """The columns that tie a value to the exact text it was given under."""

    form: str
    version: str
    language: str
    page: str
    link_id: str


@dataclass(frozen=True, kw_only=True)
class AnswerRow(OnForm):
    table: ClassVar[str] = "answer"
    type: str
    """The item's type: how to read `value`."""
    value: str
    """A code, codes joined by a space, or free text in its writer's language."""


@dataclass(frozen=True, kw_only=True)
class PreferenceRow(OnForm):
    """A choice that the clinic carries out: the route, touch, recording."""

    table: ClassVar[str] = "preference"
    role: str
    value: str


@dataclass(frozen=True, kw_only=True)
class AcknowledgmentRow(OnForm):
    table: ClassVar[str] = "acknowledgment"
    statement: str
    text_digest: str
    at: str


@dataclass(frozen=True, kw_only=True)
class ComprehensionRow(OnForm):
    table: ClassVar[str] = "comprehension"
    attempt: int
    chosen: str
    correct: int


@dataclass(frozen=True, kw_only=True)
class SignatureRow(OnForm):
    table: ClassVar[str] = "signature"
    role: str
    printed_name: str
    at: str
    meaning: str
    statement: str
    method: str
    """"typed" or "drawn"."""
    strokes: str
    """A drawn signature: lines of `x,y` in a box of 600 by 200, apart by `;`. "" when typed."""
    text_digest: str
    evidence: str
    """How we know who signed, a sentence a line."""


@dataclass(frozen=True, kw_only=True)
class PageAnswered(Fact):
    """One accepted page: its answers, acknowledgments and attempts, under one exact text."""

    kind: ClassVar[str] = "page.answered"
    deed: ClassVar[str] = "saved a page"
    form: str
    version: str
    language: str
    page: str
    text_digest: str
    link: str = ""
    """The link by which the patient was here."""
    orders: tuple[str, ...] = ()
    """Of each check, `link-id: codes` in the order in which its answers stood on the page."""


@dataclass(frozen=True, kw_only=True)
class FormSkipped(Fact):
    """The patient did not want to answer this form here: a person asks in person."""

    kind: ClassVar[str] = "form.skipped"
    deed: ClassVar[str] = "chose not to answer a form here"
    form: str
    version: str
    language: str


@dataclass(frozen=True, kw_only=True)
class LanguageChosen(Fact):
    """From here on the forms are shown in this language. Answers stay; acknowledgments and checks are asked again."""

    kind: ClassVar[str] = "language.chosen"
    deed: ClassVar[str] = "chose the language"
    language: str


@dataclass(frozen=True, kw_only=True)
class ChangesRead(Fact):
    """The patient read what changed since an earlier signature: the sentences in the box on each page are part of it."""

    kind: ClassVar[str] = "changes.read"
    deed: ClassVar[str] = "read what has changed since the earlier signature"
    text_digest: str
    language: str
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswersReviewed(Fact):
    """The patient saw every answer with its change link and went on (UETA section 10)."""

    kind: ClassVar[str] = "answers.reviewed"
    deed: ClassVar[str] = "looked over every answer"


@dataclass(frozen=True, kw_only=True)
class IntakeSigned(Fact):
    """A person's signature over everything before it."""

    kind: ClassVar[str] = "intake.signed"
    deed: ClassVar[str] = "signed"
    form: str
    version: str
    language: str
    page: str
    text_digest: str
    role: str
    covers: str
    """SHA-256 of the RFC 8785 list of the page facts that it covers (21 CFR 11.70)."""
    code: str
    """What is printed on each page of its summary."""
    edition: int
    link: str = ""
    mode: str = "remote"
    """How that link reached the patient: "remote" or "on-site"."""


ROWS: tuple[type[Row], ...] = (AnswerRow, PreferenceRow, AcknowledgmentRow, ComprehensionRow, SignatureRow)
KINDS: tuple[type[Fact], ...] = (
    PageAnswered, FormSkipped, LanguageChosen, ChangesRead, AnswersReviewed, IntakeSigned,
)  # fmt: skip
