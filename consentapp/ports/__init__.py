"""What the services need from the world, and what each of them promises.

Implementations stand in `store`, `documents`, `catalog`, `delivery`; `clinic.open_clinic` joins them. The promises are
written here once, because this is where a caller looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from consentapp.domain.form import Forms, Packet
from consentapp.domain.saying import Say
from consentapp.domain.summary import Summary
from consentapp.ports.records import (
    Credential,
    Job,
    Link,
    Message,
    Passkey,
    SealReport,
    SessionRecord,
    Site,
    StoredText,
    WorklistRow,
)
from consentapp.ports.store import ORGANISATION, NotReadable, NotSaved, Reading, Store, Writing


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, with a zone."""


class Entropy(Protocol):
    def bytes(self, size: int) -> bytes:
        """That many bytes nobody can guess."""


class Catalog(Protocol):
    """The forms of a site, with its values in them."""

    @property
    def forms(self) -> Forms: ...

    def packet(self, packet: str) -> Packet:
        """KeyError for a packet that the site does not have."""


class Renderer(Protocol):
    def summary_pdf(self, summary: Summary) -> bytes:
        """The unsealed summary, in a child process that can hurt nobody. NotRendered says why and what to do."""


class NotRendered(Exception):
    """No document: the job waits. The message names the mend ("install fonts-noto-cjk")."""


class Sealer(Protocol):
    @property
    def certificate(self) -> str:
        """PEM."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hex."""

    def seal(self, pdf: bytes, *, at: datetime, reason: str, location: str) -> bytes: ...

    def examine(self, pdf: bytes, trusted: Sequence[str]) -> SealReport:
        """Never raises, whatever the bytes. `trusted` are PEM certificates."""


class Courier(Protocol):
    @property
    def channel(self) -> str:
        """How messages go, in a word."""

    def deliver(self, contact: str, message: Message) -> None:
        """Returns once the message is accepted for delivery. NotDelivered otherwise."""


class NotDelivered(Exception):
    """The message was not accepted; it stays in the outbox."""


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def matches(self, hash: str, password: str) -> bool:
        """Takes as long for a wrong password as for a right one."""


class Phrasebook(Protocol):
    """Our own sentences, in each language that the program speaks."""

    @property
    def folder(self) -> Path:
        """Where the catalogues lie, for a tool that reads them itself."""

    def say(self, language: str) -> Say:
        """How our sentences are said in a language; as they are written for one that has no catalogue."""


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """All the parts that a service may need, joined once."""

    site: Site
    store: Store
    catalog: Catalog
    phrases: Phrasebook
    renderer: Renderer
    sealer: Sealer
    courier: Courier
    passwords: Passwords
    clock: Clock
    entropy: Entropy


__all__ = [
    "ORGANISATION",
    "Catalog",
    "Clinic",
    "Clock",
    "Courier",
    "Credential",
    "Entropy",
    "Job",
    "Link",
    "Message",
    "NotDelivered",
    "NotReadable",
    "NotRendered",
    "NotSaved",
    "Passkey",
    "Passwords",
    "Phrasebook",
    "Reading",
    "Renderer",
    "SealReport",
    "Sealer",
    "SessionRecord",
    "Site",
    "Store",
    "StoredText",
    "WorklistRow",
    "Writing",
]
