"""What is recorded stays as it is, and a block happens whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from consentapp.domain.facts import Sealed, seal
from consentapp.domain.facts.intakes import NoteRow, QuestionAsked
from consentapp.domain.facts.people import PatientRegistered, PatientRow
from consentapp.domain.ledger import leaf_hash, tree_nodes
from consentapp.domain.reasons import Reason
from consentapp.ports import (
    Clinic,
    Job,
    Link,
    NotReadable,
    NotSaved,
    SessionRecord,
    WorklistRow,
)
from consentapp.services.recording import record, record_for_organisation
from consentapp.store.driver import DriverError
from consentapp.store.migrations import APPEND_ONLY, VALUE_TABLES
from consentapp.store.sqlite import SqliteStore
from tests.builders import DESK, PATIENT, CountedEntropy, Visitor
from tests.domain.shapes import sample_fact, sample_row

SCRATCH = {
    "link",
    "session",
    "draft",
    "outbox",
    "worklist",
    "name_word",
    "credential",
    "passkey",
    "_sqlite_migrations",
}


def sealed(number: int, *rows: Any, site: str = "main", intake: str = "intake1") -> Sealed:
    fact = QuestionAsked(subject="practical", form="", page="", rows=rows)
    salts = [CountedEntropy(f"{number} {n}").bytes(32) for n in range(len(rows))]
    return seal(
        fact,
        site=site,
        id=f"fact{number}",
        intake=intake,
        at="2026-11-23T17:00:00.000Z",
        actor=PATIENT,
        salts=salts,
    )


@contextmanager
def raw(store: SqliteStore) -> Iterator[Any]:
    """The connection under a reading, to look or to misbehave."""
    with store.reading() as reading:
        yield reading.database


def does(store: SqliteStore, *statements: str) -> None:
    """These statements as one transaction."""
    with store.writing() as writing:
        for statement in statements:
            writing.database.execute(statement)


@pytest.fixture
def full(store: SqliteStore) -> SqliteStore:
    """One row at least in every append-only table."""
    with store.writing() as writing:
        writing.append(sealed(1, *(sample_row(table) for table in VALUE_TABLES)))
        writing.database.execute(
            "INSERT INTO text (digest, form, version, language, page, body) VALUES ('d', 'f', '1', 'en', 'p', x'00')"
        )
        writing.database.execute(
            "INSERT INTO access (number, site, at, staff, intake, what) VALUES (0, 'main', 'now', 's', 'i', 'w')"
        )
    return store


# Append-only --------------------------------------------------------------------------------------------------------------


def test_every_table_is_either_the_record_or_known_scratch(store: SqliteStore) -> None:
    with raw(store) as database:
        found = set(database.table_names())

    assert found - set(APPEND_ONLY) == SCRATCH


def test_every_table_is_strict_and_takes_no_null(store: SqliteStore) -> None:
    with raw(store) as database:
        tables = [table for table in database.tables if table.name != "_sqlite_migrations"]

        assert [table.name for table in tables if not table.strict] == []
        assert [(t.name, c.name) for t in tables for c in t.columns if not c.notnull] == []


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE [{0}] SET rowid = rowid", "DELETE FROM [{0}]"])
def test_a_recorded_row_can_be_neither_changed_nor_deleted(
    full: SqliteStore, table: str, statement: str
) -> None:
    """P11-05"""
    with pytest.raises(NotSaved, match=f"{table} is append-only: a correction is a new fact"):
        does(full, statement.format(table))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_recorded_row_cannot_be_replaced(full: SqliteStore, table: str) -> None:
    """P11-05: REPLACE deletes without a word unless triggers are recursive."""
    with pytest.raises(NotSaved, match="append-only"):
        does(full, f"INSERT OR REPLACE INTO [{table}] SELECT * FROM [{table}]")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_recorded_row_cannot_be_changed_by_an_upsert(full: SqliteStore, table: str) -> None:
    with raw(full) as database:
        column = database.table(table).columns[-1].name

    with pytest.raises(NotSaved, match="append-only"):
        does(
            full,
            f"INSERT INTO [{table}] SELECT * FROM [{table}] WHERE true"
            f" ON CONFLICT DO UPDATE SET [{column}] = excluded.[{column}]",
        )


# Facts --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", VALUE_TABLES)
def test_a_row_of_every_table_comes_back_as_it_was(store: SqliteStore, table: str) -> None:
    row = sample_row(table)
    with store.writing() as writing:
        writing.append(sealed(1, row))

    with store.reading() as reading:
        (stored,) = next(iter(reading.ledger("main"))).rows

    assert (stored.table, stored.values) == (table, row.values())


def test_a_fact_is_read_without_the_bytes_of_its_document(store: SqliteStore) -> None:
    with store.writing() as writing:
        writing.append(sealed(1, sample_row("document", pdf=b"%PDF" * 1000)))

    with store.reading() as reading:
        found = reading.fact("fact1")
        whole = reading.document("fact1")

    assert found
    assert found.fact.rows[0].values()["pdf"] == b""
    assert whole == b"%PDF" * 1000


def test_positions_have_no_gap_and_each_site_has_its_own(store: SqliteStore) -> None:
    with store.writing() as writing:
        given = [
            writing.append(sealed(n, site=site)) for n, site in enumerate(("main", "other", "main", "main"))
        ]

    with store.reading() as reading:
        assert given == [0, 0, 1, 2]
        assert (reading.ledger_size("main"), reading.ledger_size("other"), reading.ledger_size("none")) == (
            3,
            1,
            0,
        )
        assert reading.sites() == ["main", "other"]


def test_each_fact_comes_with_its_leaf_and_subtrees(store: SqliteStore) -> None:
    facts = [sealed(n) for n in range(11)]
    for fact in facts:
        with store.writing() as writing:
            writing.append(fact)

    with store.reading() as reading:
        assert reading.ledger_nodes("main") == tree_nodes(leaf_hash(fact.body) for fact in facts)
        assert reading.node("main", 1, 2) == reading.ledger_nodes("main")[(1, 2)]
        with pytest.raises(KeyError):
            reading.node("main", 3, 1)


def test_the_facts_of_an_intake_come_in_order_with_their_rows(store: SqliteStore) -> None:
    with store.writing() as writing:
        for n in range(4):
            writing.append(sealed(n, NoteRow(purpose="question", text=f"{n}"), intake=f"intake{n % 2}"))

    with store.reading() as reading:
        found = reading.intake_facts("intake1")
        nothing = reading.intake_facts("intake9")

    assert [(told.position, told.fact.rows[0].values()["text"]) for told in found] == [(1, "1"), (3, "3")]
    assert nothing == []


def test_facts_of_a_kind_come_in_order(clinic: Clinic) -> None:
    with clinic.store.writing() as writing:
        for kind in ("question.asked", "paper.preferred", "question.asked"):
            record(writing, clinic, sample_fact(kind), actor=PATIENT)

        assert [told.position for told in writing.facts_of_kind("main", "question.asked")] == [0, 2]


def test_an_id_is_never_given_twice(store: SqliteStore) -> None:
    """P11-13"""
    with store.writing() as writing:
        writing.append(sealed(1))

    with pytest.raises(NotSaved, match="UNIQUE"), store.writing() as writing:
        writing.append(sealed(1))


def test_the_newest_registration_of_a_patient_counts(clinic: Clinic) -> None:
    with clinic.store.writing() as writing:
        for name in ("Anna Ruiz", "Ana Ruiz"):
            row = PatientRow(patient="ana", name=name, birth_date="1984-03-27")
            record_for_organisation(
                writing, clinic, PatientRegistered(patient="ana", rows=(row,)), actor=DESK
            )

        assert writing.patient("ana") == PatientRow(patient="ana", name="Ana Ruiz", birth_date="1984-03-27")


def test_nothing_is_found_where_nothing_is(store: SqliteStore) -> None:
    with store.reading() as reading:
        found = [
            reading.fact("x"), reading.patient("x"), reading.staff("x"), reading.staff_by_login("x"),
            reading.credential("x"), reading.link("x"), reading.session("x"), reading.document("x"),
            reading.document_by_digest("x"), reading.intake_by_code("x"), reading.text("x"),
        ]  # fmt: skip

    assert found == [None] * len(found)


# One transaction ------------------------------------------------------------------------------------------------------------


def test_a_block_that_fails_leaves_nothing(store: SqliteStore) -> None:
    """P11-05: the act and its trace are one."""

    def half() -> None:
        with store.writing() as writing:
            writing.append(sealed(1, sample_row("note")))
            writing.keep_draft("intake1", "page", "{}")
            writing.ask_for(Job("job1", "summary", "main", "intake1", "fact1", 0, "now", ""))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()

    with raw(store) as database:
        counts = {
            name: database.table(name).count for name in (*APPEND_ONLY, *SCRATCH - {"_sqlite_migrations"})
        }
    assert {name: count for name, count in counts.items() if count} == {}


def test_a_store_is_usable_after_a_block_that_failed(store: SqliteStore) -> None:
    for error in (ZeroDivisionError, KeyboardInterrupt):
        with pytest.raises(error), store.writing():
            raise error
    with pytest.raises(NotSaved), store.writing() as writing:
        writing.database.execute("nonsense")

    with store.writing() as writing:
        assert writing.append(sealed(1)) == 0


def test_a_table_that_is_not_there_is_not_made(store: SqliteStore) -> None:
    row = sample_row("note")
    fact = sealed(1, row)
    stray = Sealed(
        **{**vars(fact), "rows": (type(fact.rows[0])(**{**vars(fact.rows[0]), "table": "notes"}),)}
    )

    with pytest.raises(NotSaved, match="no such table: notes"), store.writing() as writing:
        writing.append(stray)

    with raw(store) as database:
        assert "notes" not in database.table_names()


def test_a_value_of_a_wrong_type_is_not_saved(store: SqliteStore) -> None:
    with pytest.raises(NotSaved), store.writing() as writing:
        writing.append(sealed(1, sample_row("comprehension", attempt="many")))


def test_a_reading_sees_one_moment(store: SqliteStore, clinic: Clinic) -> None:
    other = SqliteStore(store.path)
    with store.reading() as reading:
        before = reading.ledger_size("main")
        with other.writing() as writing:
            writing.append(sealed(1))
        during = reading.ledger_size("main")
    with store.reading() as reading:
        after = reading.ledger_size("main")
    other.close()

    assert (before, during, after) == (0, 0, 1)


def test_a_reading_cannot_leave_anything_behind(store: SqliteStore) -> None:
    with store.reading() as reading:
        reading.database.execute("INSERT INTO draft VALUES ('i', 'p', '{}')")

    with store.reading() as reading:
        assert reading.draft("i", "p") == ""


def test_a_refusal_while_reading_goes_through_as_it_is(store: SqliteStore) -> None:
    with pytest.raises(ZeroDivisionError), store.reading():
        raise ZeroDivisionError

    with store.reading() as reading:
        assert reading.ledger_size("main") == 0


def test_what_the_driver_cannot_read_is_not_readable(store: SqliteStore) -> None:
    with pytest.raises(NotReadable, match="nonsense"), store.reading() as reading:
        reading.database.execute("nonsense")


def test_a_full_disk_saves_nothing_of_the_block_and_the_next_one_works(store: SqliteStore) -> None:
    """Trust A10: SQLITE_FULL while signing is a refusal, never a half record."""

    def too_much() -> None:
        with store.writing() as writing:
            (pages,) = next(iter(writing.database.execute("PRAGMA page_count")))
            writing.database.execute(f"PRAGMA max_page_count = {pages}")
            for n in range(1, 500):
                writing.append(sealed(n, NoteRow(purpose="question", text="x" * 1000)))

    with store.writing() as writing:
        writing.append(sealed(0))
    with pytest.raises(NotSaved, match="full"):
        too_much()

    with store.writing() as writing:
        assert writing.append(sealed(1)) == 1


def test_a_connection_that_may_not_write_is_a_refusal(store: SqliteStore) -> None:
    with pytest.raises(NotSaved, match="readonly"):
        does(store, "PRAGMA query_only = ON", "DELETE FROM draft")


def test_the_driver_s_errors_are_not_those_of_the_standard_library() -> None:
    import sqlite3

    assert not issubclass(DriverError, sqlite3.Error)


# Texts and scratch ----------------------------------------------------------------------------------------------------------


def test_a_text_is_kept_once(clinic: Clinic) -> None:
    first = Visitor.identified(clinic)
    second = Visitor.identified(clinic, name="Sam Okoye")
    for visitor in (first, second, first):
        visitor.saves("records/records")

    with raw(clinic.store) as database:  # type: ignore[arg-type]
        assert database.table("text").count == 1


def test_a_job_is_asked_for_once_for_each_cause(store: SqliteStore) -> None:
    """FT-12"""
    with store.writing() as writing:
        for id in ("job1", "job2"):
            writing.ask_for(Job(id, "summary", "main", "intake1", "fact1", 0, "now", ""))
        writing.ask_for(Job("job3", "alert", "main", "intake1", "fact1", 0, "now", ""))

        assert [job.id for job in writing.jobs("main")] == ["job1", "job3"]


def test_a_job_put_off_counts_its_tries_and_says_why(store: SqliteStore) -> None:
    with store.writing() as writing:
        writing.ask_for(Job("job1", "summary", "main", "intake1", "fact1", 0, "now", ""))
        writing.put_off("job1", until="later", error="no font")

        assert writing.jobs("main") == [
            Job("job1", "summary", "main", "intake1", "fact1", 1, "later", "no font")
        ]


def test_a_job_done_is_no_longer_waiting_and_never_comes_back(store: SqliteStore) -> None:
    job = Job("job1", "summary", "main", "intake1", "fact1", 0, "now", "")
    with store.writing() as writing:
        writing.ask_for(job)
        writing.job_done("job1")
        writing.ask_for(job)

        assert writing.jobs("main") == []


def test_a_draft_is_one_row_until_it_is_dropped(store: SqliteStore) -> None:
    with store.writing() as writing:
        for words in ("{1}", "{2}"):
            writing.keep_draft("intake1", "page", words)
        kept = writing.draft("intake1", "page")
        writing.drop_draft("intake1", "page")

        assert (kept, writing.draft("intake1", "page")) == ("{2}", "")


def test_a_link_comes_back_and_is_revoked_by_its_id(store: SqliteStore) -> None:
    link = Link("link1", "main", "intake1", "remote", "later", revoked=False)
    with store.writing() as writing:
        writing.keep_link(link, "digest")
        before = writing.link("digest")
        writing.revoke_link("link1")
        after = writing.link("digest")

    assert before == link
    assert after
    assert after.revoked


def test_sessions_of_one_person_end_together_but_for_the_one_that_is_named(store: SqliteStore) -> None:
    """AB-11"""
    with store.writing() as writing:
        for digest, subject in (("a", "ana"), ("b", "ana"), ("c", "sam")):
            writing.keep_session(SessionRecord(digest, "patient", subject, "{}", "now", "now"))
        writing.end_sessions_of("patient", "ana", but="b")
        left = [digest for digest in "abc" if writing.session(digest)]
        writing.end_session("b")

        assert left == ["b", "c"]
        assert writing.session("b") is None


# Worklist -------------------------------------------------------------------------------------------------------------------


def listing(intake: str, at: str, **changes: Any) -> WorklistRow:
    return WorklistRow(
        **{
            "intake": intake, "site": "main", "patient": intake, "name": "Ana Ruiz", "birth_date": "1984-03-27", "code": "",
            "state": "begun", "reasons": (Reason("not-started"),), "waits_for": ("patient", "intake"), "urgent": True,
            "has_document": False, "updated_at": at,
        }
        | changes
    )  # fmt: skip


@pytest.fixture
def listed(store: SqliteStore) -> SqliteStore:
    people = (
        ("i1", "main", "Ana Ruiz", "1984-03-27", "7K3MX9QF2T8B", "2026-11-01"),
        ("i2", "main", "José Nuñez", "1990-05-17", "", "2026-11-03"),
        ("i3", "main", "Anabel Smith", "1984-03-27", "", "2026-11-02"),
        ("i4", "other", "Ana Ruiz", "1984-03-27", "ZZZZZZZZZZZZ", "2026-11-04"),
    )
    with store.writing() as writing:
        for intake, site, name, birth_date, code, at in people:
            writing.project(listing(intake, at, site=site, name=name, birth_date=birth_date, code=code))
    return store


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["i2", "i3", "i1"]),
        ("ana", ["i3", "i1"]),
        ("ANA R", ["i1"]),
        ("jose nunez", ["i2"]),
        ("ruiz", ["i1"]),
        ("a ruiz", []),
        ("iz", []),
        ("1984-03-27", ["i3", "i1"]),
        ("7k3m-x9qf-2t8b", ["i1"]),
        ("ZZZZZZZZZZZZ", []),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_people_are_found_by_the_beginning_of_a_name_a_birth_date_or_a_code(
    listed: SqliteStore, search: str, found: list[str]
) -> None:
    """AB-03: never those of another site."""
    with listed.reading() as reading:
        assert [row.intake for row in reading.worklist("main", search=search)] == found


def test_the_worklist_has_one_row_for_an_intake_and_an_end(listed: SqliteStore) -> None:
    with listed.writing() as writing:
        writing.project(listing("i1", "2026-11-09", state="signed"))

        assert [row.intake for row in writing.worklist("main", limit=2)] == ["i1", "i2"]
        assert [row.state for row in writing.worklist("main") if row.intake == "i1"] == ["signed"]


def test_a_row_of_the_worklist_comes_back_as_it_was(listed: SqliteStore) -> None:
    with listed.reading() as reading:
        assert reading.worklist("main", search="jose") == [
            listing("i2", "2026-11-03", name="José Nuñez", birth_date="1990-05-17")
        ]


def test_a_code_leads_to_its_intake(listed: SqliteStore) -> None:
    with listed.reading() as reading:
        assert reading.intake_by_code("7K3MX9QF2T8B") == "i1"
