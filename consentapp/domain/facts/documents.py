"""Copies of record."""

from dataclasses import dataclass
from typing import ClassVar

from consentapp.domain.facts.record import Fact, Row


@dataclass(frozen=True, kw_only=True)
class DocumentRow(Row):
    table: ClassVar[str] = "document"
    code: str
    edition: int
    sha256: str
    pdf: bytes


@dataclass(frozen=True, kw_only=True)
class DocumentSealed(Fact):
    """A summary was rendered and sealed; its bytes are kept for ever."""

    kind: ClassVar[str] = "document.sealed"
    deed: ClassVar[str] = "sealed the summary"
    code: str
    edition: int
    signature: str
    """Id of the signature's fact."""
    document_id: str
    sha256: str
    length: int
    certificate: str
    """SHA-256 fingerprint of the seal's certificate."""


@dataclass(frozen=True, kw_only=True)
class DocumentOpened(Fact):
    """A copy went out: printed by staff, or saved by the patient."""

    kind: ClassVar[str] = "document.opened"
    deed: ClassVar[str] = "took out a copy of the summary"
    document: str
    """Id of the document's fact."""
    purpose: str
    """"print" or "patient-copy"."""


ROWS: tuple[type[Row], ...] = (DocumentRow,)
KINDS: tuple[type[Fact], ...] = (DocumentSealed, DocumentOpened)
