"""The one place that opens a connection.

SQLite before 3.51.3 can corrupt a WAL database when two connections race at a checkpoint; Debian's and Python's own are
older. `sqlcipher3` bundles a newer one, and encrypts the file when it is given a key. sqlite-utils uses whatever stands
in `sys.modules` as pysqlite3, so the alias must be set before it is imported anywhere.
"""

import sys
from pathlib import Path
from typing import Any

import sqlcipher3
import sqlcipher3.dbapi2 as driver

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", driver)

import sqlite_utils  # noqa: E402  the alias above must come first

Database = sqlite_utils.Database

OLDEST_SQLITE = (3, 51, 3)

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "recursive_triggers": "1",
    "trusted_schema": "0",
    "cell_size_check": "1",
    "secure_delete": "1",
}
"""Set on each connection and read back: WAL with synchronous NORMAL lost acknowledged commits in 371 of 400 simulated
power cuts, FULL in none (trust 3.1); without recursive triggers REPLACE slips past the append-only triggers."""

MOST_WAITS = 20

Connection = driver.Connection
DriverError = driver.Error
IntegrityError = driver.IntegrityError


class WrongStore(Exception):
    """The file cannot be used as it is; the message says what to do."""


def connect(path: Path) -> Database:
    """An open database with every pragma in force. WrongStore otherwise."""
    if driver.sqlite_version_info < OLDEST_SQLITE:
        raise WrongStore(f"SQLite {driver.sqlite_version} has a WAL race; install sqlcipher3 0.6.4 or newer")
    connection = _opened(path)
    try:
        for name, value in PRAGMAS.items():
            found = _set(connection, name, value)
            if found != value:
                raise WrongStore(
                    f"{path}: PRAGMA {name} is {found} and must be {value}; is this a local disk?"
                )
    except (driver.DatabaseError, UnicodeDecodeError) as error:
        connection.close()
        raise WrongStore(f"{path} cannot be opened as a database: {error}") from error
    return Database(connection, execute_plugins=False)


def _opened(path: Path) -> Any:
    try:
        return driver.connect(str(path), timeout=10, isolation_level=None, check_same_thread=False)
    except driver.Error as error:
        raise WrongStore(f"{path}: {error}; is its folder there, and may it be written to?") from error


def _set(connection: Any, name: str, value: str) -> str:
    """What is in force after setting it."""
    for _ in range(MOST_WAITS):
        try:
            connection.execute(f"PRAGMA {name}={value}")
            break
        except driver.OperationalError as error:
            if "locked" not in str(error):
                raise
            # Two programs that switch a new file to WAL at once are refused at once, whatever the timeout. A writer's
            # lock is waited for: get it, and the other is done.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    return str(connection.execute(f"PRAGMA {name}").fetchone()[0]).lower()
