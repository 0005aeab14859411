"""Questions to the store."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from consentapp.domain.access import Access
from consentapp.domain.facts import KINDS, ROWS, recorded_from
from consentapp.domain.facts.people import PatientRow, StaffRow
from consentapp.domain.facts.record import Recorded, SealedRow
from consentapp.domain.names import name_key
from consentapp.domain.reasons import from_stored
from consentapp.domain.verification import StoredFact, StoredRow
from consentapp.ports import Credential, Job, Link, Passkey, SessionRecord, StoredText, WorklistRow
from consentapp.store.driver import Database
from consentapp.store.migrations import VALUE_TABLES

PLACE = ("fact", "number", "site", "intake", "salt")
HEAVY = {"document": ("pdf",)}
"""Columns that a fact is read without, unless verification asks."""


class SqliteReading:
    """One view of the file. Everything it returns is a value."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # Facts ----------------------------------------------------------------------------------------------------

    def intake_facts(self, intake: str) -> Sequence[Recorded]:
        found = self._all("SELECT position, id, body FROM fact WHERE intake = ? ORDER BY position", intake)
        rows = self._rows("intake = ?", intake) if found else {}
        return [recorded_from(f["body"], f["position"], rows.get(f["id"], ()), KINDS, ROWS) for f in found]

    def has_intake(self, site: str, intake: str) -> bool:
        return (
            self._one("SELECT 1 AS found FROM fact WHERE intake = ? AND site = ? LIMIT 1", intake, site)
            is not None
        )

    def fact(self, id: str) -> Recorded | None:
        found = self._one("SELECT position, id, body FROM fact WHERE id = ?", id)
        if not found:
            return None
        rows = self._rows("fact = ?", id).get(id, ())
        return recorded_from(found["body"], found["position"], rows, KINDS, ROWS)

    def facts_of_kind(self, site: str, kind: str) -> Sequence[Recorded]:
        found = self._all("SELECT id FROM fact WHERE site = ? AND kind = ? ORDER BY position", site, kind)
        return [recorded for f in found if (recorded := self.fact(f["id"]))]

    def last_fact_of_kind(self, site: str, kind: str) -> Recorded | None:
        row = self._one(
            "SELECT id FROM fact WHERE site = ? AND kind = ? ORDER BY position DESC LIMIT 1", site, kind
        )
        return self.fact(row["id"]) if row else None

    def accesses(self, site: str, first: int, last: int | None = None) -> Sequence[Access]:
        upto = 2**62 if last is None else last
        rows = self._all(
            "SELECT * FROM access WHERE site = ? AND number BETWEEN ? AND ? ORDER BY number",
            site,
            first,
            upto,
        )
        return [Access(**row) for row in rows]

    def accesses_of(self, intake: str) -> Sequence[Access]:
        return [
            Access(**row)
            for row in self._all("SELECT * FROM access WHERE intake = ? ORDER BY number", intake)
        ]

    def _rows(self, where: str, value: str) -> dict[str, list[SealedRow]]:
        """Rows of values by fact, without their heavy columns."""
        found: dict[str, list[SealedRow]] = {}
        for table, columns in VALUE_TABLES.items():
            chosen = ", ".join(
                ("x''" if c in HEAVY.get(table, ()) else f"[{c}]") + f" AS [{c}]" for c in columns
            )
            query = f"SELECT fact, number, salt, {chosen} FROM [{table}] WHERE {where}"
            for row in self._all(query, value):
                found.setdefault(row["fact"], []).append(_sealed_row(table, columns, row))
        return found

    # People ---------------------------------------------------------------------------------------------------

    def patient(self, patient: str) -> PatientRow | None:
        row = self._one(
            "SELECT patient, name, birth_date FROM patient JOIN fact ON fact.id = patient.fact"
            " WHERE patient = ? ORDER BY position DESC LIMIT 1",
            patient,
        )
        return PatientRow(**row) if row else None

    def staff(self, staff: str) -> StaffRow | None:
        return self._staff("staff", staff)

    def staff_by_login(self, login: str) -> StaffRow | None:
        return self._staff("login", login)

    def _staff(self, column: str, value: str) -> StaffRow | None:
        row = self._one(f"SELECT staff, login, name, role, site_bound FROM staff WHERE [{column}] = ?", value)
        return StaffRow(**row) if row else None

    def passkey(self, id: str) -> Passkey | None:
        row = self._one("SELECT * FROM passkey WHERE id = ?", id)
        return _passkey(row) if row else None

    def passkeys_of(self, staff: str) -> Sequence[Passkey]:
        return [
            _passkey(row)
            for row in self._all("SELECT * FROM passkey WHERE staff = ? ORDER BY added_at, id", staff)
        ]

    def staff_of(self, site: str) -> Sequence[StaffRow]:
        rows = self._all("SELECT staff, login, name, role, site_bound FROM staff WHERE site_bound = ?", site)
        return sorted((StaffRow(**row) for row in rows), key=lambda row: (row.name.casefold(), row.staff))

    def credential(self, staff: str) -> Credential | None:
        row = self._one("SELECT * FROM credential WHERE staff = ?", staff)
        return Credential(**row) if row else None

    # Scratch --------------------------------------------------------------------------------------------------

    def link(self, digest: str) -> Link | None:
        row = self._one("SELECT id, site, intake, mode, ends_at, revoked FROM link WHERE digest = ?", digest)
        return Link(**{**row, "revoked": bool(row["revoked"])}) if row else None

    def session(self, digest: str) -> SessionRecord | None:
        row = self._one("SELECT * FROM session WHERE digest = ?", digest)
        return SessionRecord(**row) if row else None

    def draft(self, intake: str, page: str) -> str:
        row = self._one("SELECT data FROM draft WHERE intake = ? AND page = ?", intake, page)
        return str(row["data"]) if row else ""

    def jobs(self, site: str) -> Sequence[Job]:
        rows = self._all("SELECT * FROM outbox WHERE done = 0 AND site = ? ORDER BY due_at", site)
        return [Job(**{name: value for name, value in row.items() if name != "done"}) for row in rows]

    def worklist(
        self, site: str, *, search: str = "", waits_for: str = "", limit: int = 200
    ) -> Sequence[WorklistRow]:
        where, values = "site = ?", [site]
        if search:
            # Each branch is a range over one index: word of a name, [site, birth_date], [site, code].
            key = name_key(search)
            where += (
                " AND (intake IN (SELECT intake FROM name_word WHERE site = ? AND word BETWEEN ? AND ?)"
                " OR birth_date = ? OR code = ?)"
            )
            code = search.replace("-", "").strip().upper()
            values += [site, key, key + "\U0010ffff", search.strip(), code]
        if waits_for:
            where += " AND instr(waits_for, ?)"
            values.append(waits_for)
        rows = self._all(
            f"SELECT * FROM worklist WHERE {where} ORDER BY urgent DESC, updated_at DESC LIMIT {limit:d}",
            *values,
        )
        return [_worklist_row(row) for row in rows]

    def intake_by_code(self, code: str) -> str | None:
        row = self._one("SELECT intake FROM worklist WHERE code = ?", code)
        return str(row["intake"]) if row else None

    def document(self, fact: str) -> bytes | None:
        row = self._one("SELECT pdf FROM document WHERE fact = ?", fact)
        return bytes(row["pdf"]) if row else None

    def document_by_digest(self, sha256: str) -> Recorded | None:
        row = self._one("SELECT fact FROM document WHERE sha256 = ?", sha256)
        return self.fact(row["fact"]) if row else None

    # The ledger as bytes --------------------------------------------------------------------------------------

    def sites(self) -> Sequence[str]:
        return [row["site"] for row in self._all("SELECT DISTINCT site FROM fact ORDER BY site")]

    def ledger_size(self, site: str) -> int:
        row = self._one("SELECT coalesce(max(position) + 1, 0) AS size FROM fact WHERE site = ?", site)
        return int(row["size"]) if row else 0

    def ledger(self, site: str) -> Iterator[StoredFact]:
        connection = self.database.conn
        usual = connection.text_factory
        # An edited byte may be no UTF-8: it must fail its commitment, not stop the reader.
        connection.text_factory = _lenient
        try:
            facts = self.database.execute(
                "SELECT position, id, kind, intake, at, actor, body FROM fact WHERE site = ? ORDER BY position",
                [site],
            )
            for position, id, kind, intake, at, actor, body in facts:
                columns = {"id": id, "kind": kind, "intake": intake, "at": at, "actor": actor}
                yield StoredFact(position, columns, bytes(body), self._whole_rows(id))
        finally:
            connection.text_factory = usual

    def _whole_rows(self, fact: str) -> tuple[StoredRow, ...]:
        return tuple(
            StoredRow(**vars(_sealed_row(table, columns, row)), site=row["site"], intake=row["intake"])
            for table, columns in VALUE_TABLES.items()
            for row in self._all(f"SELECT * FROM [{table}] WHERE fact = ? ORDER BY number", fact)
        )

    def node(self, site: str, level: int, index: int) -> bytes:
        row = self._one(
            "SELECT hash FROM node WHERE site = ? AND level = ? AND [index] = ?", site, level, index
        )
        if row is None:
            raise KeyError((level, index))
        return bytes(row["hash"])

    def ledger_nodes(self, site: str) -> Mapping[tuple[int, int], bytes]:
        rows = self._all("SELECT level, [index], hash FROM node WHERE site = ?", site)
        return {(row["level"], row["index"]): bytes(row["hash"]) for row in rows}

    def structure_faults(self) -> Sequence[str]:
        found = [str(row["quick_check"]) for row in self._all("PRAGMA quick_check")]
        return [] if found == ["ok"] else found

    def stray_rows(self) -> Sequence[tuple[str, str]]:
        return [
            (table, row["fact"])
            for table in VALUE_TABLES
            for row in self._all(
                f"SELECT v.fact FROM [{table}] v LEFT JOIN fact f ON f.id = v.fact WHERE f.id IS NULL"
            )
        ]

    def text(self, digest: str) -> StoredText | None:
        row = self._one("SELECT digest, body FROM text WHERE digest = ?", digest)
        return StoredText(row["digest"], bytes(row["body"])) if row else None

    # SQL ------------------------------------------------------------------------------------------------------

    def _all(self, query: str, *values: Any) -> list[dict[str, Any]]:
        return list(self.database.query(query, values))

    def _one(self, query: str, *values: Any) -> dict[str, Any] | None:
        return next(iter(self.database.query(query, values)), None)


def _worklist_row(row: dict[str, Any]) -> WorklistRow:
    flags = {name: bool(row[name]) for name in ("urgent", "has_document")}
    parts = {"waits_for": tuple(row["waits_for"].split()), "reasons": from_stored(row["reasons"])}
    return WorklistRow(**row | flags | parts)


def _passkey(row: dict[str, Any]) -> Passkey:
    return Passkey(**row | {"public_key": bytes(row["public_key"])})


def _lenient(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _sealed_row(table: str, columns: Mapping[str, type], row: Mapping[str, Any]) -> SealedRow:
    values = {name: bytes(row[name]) if columns[name] is bytes else row[name] for name in columns}
    return SealedRow(table=table, number=row["number"], salt=bytes(row["salt"]), values=values)
