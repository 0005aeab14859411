"""The lock on published forms: a line for each, written whole, never changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from consentapp.catalog import FormError, read_library
from consentapp.catalog.library import read_locks
from consentapp.catalog.locking import lock_form
from consentapp.domain.form import Form
from tests.catalog.folders import write_forms


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_forms(tmp_path)


def form(folder: Path, name: str = "care") -> Form:
    return read_library(folder).form(name, "1", "en")


def test_a_form_is_locked_by_the_digest_of_its_files(folder: Path) -> None:
    lock_form(folder, form(folder))
    assert read_locks(folder / "published.toml") == {"care@1": form(folder).digest}


def test_a_second_form_is_locked_beside_the_first(folder: Path) -> None:
    for name in ("care", "health"):
        lock_form(folder, form(folder, name))
    assert set(read_locks(folder / "published.toml")) == {"care@1", "health@1"}


def test_what_stands_in_the_file_stays_as_it_is(folder: Path) -> None:
    path = folder / "published.toml"
    path.write_text("# Ours.\n[published]\n")
    lock_form(folder, form(folder))
    assert path.read_text().startswith("# Ours.\n[published]\n")


def test_a_form_locked_twice_has_one_line(folder: Path) -> None:
    lock_form(folder, form(folder))
    before = (folder / "published.toml").read_bytes()
    lock_form(folder, form(folder))
    assert (folder / "published.toml").read_bytes() == before


def test_nothing_else_is_left_in_the_folder(folder: Path) -> None:
    before = set(folder.iterdir())
    lock_form(folder, form(folder))
    assert set(folder.iterdir()) - before == {folder / "published.toml"}


def test_a_locked_form_that_is_edited_stops_the_program(folder: Path) -> None:
    """AB-22"""
    lock_form(folder, form(folder))
    prose = folder / "consent/care/1/en.md"
    prose.write_text(prose.read_text().replace("It may not.", "It does."))
    with pytest.raises(FormError, match="was published and must not change; make a new version folder"):
        read_library(folder)


def test_files_that_changed_since_they_were_read_are_not_locked(folder: Path) -> None:
    """AB-22"""
    read = form(folder)
    prose = folder / "consent/care/1/en.md"
    prose.write_text(prose.read_text() + "\n")
    with pytest.raises(FormError, match="have changed since they were read"):
        lock_form(folder, read)
    assert not (folder / "published.toml").exists()


def test_a_line_with_another_digest_is_never_changed(folder: Path) -> None:
    path = folder / "published.toml"
    path.write_text(f'[published]\n"care@1" = "{"0" * 64}"\n')
    read = replace(read_library_without_lock(folder))
    with pytest.raises(FormError, match="was published with other files"):
        lock_form(folder, read)
    assert "0" * 64 in path.read_text()


def read_library_without_lock(folder: Path) -> Form:
    path = folder / "published.toml"
    lock = path.read_text()
    path.unlink()
    read = form(folder)
    path.write_text(lock)
    return read


def test_a_file_that_cannot_be_written_is_said_with_the_mend(folder: Path) -> None:
    """A folder stands where the new file would be written: as good as a disk that takes no more."""
    (folder / ".published.toml.new").mkdir()
    with pytest.raises(FormError, match=r"set `forms` in clinic\.toml to a folder of your own"):
        lock_form(folder, form(folder))
