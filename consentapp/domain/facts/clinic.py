"""The clinic itself: its forms in use, its seal, its on-call contact, what its staff looked at."""

from dataclasses import dataclass
from typing import ClassVar

from consentapp.domain.facts.record import Fact


@dataclass(frozen=True, kw_only=True)
class SealPublished(Fact):
    """From here on documents may carry this certificate."""

    kind: ClassVar[str] = "seal.published"
    deed: ClassVar[str] = "published the seal's certificate"
    certificate: str
    """PEM."""
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class OnCallTested(Fact):
    """A test alert was accepted for delivery to the on-call contact."""

    kind: ClassVar[str] = "on-call.tested"
    deed: ClassVar[str] = "sent a test alert to the on-call contact"
    contact: str
    code_digest: str
    """SHA-256 of the code in the test alert."""
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class OnCallConfirmed(Fact):
    """The on-call contact said back the code of a test alert."""

    kind: ClassVar[str] = "on-call.confirmed"
    deed: ClassVar[str] = "confirmed the on-call contact"
    contact: str
    tested: str
    """Id of the test's fact."""
    channel: str = ""
    """Which way the test went: another way has to be tested anew."""


@dataclass(frozen=True, kw_only=True)
class AccessDigested(Fact):
    """The rows of `access` up to a number, fixed by their digest (DESIGN 5a)."""

    kind: ClassVar[str] = "access.digested"
    deed: ClassVar[str] = "fixed the rows of who looked at whom"
    first: int
    last: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class FormProposed(Fact):
    """The first of two people stands for a form: these files, to the byte."""

    kind: ClassVar[str] = "form.proposed"
    deed: ClassVar[str] = "proposed a form"
    form: str
    version: str
    digest: str
    """SHA-256 of the form's files."""
    languages: tuple[str, ...]
    site: str
    """Where it is to be active."""


@dataclass(frozen=True, kw_only=True)
class FormPublished(Fact):
    """A second person stands for the same files: from here on they may be walked at a real site."""

    kind: ClassVar[str] = "form.published"
    deed: ClassVar[str] = "published a form"
    form: str
    version: str
    digest: str
    languages: tuple[str, ...]
    site: str
    proposed: str
    """Id of the first person's fact."""


KINDS: tuple[type[Fact], ...] = (
    SealPublished, OnCallTested, OnCallConfirmed, AccessDigested, FormProposed, FormPublished,
)  # fmt: skip
