"""What other processes do to a store in these tests: `python -m tests.store.children DEED PATH ...`.

A child says "ready", waits for a line, does its deed and tells what came out as one line of JSON.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from consentapp.domain.facts.intakes import NoteRow, QuestionAsked
from consentapp.ports import Clinic, NotReadable, NotSaved
from consentapp.services.recording import record
from consentapp.store import open_store
from consentapp.store.driver import WrongStore
from tests.builders import PATIENT, CountedEntropy, Visitor, a_clinic, store_address

CAPABILITIES = 0x20080522
"""The kernel's version number for three capability sets of 64 bits."""


class Child:
    """Another process, at its starting line."""

    def __init__(self, deed: str, path: Path, *rest: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.children", deed, str(path), *rest],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def go(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def end(self) -> str:
        """Whatever it still says; it has ended after this."""
        said, _ = self.process.communicate(timeout=60)
        return said

    def kill(self) -> str:
        self.process.kill()
        return self.end()


@contextmanager
def children(deed: str, path: Path, *each: tuple[str, ...]) -> Iterator[list[Child]]:
    """Several processes at the line; they are gone afterwards, whatever happens."""
    started = [Child(deed, path, *rest) for rest in each]
    try:
        for child in started:
            assert child.line() == "ready\n"
        yield started
    finally:
        for child in started:
            child.kill()


def together(deed: str, path: Path, *each: tuple[str, ...]) -> list[Any]:
    """Let them go at once; what each came to."""
    with children(deed, path, *each) as started:
        for child in started:
            child.go()
        return [json.loads(child.line()) for child in started]


# Deeds --------------------------------------------------------------------------------------------------------------------


def migrate(path: Path) -> Any:
    _wait()
    store = open_store(store_address(path))
    with store.reading() as reading:
        return reading.ledger_size("main")


def sign(path: Path, seed: str, intake: str) -> Any:
    clinic = _clinic(path, seed)
    _wait()
    signed = Visitor(clinic, intake).signs(f"Ana Ruiz {seed}").signed
    return [signed.id, signed.position] if signed else []


def ask(path: Path, seed: str, count: str) -> Any:
    """Record questions one after another; their positions."""
    clinic = _clinic(path, seed)
    _wait()
    return [_asks(clinic, f"{seed} {n}") for n in range(int(count))]


def ask_for_ever(path: Path, seed: str) -> None:
    """Say the position of each fact once it is committed, until killed."""
    clinic = _clinic(path, seed)
    _wait()
    while True:
        sys.stdout.write(f"{_asks(clinic, seed)}\n")
        sys.stdout.flush()


def ask_on_a_full_disk(path: Path, room: str) -> Any:
    """Write until the file may grow no more; then try again with room."""
    clinic = _clinic(path, "full")
    _wait()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), most))
    saved, refusal = 0, ""
    while not refusal:
        try:
            _asks(clinic, "x" * 2000)
            saved += 1
        except NotSaved as error:
            refusal = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return {"saved": saved, "refusal": refusal, "next": _asks(clinic, "again")}


def ask_where_nothing_may_be_written(path: Path) -> Any:
    _wait()
    _obey_file_modes()
    try:
        return _asks(_clinic(path, "read-only"), "Why?")
    except (NotSaved, NotReadable, WrongStore) as error:
        return [type(error).__name__, str(error)]


def _clinic(path: Path, seed: str) -> Clinic:
    return a_clinic(open_store(store_address(path)), entropy=CountedEntropy(seed))


def _asks(clinic: Clinic, words: str) -> int:
    rows = (NoteRow(purpose="question", text=words),)
    with clinic.store.writing() as writing:
        position = writing.ledger_size("main")
        record(
            writing, clinic, QuestionAsked(subject="practical", form="", page="", rows=rows), actor=PATIENT
        )
    return position


def _obey_file_modes() -> None:
    """Root may write anywhere: give that up."""
    if os.geteuid() == 0:
        none = (ctypes.c_uint32 * 6)()
        ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(CAPABILITIES, 0), none)


def _wait() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (migrate, sign, ask, ask_for_ever, ask_on_a_full_disk, ask_where_nothing_may_be_written)
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(DEEDS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])) + "\n")
