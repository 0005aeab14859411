"""An intake's life around the walk: opening, links, identity, questions, flags, its ends."""

from dataclasses import dataclass
from typing import ClassVar

from consentapp.domain.facts.record import Fact, Row


@dataclass(frozen=True, kw_only=True)
class NoteRow(Row):
    """Words that a person wrote: a question, an answer, a reason."""

    table: ClassVar[str] = "note"
    purpose: str
    text: str


@dataclass(frozen=True, kw_only=True)
class IntakeOpened(Fact):
    kind: ClassVar[str] = "intake.opened"
    deed: ClassVar[str] = "opened the record"
    patient: str
    packet: str
    packet_version: str
    steps: tuple[str, ...]
    """`form@version` in order, and "review": a later packet never changes an open intake."""
    language: str
    sample: bool
    """True while a demo clinic walks drafts."""
    renews: str = ""
    """The signed intake of this patient that is asked again where its text has changed; "" for none."""
    afresh: tuple[str, ...] = ()
    """Forms about this very day: what was answered to them in the intake that this one renews does not count."""


@dataclass(frozen=True, kw_only=True)
class IntakeRenewed(Fact):
    """Told in the record of a signed intake: a newer one asks again where the text has changed."""

    kind: ClassVar[str] = "intake.renewed"
    deed: ClassVar[str] = "opened a newer record that asks again where the text has changed"
    renewal: str
    """The newer intake."""


@dataclass(frozen=True, kw_only=True)
class IntakeSuperseded(Fact):
    """Told in the record of a signed intake, in the transaction that signs the newer one."""

    kind: ClassVar[str] = "intake.superseded"
    deed: ClassVar[str] = "gave a newer signature, which takes the place of this one"
    renewal: str
    signature: str
    """Id of the newer signature's fact."""


@dataclass(frozen=True, kw_only=True)
class LinkMade(Fact):
    """A WALK link. The token itself is never kept: its SHA-256 stands in the table `link`."""

    kind: ClassVar[str] = "link.made"
    deed: ClassVar[str] = "made a link"
    link: str
    mode: str
    """"remote" (sent to the patient) or "on-site" (handed over by staff)."""
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class LinkRevoked(Fact):
    kind: ClassVar[str] = "link.revoked"
    deed: ClassVar[str] = "revoked a link"
    link: str


@dataclass(frozen=True, kw_only=True)
class LinkOpened(Fact):
    """Someone pressed the button behind the link."""

    kind: ClassVar[str] = "link.opened"
    deed: ClassVar[str] = "opened the link"
    link: str
    mode: str


@dataclass(frozen=True, kw_only=True)
class BirthDateMatched(Fact):
    """The right person, probably: a check against mix-ups, not proof of identity (ASVS 6.4.2)."""

    kind: ClassVar[str] = "identity.birth-date-matched"
    deed: ClassVar[str] = "entered the matching date of birth"
    link: str


@dataclass(frozen=True, kw_only=True)
class BirthDateMismatched(Fact):
    kind: ClassVar[str] = "identity.birth-date-mismatched"
    deed: ClassVar[str] = "entered another date of birth"
    link: str


@dataclass(frozen=True, kw_only=True)
class UnderAge(Fact):
    """The date of birth that was entered, whether or not it is the one on record, is of someone under 18."""

    kind: ClassVar[str] = "identity.under-age"
    deed: ClassVar[str] = "entered a date of birth of someone under 18"
    link: str


@dataclass(frozen=True, kw_only=True)
class IdentityConfirmed(Fact):
    """A clinician knows who signed."""

    kind: ClassVar[str] = "identity.confirmed"
    deed: ClassVar[str] = "confirmed who signed"
    method: str
    """"in-person" or "video"."""


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Fact):
    """A question, or "I am not sure": it holds signing until a named person has answered."""

    kind: ClassVar[str] = "question.asked"
    deed: ClassVar[str] = "asked a question, or was not sure"
    subject: str
    """"practical" (anyone at the desk may answer), "treatment" or "not-sure" (a clinician)."""
    form: str
    page: str


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Fact):
    kind: ClassVar[str] = "question.answered"
    deed: ClassVar[str] = "answered a question"
    question: str
    """Id of the question's fact."""


@dataclass(frozen=True, kw_only=True)
class PaperPreferred(Fact):
    kind: ClassVar[str] = "paper.preferred"
    deed: ClassVar[str] = "asked for paper"


@dataclass(frozen=True, kw_only=True)
class IntakeDeclined(Fact):
    """The patient said no. An optional note holds the reason."""

    kind: ClassVar[str] = "intake.declined"
    deed: ClassVar[str] = "said no to the treatment"
    wants_call: bool


@dataclass(frozen=True, kw_only=True)
class FlagReviewed(Fact):
    """A clinician's recorded decision on one flag, with the reason as a note."""

    kind: ClassVar[str] = "flag.reviewed"
    deed: ClassVar[str] = "decided on a flag"
    form: str
    rule: str
    raised_by: str
    """Id of the fact whose answers raised it."""
    decision: str
    """"proceed", "do-not-proceed" or "delay"."""


@dataclass(frozen=True, kw_only=True)
class TaughtAgain(Fact):
    """A clinician went through a check that had stayed wrong, in person."""

    kind: ClassVar[str] = "check.taught-again"
    deed: ClassVar[str] = "taught a check again in person"
    form: str
    link_id: str


@dataclass(frozen=True, kw_only=True)
class AskedInPerson(Fact):
    """A clinician asked the questions of a form that was not asked here, with what came of it as a note."""

    kind: ClassVar[str] = "form.asked-in-person"
    deed: ClassVar[str] = "asked a form in person"
    form: str


@dataclass(frozen=True, kw_only=True)
class RequestHandled(Fact):
    """The desk did what the patient had asked for."""

    kind: ClassVar[str] = "request.handled"
    deed: ClassVar[str] = "did what the patient had asked for"
    request: str
    """"paper" or "call"."""


@dataclass(frozen=True, kw_only=True)
class WrongPerson(Fact):
    """Whoever opened the link said that it is not theirs."""

    kind: ClassVar[str] = "identity.not-me"
    deed: ClassVar[str] = "said that this is not their form"
    link: str


@dataclass(frozen=True, kw_only=True)
class AlertRaised(Fact):
    """An answer that someone must hear of now."""

    kind: ClassVar[str] = "alert.raised"
    deed: ClassVar[str] = "gave an answer that someone must hear of now"
    form: str
    rule: str
    raised_by: str
    """Id of the fact whose answers raised it; "" where its page could not be saved: then the answers are its own rows."""
    safety: str = "moderate"
    """"low", "moderate" or "acute"."""


@dataclass(frozen=True, kw_only=True)
class AlertAccepted(Fact):
    """A page was accepted for delivery: only from the first on may a screen say that the clinic is being told."""

    kind: ClassVar[str] = "alert.accepted"
    deed: ClassVar[str] = "had the alert accepted for delivery to the on-call contact"
    alert: str
    contact: str
    channel: str
    page: int = 0
    """Which try it was, counted from 0."""


@dataclass(frozen=True, kw_only=True)
class AlertNotAccepted(Fact):
    """A page was not accepted. Told once for each contact, until one is accepted again."""

    kind: ClassVar[str] = "alert.not-accepted"
    deed: ClassVar[str] = "could not hand the alert over for delivery"
    alert: str
    contact: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class AlertEscalated(Fact):
    """Nobody confirmed in time, or the first contact could not be paged: the second is paged too."""

    kind: ClassVar[str] = "alert.escalated"
    deed: ClassVar[str] = "turned to the second contact, because nobody had confirmed"
    alert: str
    contact: str


@dataclass(frozen=True, kw_only=True)
class AlertConfirmed(Fact):
    """A named person has the alert and acts on it: paging ends."""

    kind: ClassVar[str] = "alert.confirmed"
    deed: ClassVar[str] = "confirmed that they have the alert"
    alert: str


@dataclass(frozen=True, kw_only=True)
class CrisisScreenShown(Fact):
    """The patient saw the crisis screen and chose to go on."""

    kind: ClassVar[str] = "crisis.screen-shown"
    deed: ClassVar[str] = "saw the crisis screen and went on"
    alert: str
    said_told: bool
    """Whether the screen said that the clinic was being told."""


ROWS: tuple[type[Row], ...] = (NoteRow,)
KINDS: tuple[type[Fact], ...] = (
    IntakeOpened, IntakeRenewed, IntakeSuperseded, LinkMade, LinkRevoked, LinkOpened, BirthDateMatched, BirthDateMismatched, UnderAge, IdentityConfirmed,
    QuestionAsked, QuestionAnswered, PaperPreferred, IntakeDeclined, FlagReviewed, TaughtAgain, AskedInPerson, RequestHandled, WrongPerson, AlertRaised, AlertAccepted, AlertNotAccepted, AlertEscalated, AlertConfirmed,
    CrisisScreenShown,
)  # fmt: skip
