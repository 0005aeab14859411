"""Who looked at whom: rows fixed, hour by hour, by the digest of the new ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from consentapp.domain.canonical import Json, canonical_bytes


@dataclass(frozen=True)
class Access:
    """A member of staff saw a patient's record."""

    number: int
    site: str
    at: str
    staff: str
    intake: str
    what: str


def accesses_digest(rows: Sequence[Access]) -> str:
    """SHA-256 in hex over the rows in order."""
    whole: Json = [[row.number, row.site, row.at, row.staff, row.intake, row.what] for row in rows]
    return hashlib.sha256(canonical_bytes(whole)).hexdigest()
