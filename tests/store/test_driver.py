"""The one place that opens a connection, and what it insists on."""

import sys
from pathlib import Path

import pytest
import sqlcipher3
import sqlite_utils

from consentapp.store import open_store
from consentapp.store.driver import OLDEST_SQLITE, PRAGMAS, WrongStore, connect
from consentapp.store.sqlite import SqliteStore
from tests.builders import store_address


def test_sqlite_utils_works_on_sqlcipher3(tmp_path: Path) -> None:
    """Trust finding 2: with the other driver it would catch other errors, and link an older SQLite."""
    database = connect(tmp_path / "new.db")

    assert isinstance(database, sqlite_utils.Database)
    assert isinstance(database.conn, sqlcipher3.dbapi2.Connection)
    assert sqlite_utils.utils.sqlite3 is sys.modules["pysqlite3"]
    assert sys.modules["pysqlite3"] is sqlcipher3
    database.conn.close()


def test_sqlite_is_new_enough_to_be_without_the_wal_race(tmp_path: Path) -> None:
    database = connect(tmp_path / "new.db")

    (version,) = next(iter(database.execute("SELECT sqlite_version()")))

    assert tuple(int(part) for part in version.split(".")) >= OLDEST_SQLITE >= (3, 51, 3)
    database.conn.close()


@pytest.mark.parametrize(("name", "value"), PRAGMAS.items())
def test_every_connection_has_every_pragma(store: SqliteStore, name: str, value: str) -> None:
    """Trust 3.1"""
    with store.reading() as reading:
        (found,) = next(iter(reading.database.execute(f"PRAGMA {name}")))

    assert str(found).lower() == value


def test_a_place_that_cannot_keep_a_write_ahead_log_is_refused() -> None:
    with pytest.raises(WrongStore, match=r"journal_mode is memory and must be wal; is this a local disk\?"):
        connect(Path(":memory:"))


@pytest.mark.parametrize("content", [b"not a database at all" * 500, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_a_wrong_store(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "consentapp.db"
    path.write_bytes(content)

    with pytest.raises(WrongStore, match="cannot be opened as a database"):
        open_store(store_address(path))

    assert path.read_bytes() == content


def test_a_folder_that_does_not_exist_is_a_wrong_store(tmp_path: Path) -> None:
    with pytest.raises(WrongStore, match="nowhere"):
        open_store(store_address(tmp_path / "nowhere" / "consentapp.db"))


def test_a_folder_in_place_of_the_file_is_a_wrong_store(tmp_path: Path) -> None:
    with pytest.raises(WrongStore, match=str(tmp_path.name)):
        open_store(store_address(tmp_path))


@pytest.mark.parametrize(
    "url", ["", "sqlite:", "sqlite:///", "sqlite://x.db", "postgresql:///x", "/var/x.db"]
)
def test_an_address_it_does_not_know_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="must be sqlite:///PATH"):
        open_store(url)
