"""A store that an earlier version wrote is brought up to date without losing what it says."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from consentapp.domain.reasons import AS_KEPT, sentence
from consentapp.ports import Clinic, WorklistRow
from consentapp.services.audits import verify_store
from consentapp.services.worklist import note_newer_forms
from consentapp.store import open_store
from tests.builders import store_address
from tests.store.conftest import Record

OLD_WORDS = 'Not started; "1" question waiting for the desk'


def as_it_was(file: Path) -> None:
    """The worklist as the version before wrote it, in English words, and no note of the step since then."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("ALTER TABLE worklist RENAME COLUMN reasons TO reason")
        database.execute("UPDATE worklist SET reason = ?", [OLD_WORDS])
        database.execute("DELETE FROM _sqlite_migrations WHERE name = 'm005_reasons_in_no_language'")


def opened(record: Record) -> Clinic:
    return replace(record.clinic, store=open_store(store_address(record.path)))


def rows(clinic: Clinic) -> list[WorklistRow]:
    with clinic.store.reading() as reading:
        return list(reading.worklist(clinic.site.id))


def test_a_row_in_english_words_keeps_them_until_it_is_made_again(whole: Record) -> None:
    before = rows(opened(whole))
    as_it_was(whole.path)
    clinic = opened(whole)
    kept = rows(clinic)
    made = note_newer_forms(clinic)

    assert {sentence(row.reasons) for row in kept} == {OLD_WORDS}
    assert [row.waits_for for row in kept] == [row.waits_for for row in before]
    assert made == len(before)
    assert AS_KEPT not in {reason.code for row in rows(clinic) for reason in row.reasons}
    assert verify_store(clinic).outcome == "PASSED"


def test_once_made_again_no_row_is_made_a_third_time(whole: Record) -> None:
    as_it_was(whole.path)
    clinic = opened(whole)

    assert note_newer_forms(clinic) > 0
    assert note_newer_forms(clinic) == 0
