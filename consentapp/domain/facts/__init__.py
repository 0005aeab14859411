"""Every kind of fact, one module per subject, and how a fact becomes canonical bytes and comes back."""

from consentapp.domain.facts import clinic, documents, intakes, people, visits, walk
from consentapp.domain.facts.rebuild import about_of, body_of, recorded_from
from consentapp.domain.facts.record import Actor, Fact, Recorded, Row, Sealed, seal

KINDS: dict[str, type[Fact]] = {
    kind.kind: kind for module in (clinic, documents, intakes, people, visits, walk) for kind in module.KINDS
}

ROWS: dict[str, type[Row]] = {
    row.table: row for module in (documents, intakes, people, visits, walk) for row in module.ROWS
}

__all__ = [
    "KINDS",
    "ROWS",
    "Actor",
    "Fact",
    "Recorded",
    "Row",
    "Sealed",
    "about_of",
    "body_of",
    "recorded_from",
    "seal",
]
