"""Changes to the store, inside one transaction."""

from dataclasses import asdict
from typing import Any

from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.facts.record import Sealed
from consentapp.domain.ledger import appended, leaf_hash
from consentapp.domain.names import name_key
from consentapp.domain.reasons import as_stored
from consentapp.domain.shown import ShownText
from consentapp.ports import Credential, Job, Link, Passkey, SessionRecord, WorklistRow
from consentapp.store.reading import SqliteReading


class SqliteWriting(SqliteReading):
    """Everything here happens, or none of it."""

    def append(self, sealed: Sealed) -> int:
        position = self.ledger_size(sealed.site)
        self._insert(
            "fact", site=sealed.site, position=position, id=sealed.id, kind=sealed.kind, intake=sealed.intake,
            at=sealed.at, actor=str(sealed.actor), body=sealed.body,
        )  # fmt: skip
        for row in sealed.rows:
            self._insert(
                row.table, fact=sealed.id, number=row.number, site=sealed.site, intake=sealed.intake, salt=row.salt,
                **row.values,
            )  # fmt: skip
        for node in appended(
            position, leaf_hash(sealed.body), lambda level, index: self.node(sealed.site, level, index)
        ):
            self._insert("node", site=sealed.site, level=node.level, index=node.index, hash=node.hash)
        return position

    def keep_text(self, shown: ShownText) -> None:
        self._run(
            "INSERT INTO text (digest, form, version, language, page, body) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (digest) DO NOTHING",
            shown.digest, shown.form, shown.version, shown.language, shown.page, canonical_bytes(shown.body),
        )  # fmt: skip

    def keep_link(self, link: Link, digest: str) -> None:
        self._insert("link", digest=digest, **asdict(link) | {"revoked": int(link.revoked)})

    def revoke_link(self, link: str) -> None:
        self._run("UPDATE link SET revoked = 1 WHERE id = ?", link)

    def keep_draft(self, intake: str, page: str, values: str) -> None:
        self._replace("draft", intake=intake, page=page, data=values)

    def drop_draft(self, intake: str, page: str) -> None:
        self._run("DELETE FROM draft WHERE intake = ? AND page = ?", intake, page)

    def drop_drafts(self, intake: str) -> None:
        self._run("DELETE FROM draft WHERE intake = ?", intake)

    def keep_session(self, session: SessionRecord) -> None:
        self._replace("session", **asdict(session))

    def end_session(self, digest: str) -> None:
        self._run("DELETE FROM session WHERE digest = ?", digest)

    def end_sessions_of(self, kind: str, subject: str, *, but: str = "") -> None:
        self._run("DELETE FROM session WHERE kind = ? AND subject = ? AND digest != ?", kind, subject, but)

    def keep_credential(self, credential: Credential) -> None:
        self._replace("credential", **asdict(credential))

    def drop_credential(self, staff: str) -> None:
        self._run("DELETE FROM credential WHERE staff = ?", staff)
        self.drop_passkeys(staff)

    def keep_passkey(self, key: Passkey) -> None:
        self._replace("passkey", **asdict(key))

    def drop_passkey(self, id: str) -> None:
        self._run("DELETE FROM passkey WHERE id = ?", id)

    def drop_passkeys(self, staff: str) -> None:
        self._run("DELETE FROM passkey WHERE staff = ?", staff)

    def project(self, row: WorklistRow) -> None:
        stored = asdict(row) | {
            "reasons": as_stored(row.reasons),
            "waits_for": " ".join(row.waits_for),
            "urgent": int(row.urgent),
            "has_document": int(row.has_document),
        }
        self._replace("worklist", **stored)
        self._run("DELETE FROM name_word WHERE intake = ?", row.intake)
        words = name_key(row.name).split(" ")
        for place in range(len(words)):
            self._insert("name_word", site=row.site, word=" ".join(words[place:]), intake=row.intake)

    def ask_for(self, job: Job) -> None:
        values = asdict(job) | {"done": 0}
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self._run(f"INSERT INTO outbox ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING", *values.values())

    def put_off(self, job: str, *, until: str, error: str) -> None:
        self._run(
            "UPDATE outbox SET tries = tries + 1, due_at = ?, error = ? WHERE id = ?", until, error, job
        )

    def job_done(self, job: str) -> None:
        self._run("UPDATE outbox SET done = 1 WHERE id = ?", job)

    def end_sessions_before(self, at: str) -> None:
        self._run("DELETE FROM session WHERE seen_at < ?", at)

    def note_access(self, *, site: str, at: str, staff: str, intake: str, what: str) -> None:
        row = self._one("SELECT coalesce(max(number) + 1, 0) AS number FROM access")
        number = row["number"] if row else 0
        self._insert("access", number=number, site=site, at=at, staff=staff, intake=intake, what=what)

    def _insert(self, table: str, **values: Any) -> None:
        self._run(f"INSERT INTO [{table}] {_columns(values)}", *values.values())

    def _replace(self, table: str, **values: Any) -> None:
        self._run(f"INSERT OR REPLACE INTO [{table}] {_columns(values)}", *values.values())

    def _run(self, query: str, *values: Any) -> None:
        self.database.execute(query, values)


def _columns(values: dict[str, Any]) -> str:
    names = ", ".join(f"[{name}]" for name in values)
    return f"({names}) VALUES ({', '.join('?' * len(values))})"
