"""The house keeps its own rules (DESIGN 4)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentapp.store.migrations import APPEND_ONLY, VALUE_TABLES
from consentapp.store.sqlite import SqliteStore

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "consentapp").rglob("*.py"))
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py"))
README_FOLDERS = ("consentapp", "templates", "forms", "pdfs", "tests", "docs")

MOST_LINES = 300
MOST_README_LINES = 10

SCRATCH = {"link", "session", "draft", "outbox", "worklist", "name_word", "credential", "passkey"}
"""Queues and projections: mutable, and made again from the record where they can be."""

PATCHES = {"monkeypatch", "mock", "unittest.mock", "MagicMock", "mocker"}


def readmes() -> Iterator[Path]:
    for folder in README_FOLDERS:
        yield from sorted((ROOT / folder).rglob("README.md"))


def test_no_module_is_too_long_to_be_read_in_one_go() -> None:
    long = {str(path.relative_to(ROOT)): count(path) for path in MODULES if count(path) > MOST_LINES}

    assert long == {}


def count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_folder_s_readme_is_ten_lines_at_most() -> None:
    long = {str(path.relative_to(ROOT)): count(path) for path in readmes() if count(path) > MOST_README_LINES}

    assert long == {}


def test_every_part_of_the_program_states_its_rule() -> None:
    folders = {path.parent for path in (ROOT / "consentapp").glob("*/__init__.py")}

    assert sorted(folder.name for folder in folders if not (folder / "README.md").is_file()) == []


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]

    assert silent == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "misc"])
def test_nothing_has_a_name_that_says_nothing(name: str) -> None:
    assert [path for path in MODULES if name in path.stem] == []


def test_every_table_of_a_store_is_known_as_record_or_as_scratch(store: SqliteStore) -> None:
    with store.reading() as reading:
        found = set(reading.database.table_names())

    assert found == {*APPEND_ONLY, *SCRATCH, "_sqlite_migrations"}
    assert set(VALUE_TABLES) <= set(APPEND_ONLY)


def test_the_tests_patch_nothing() -> None:
    """Time, ids and randomness are arguments; what is tested is what runs."""
    patched = {
        str(path.relative_to(ROOT)): sorted(words)
        for path in TESTS
        if (words := PATCHES & names(path)) and path != Path(__file__)
    }

    assert patched == {}


def names(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
    return found


def test_every_test_has_a_sentence_for_a_name() -> None:
    short = [
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]

    assert short == []
