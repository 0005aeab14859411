"""The record as the services see it: one view, one transaction, and what a store that cannot serve says."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from consentapp.domain.access import Access
from consentapp.domain.facts.people import PatientRow, StaffRow
from consentapp.domain.facts.record import Recorded, Sealed
from consentapp.domain.shown import ShownText
from consentapp.domain.verification import StoredFact
from consentapp.ports.records import Credential, Job, Link, Passkey, SessionRecord, StoredText, WorklistRow

ORGANISATION = "_organisation"
"""The ledger of facts that belong to no site."""


class Reading(Protocol):
    """One consistent view of the store."""

    def intake_facts(self, intake: str) -> Sequence[Recorded]:
        """In ledger order; empty for an intake that does not exist."""

    def has_intake(self, site: str, intake: str) -> bool:
        """Whether any fact is about it, readable or not."""

    def fact(self, id: str) -> Recorded | None: ...

    def facts_of_kind(self, site: str, kind: str) -> Sequence[Recorded]: ...

    def last_fact_of_kind(self, site: str, kind: str) -> Recorded | None: ...

    def accesses(self, site: str, first: int, last: int | None = None) -> Sequence[Access]:
        """Rows of `access` by number, in order; up to the newest without `last`."""

    def accesses_of(self, intake: str) -> Sequence[Access]:
        """Who looked at one intake, in order."""

    def patient(self, patient: str) -> PatientRow | None:
        """The newest registration or correction."""

    def staff(self, staff: str) -> StaffRow | None: ...

    def staff_by_login(self, login: str) -> StaffRow | None: ...

    def credential(self, staff: str) -> Credential | None:
        """How a member of staff signs in; None for an account that is not active."""

    def passkey(self, id: str) -> Passkey | None: ...

    def passkeys_of(self, staff: str) -> Sequence[Passkey]: ...

    def staff_of(self, site: str) -> Sequence[StaffRow]:
        """Everybody who ever had an account at a site, by name."""

    def link(self, digest: str) -> Link | None: ...

    def session(self, digest: str) -> SessionRecord | None: ...

    def draft(self, intake: str, page: str) -> str:
        """What was typed on a page and not yet saved, as JSON; "" when nothing was."""

    def document(self, fact: str) -> bytes | None:
        """The bytes of a copy of record, by the fact that sealed it."""

    def document_by_digest(self, sha256: str) -> Recorded | None:
        """The fact that sealed these bytes."""

    def intake_by_code(self, code: str) -> str | None: ...

    def worklist(
        self, site: str, *, search: str = "", waits_for: str = "", limit: int = 200
    ) -> Sequence[WorklistRow]:
        """Urgent first, then the newest change. `search` begins at any word of a name, or is a birth date, or a code."""

    def jobs(self, site: str) -> Sequence[Job]:
        """Jobs not done yet."""

    def ledger_size(self, site: str) -> int: ...

    def ledger(self, site: str) -> Iterator[StoredFact]:
        """Every fact of a site in order of position, as bytes, with the rows that name it."""

    def node(self, site: str, level: int, index: int) -> bytes:
        """A complete subtree of a site's ledger. KeyError for one that is not complete."""

    def ledger_nodes(self, site: str) -> Mapping[tuple[int, int], bytes]: ...

    def structure_faults(self) -> Sequence[str]:
        """What the store itself finds wrong with its file; it does not see changed content (trust, finding 3)."""

    def stray_rows(self) -> Sequence[tuple[str, str]]:
        """(table, fact) of rows that name no fact."""

    def text(self, digest: str) -> StoredText | None: ...

    def sites(self) -> Sequence[str]:
        """Sites that have a ledger."""


class Writing(Reading, Protocol):
    """One transaction: all of it, or nothing."""

    def append(self, sealed: Sealed) -> int:
        """Give a fact the next position of its site's ledger, with its leaf, its subtrees and its rows."""

    def keep_text(self, shown: ShownText) -> None:
        """Store a text once, when it is first shown."""

    def keep_link(self, link: Link, digest: str) -> None: ...

    def revoke_link(self, link: str) -> None: ...

    def keep_draft(self, intake: str, page: str, values: str) -> None: ...

    def drop_draft(self, intake: str, page: str) -> None: ...

    def drop_drafts(self, intake: str) -> None:
        """Every draft of an intake: it has ended."""

    def keep_session(self, session: SessionRecord) -> None: ...

    def end_session(self, digest: str) -> None: ...

    def end_sessions_of(self, kind: str, subject: str, *, but: str = "") -> None: ...

    def end_sessions_before(self, at: str) -> None:
        """Every session that was last seen before this instant."""

    def keep_credential(self, credential: Credential) -> None: ...

    def drop_credential(self, staff: str) -> None:
        """Every way in: password, app and passkeys."""

    def keep_passkey(self, key: Passkey) -> None: ...

    def drop_passkey(self, id: str) -> None: ...

    def drop_passkeys(self, staff: str) -> None: ...

    def project(self, row: WorklistRow) -> None: ...

    def ask_for(self, job: Job) -> None:
        """Put a job in the outbox; a second one for the same cause and kind changes nothing."""

    def put_off(self, job: str, *, until: str, error: str) -> None: ...

    def job_done(self, job: str) -> None: ...

    def note_access(self, *, site: str, at: str, staff: str, intake: str, what: str) -> None: ...


class Store(Protocol):
    """The record. What is committed survives a crash, a kill and a power cut."""

    def reading(self) -> AbstractContextManager[Reading]:
        """NotReadable when the file is damaged."""

    def writing(self) -> AbstractContextManager[Writing]:
        """Begins IMMEDIATE; commits when the block ends, rolls back on any exception. StoreBusy, StoreFull."""


class NotReadable(Exception):
    """The store's file cannot be read: damaged, cut short, or no database."""


class NotSaved(Exception):
    """The store could not take it: disk full, locked too long, read-only. Nothing of it was kept."""
