"""Many writers at once: threads of one program, and programs beside each other."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consentapp.domain.facts.walk import IntakeSigned
from consentapp.ports import Clinic
from consentapp.services.audits import verify_store
from consentapp.store import open_store
from consentapp.store.sqlite import SqliteStore
from tests.builders import CountedEntropy, Visitor, a_clinic, facts_of, jobs, store_address
from tests.store.children import together


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Each in a thread of its own, from one starting line; what they came to."""
    line = threading.Barrier(len(deeds))
    found: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        line.wait()
        found[place] = deed()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def sign_from(clinic: Clinic, intake: str, seed: str) -> Callable[[], str]:
    own = replace(clinic, entropy=CountedEntropy(seed))

    def sign() -> str:
        signed = Visitor(own, intake).signs(f"Ana Ruiz {seed}").signed
        return signed.id if signed else ""

    return sign


@pytest.fixture
def ready_to_sign(clinic: Clinic) -> Visitor:
    return Visitor.about_to_sign(clinic)


def test_two_threads_that_sign_at_once_leave_one_signature(clinic: Clinic) -> None:
    """FT-13"""
    intakes = [Visitor.about_to_sign(clinic).intake for _ in range(5)]
    for intake in intakes:
        first, second = at_once(
            sign_from(clinic, intake, f"{intake} a"), sign_from(clinic, intake, f"{intake} b")
        )

        assert first == second
        assert [told.id for told in facts_of(clinic, intake, IntakeSigned)] == [first]
    assert len(jobs(clinic, "summary")) == len(intakes)


def test_two_processes_that_sign_at_once_leave_one_signature(
    store: SqliteStore, ready_to_sign: Visitor
) -> None:
    """FT-13"""
    intake, clinic = ready_to_sign.intake, ready_to_sign.clinic

    first, second = together("sign", store.path, ("a", intake), ("b", intake))

    assert first == second
    assert [[told.id, told.position] for told in facts_of(clinic, intake, IntakeSigned)] == [first]
    assert len(jobs(clinic, "summary")) == 1
    assert verify_store(clinic).outcome == "PASSED"


def test_many_processes_get_positions_without_a_gap(store: SqliteStore, clinic: Clinic) -> None:
    positions = together("ask", store.path, *((seed, "25") for seed in "abcd"))

    assert sorted(place for each in positions for place in each) == list(range(100))
    assert all(each == sorted(each) for each in positions)
    assert verify_store(clinic).outcome == "PASSED"


def test_processes_that_start_at_once_bring_a_new_store_up_to_date_once(tmp_path: Path) -> None:
    path = tmp_path / "consentapp.db"

    sizes = together("migrate", path, (), (), (), ())

    store = open_store(store_address(path))
    assert sizes == [0, 0, 0, 0]
    assert verify_store(a_clinic(store)).outcome != "FAILED"
    store.close()


def test_opening_a_store_again_changes_nothing(store: SqliteStore) -> None:
    with store.reading() as reading:
        before = reading.database.schema
    again = open_store(store_address(store.path))
    with again.reading() as reading:
        after = reading.database.schema
    again.close()

    assert before == after
