"""What a fact is: a body of canonical bytes that names no person, and rows of values that the body commits to.

`body` holds kinds, ids, times, digests and one HMAC-SHA-256(salt, row) for each row of values. The row with its salt
stands once, in a readable table. Erase row and salt, and the ledger still verifies; change one letter of a row, and
its commitment no longer holds (trust 2.4).
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from consentapp.domain.canonical import Json, canonical_bytes

DOMAIN = "consentapp/fact/1"

Value = str | int | bytes


@dataclass(frozen=True, kw_only=True)
class Row:
    """Values of one fact, as they stand in a table of their own."""

    table: ClassVar[str]

    def values(self) -> dict[str, Value]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. Fields of plain types enter the body; a field `rows` holds the rows of values."""

    kind: ClassVar[str]
    deed: ClassVar[str]
    """What the actor did, in a few words, for a timeline."""

    rows: tuple[Row, ...] = ()

    def about(self) -> dict[str, Json]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "rows"}


@dataclass(frozen=True)
class Actor:
    """Who did it: a patient, a named member of staff, or a job."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, kw_only=True)
class SealedRow:
    """A row with its place and salt, ready to be stored."""

    table: str
    number: int
    salt: bytes
    values: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A fact with its canonical bytes, ready to be appended."""

    site: str
    id: str
    kind: str
    intake: str
    at: str
    actor: Actor
    body: bytes
    rows: tuple[SealedRow, ...]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A fact as it came back from a store."""

    site: str
    position: int
    id: str
    intake: str
    at: str
    actor: Actor
    fact: Fact


def seal(
    fact: Fact, *, site: str, id: str, intake: str, at: str, actor: Actor, salts: Sequence[bytes]
) -> Sealed:
    """Fix a fact in bytes. One salt of 32 random bytes for each row; ValueError otherwise."""
    if len(salts) != len(fact.rows) or any(len(salt) != 32 for salt in salts):
        raise ValueError("a fact needs one salt of 32 bytes for each row")
    rows = tuple(
        SealedRow(table=row.table, number=number, salt=salt, values=row.values())
        for number, (row, salt) in enumerate(zip(fact.rows, salts, strict=True))
    )
    commitments: list[Json] = [
        [row.table, commitment(row, site=site, fact=id, intake=intake)] for row in rows
    ]
    body: dict[str, Json] = {
        "domain": DOMAIN, "site": site, "id": id, "kind": fact.kind, "intake": intake, "at": at,
        "actor": {"kind": actor.kind, "id": actor.id}, "about": fact.about(), "rows": commitments,
    }  # fmt: skip
    return Sealed(
        site=site,
        id=id,
        kind=fact.kind,
        intake=intake,
        at=at,
        actor=actor,
        body=canonical_bytes(body),
        rows=rows,
    )


def commitment(row: SealedRow, *, site: str, fact: str, intake: str) -> str:
    """HMAC-SHA-256 in hex over a row and its place, so that neither a value nor a whole row can be moved or edited."""
    placed: dict[str, Json] = {
        "table": row.table, "number": row.number, "site": site, "fact": fact, "intake": intake,
        "values": {name: _canonical(value) for name, value in row.values.items()},
    }  # fmt: skip
    return hmac.new(row.salt, canonical_bytes(placed), hashlib.sha256).hexdigest()


def _canonical(value: Any) -> Json:
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    return value  # type: ignore[no-any-return]
