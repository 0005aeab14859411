"""What a copy of record says: made from facts alone, so that it can be made again.

Times are UTC instants; whoever prints them chooses the zone that `zone` names.
"""

from dataclasses import dataclass

from consentapp.domain.text import Block, Runs


@dataclass(frozen=True, kw_only=True)
class Manifestation:
    """A signature as a reader must see it: printed name, time and meaning (21 CFR 11.50)."""

    role: str
    printed_name: str
    at: str
    meaning: str
    statement: str
    method: str
    """"typed" or "drawn"."""
    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()
    """A drawn signature: lines of points in a box of 600 by 200."""
    evidence: tuple[str, ...] = ()
    """How we know who signed, a sentence each."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    question: str
    answer: str
    page_title: str = ""
    """The page it was asked on: some questions need their heading to be understood."""
    among: tuple[str, ...] = ()
    """What could be chosen, where several could: "none of these" says nothing without them."""


@dataclass(frozen=True, kw_only=True)
class CarriedOver:
    """An earlier signed record from which a page stands, because its words have not changed."""

    code: str
    signed_at: str
    version: str
    """The form's version under which the page was read."""


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    page_title: str
    statement: str
    at: str
    text_digest: str
    carried_over: CarriedOver | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A comprehension check: every attempt, and what was taught after a wrong one."""

    question: str
    attempts: tuple[tuple[str, bool], ...]
    """The answer's words and whether it was right, in order."""
    why: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    question: str
    asked_at: str
    answer: str
    """Empty while nobody has answered."""
    answered_by: str = ""
    answered_at: str = ""


@dataclass(frozen=True, kw_only=True)
class Scored:
    label: str
    total: int
    highest: int
    band: str
    """Its words for the total; "" for a score without bands."""
    source: str
    filled_in: int = 0
    """Blanks that were filled in with the mean of the rest, as the authors say."""


@dataclass(frozen=True, kw_only=True)
class Raised:
    """A flag in words."""

    id: str
    level: str
    reason: str
    source: str
    review: str = ""
    """What a named clinician decided, or empty while open."""


@dataclass(frozen=True, kw_only=True)
class Screened:
    """A screening form: questions and answers in reading order, "No answer given" for a blank."""

    title: str
    version: str
    answers: tuple[Choice, ...]
    scores: tuple[Scored, ...]
    flags: tuple[Raised, ...]
    notice: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A page of text as it was shown. Items appear by their label and options."""

    title: str
    blocks: tuple[Block | Runs, ...]
    text_digest: str
    saved_at: str
    carried_over: CarriedOver | None = None


@dataclass(frozen=True, kw_only=True)
class Read:
    """A consent form as it was read."""

    title: str
    form: str
    version: str
    language: str
    form_digest: str
    passages: tuple[Passage, ...]
    references: tuple[tuple[str, str], ...]
    """Key and citation, in printing order."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who did what, when: a line of the certificate page."""

    at: str
    who: str
    what: str
    position: int


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Where the proof stands: forms by digest, the signature's place in the ledger, the newest checkpoint."""

    forms: tuple[tuple[str, str, str, str], ...]
    """Title, version, language, digest of the definition."""
    ledger: str
    """`<organisation>/<site>`."""
    signature_fact: str
    signature_position: int
    signature_leaf: str
    checkpoint: str
    """The newest checkpoint's text, or empty: "checkpoint pending"."""
    steps: tuple[Step, ...]
    program: str
    """Program and version that made this file."""
    renews_code: str = ""
    """The code of the record that this one renews; "" for none."""
    renews_signed_at: str = ""
    notice_digest: str = ""
    """The text on what has changed since then, as the patient read it."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The copy of record, before it is laid out."""

    title: str
    language: str
    sample: bool
    """True: "SAMPLE, NOT APPROVED FOR CARE" on every page."""
    edition: int
    document_id: str
    """32 random bytes in hex: makes the file's digest unguessable (trust 2.4)."""
    code: str
    """Twelve Crockford letters; printed in groups of four."""
    code_address: str
    """Where anyone may look the code up."""
    zone: str
    """IANA name of the site's zone."""
    paper: str
    """"letter" or "a4"."""
    clinic_name: str
    clinic_address: str
    clinic_phone: str
    patient_name: str
    birth_date: str
    """ISO date."""
    made_at: str
    signatures: tuple[Manifestation, ...]
    choices: tuple[Choice, ...]
    acknowledgments: tuple[Acknowledged, ...]
    checks: tuple[Checked, ...]
    questions: tuple[Asked, ...]
    screenings: tuple[Screened, ...]
    readings: tuple[Read, ...]
    certificate: Certificate
