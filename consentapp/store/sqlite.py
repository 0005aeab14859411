"""The record in one SQLite file."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consentapp.ports import NotReadable, NotSaved
from consentapp.store.driver import Database, DriverError, WrongStore, connect
from consentapp.store.migrations import migrations
from consentapp.store.reading import SqliteReading
from consentapp.store.writing import SqliteWriting


class SqliteStore:
    """One connection a thread; writers take turns (BEGIN IMMEDIATE)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = threading.local()
        self._migrate()

    @contextmanager
    def reading(self) -> Iterator[SqliteReading]:
        try:
            database = self._database()
            database.execute("BEGIN")
            yield SqliteReading(database)
            database.execute("ROLLBACK")
        except (DriverError, UnicodeDecodeError, WrongStore) as error:
            self._give_up()
            raise NotReadable(str(error)) from error
        except BaseException:
            self._database().rollback()
            raise

    @contextmanager
    def writing(self) -> Iterator[SqliteWriting]:
        database = self._database()
        try:
            database.execute("BEGIN IMMEDIATE")
            yield SqliteWriting(database)
            database.execute("COMMIT")
        except DriverError as error:
            self._give_up()
            raise NotSaved(str(error)) from error
        except BaseException:
            database.rollback()
            raise

    def close(self) -> None:
        """Close this thread's connection."""
        self._give_up()

    def _database(self) -> Database:
        database: Database | None = getattr(self._own, "database", None)
        if database is None:
            database = self._own.database = connect(self.path)
        return database

    def _give_up(self) -> None:
        # After a failed write or sync nothing that this connection believes can be trusted (fsyncgate): open a new one.
        database: Database | None = getattr(self._own, "database", None)
        if database is not None:
            self._own.database = None
            database.conn.close()

    def _migrate(self) -> None:
        database = self._database()
        try:
            database.execute("BEGIN IMMEDIATE")  # two starting processes take turns
            migrations.apply(database)
            database.execute("COMMIT")
        except DriverError as error:
            self._give_up()
            raise WrongStore(f"{self.path} cannot be brought up to date: {error}") from error
        except BaseException:
            database.rollback()
            raise


def open_store(url: str) -> SqliteStore:
    """The store at `sqlite:///PATH`. ValueError for an address it does not know."""
    scheme, _, path = url.partition(":///")
    if scheme != "sqlite" or not path:
        raise ValueError(f"CONSENTAPP_DATABASE must be sqlite:///PATH, not {url!r}")
    return SqliteStore(Path(path))
