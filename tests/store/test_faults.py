"""Kills, full disks and read-only folders: what was acknowledged is there, and nothing that was not is half there."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentapp.services.audits import verify_store
from consentapp.store import open_store
from consentapp.store.sqlite import SqliteStore
from tests.builders import Visitor, a_clinic, store_address
from tests.store.children import children, together

ACKNOWLEDGED = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
"""After how many acknowledged commits each round is killed."""


@pytest.fixture
def protected(store: SqliteStore) -> Iterator[Path]:
    """A store whose folder and file nobody may write to."""
    Visitor.registered(a_clinic(store))
    store.close()
    folder = store.path.parent
    store.path.chmod(stat.S_IRUSR)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    yield store.path
    folder.chmod(stat.S_IRWXU)


def kill_after(path: Path, acknowledged: int, seed: str) -> list[int]:
    """Let a child write, kill it, and return the positions it had told by then."""
    with children("ask_for_ever", path, (seed,)) as (child,):
        child.go()
        told = [int(child.line()) for _ in range(acknowledged)]
        rest = child.kill().splitlines(keepends=True)
    return told + [int(line) for line in rest if line.endswith("\n")]


def survives(path: Path, rounds: tuple[int, ...]) -> None:
    told: list[int] = []
    for number, acknowledged in enumerate(rounds):
        told += kill_after(path, acknowledged, f"round {number}")

        store = open_store(store_address(path))
        with store.reading() as reading:
            size = reading.ledger_size("main")
        store.close()

        assert told == sorted(set(told))
        assert size > told[-1]

    store = open_store(store_address(path))
    audit = verify_store(a_clinic(store))
    store.close()

    assert audit.outcome == "PASSED"


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """FT-01: facts that were committed and not yet told may be there too; none that was told is gone."""
    survives(tmp_path / "consentapp.db", ACKNOWLEDGED)


@pytest.mark.slow
def test_what_was_acknowledged_survives_three_hundred_kills(tmp_path: Path) -> None:
    """FT-01"""
    survives(tmp_path / "consentapp.db", ACKNOWLEDGED * 30)


@pytest.mark.parametrize("room", [0, 20_000, 400_000])
def test_a_disk_that_is_full_is_told_and_the_next_write_works(tmp_path: Path, room: int) -> None:
    """FT-04: the file may not grow; nothing is half saved, and the same process goes on once there is room."""
    path = tmp_path / "consentapp.db"
    open_store(store_address(path)).close()
    size = path.stat().st_size

    (found,) = together("ask_on_a_full_disk", path, (str(size + room if room else 0),))

    store = open_store(store_address(path))
    with store.reading() as reading:
        kept = reading.ledger_size("main")
    assert found["refusal"]
    assert found["next"] == found["saved"]
    assert kept == found["saved"] + 1
    assert verify_store(a_clinic(store)).outcome == "PASSED"
    store.close()


def test_a_folder_that_may_not_be_written_to_is_told_and_never_a_trace(protected: Path) -> None:
    """FT-07"""
    (found,) = together("ask_where_nothing_may_be_written", protected, ())

    kind, words = found
    assert kind in ("WrongStore", "NotSaved")
    assert words


def test_a_log_that_was_cut_leaves_a_ledger_that_agrees_with_itself_and_is_shorter(tmp_path: Path) -> None:
    """FT-10, AB-17: only a checkpoint held outside tells; the assurance level says that there is none."""
    path = tmp_path / "consentapp.db"
    with children("ask_for_ever", path, ("round",)) as (child,):
        child.go()
        told = [int(child.line()) for _ in range(40)]
        child.kill()
    log = path.with_name(path.name + "-wal")
    with log.open("r+b") as file:
        file.truncate(log.stat().st_size // 2)

    store = open_store(store_address(path))
    clinic = a_clinic(store)
    with store.reading() as reading:
        size = reading.ledger_size("main")
    audit = verify_store(clinic)
    store.close()

    assert size < told[-1]
    assert audit.outcome == "PASSED"
    assert "self-consistent only" in audit.sentence
    assert f"{size} facts are not anchored outside" in audit.sentence


def test_a_child_says_what_it_does_in_one_line(tmp_path: Path) -> None:
    (found,) = together("ask", tmp_path / "consentapp.db", ("a", "3"))

    assert json.dumps(found) == "[0, 1, 2]"
