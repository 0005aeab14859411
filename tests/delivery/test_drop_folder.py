"""A message is accepted once it lies whole in its place, and not before."""

import json
from pathlib import Path

import pytest

from consentapp.delivery import DropFolder
from consentapp.ports import Message, NotDelivered

MESSAGE = Message("m1", "main", "consentapp: urgent", "A patient's answer needs a clinician now.\n")


def test_a_message_lies_in_the_folder_as_json_with_whom_it_is_for(tmp_path: Path) -> None:
    DropFolder(tmp_path).deliver("Dr. Okafor", MESSAGE)

    assert json.loads((tmp_path / "m1.json").read_text(encoding="utf-8")) == {
        "to": "Dr. Okafor", "id": "m1", "site": "main", "subject": "consentapp: urgent",
        "body": "A patient's answer needs a clinician now.\n",
    }  # fmt: skip


def test_nothing_but_whole_messages_lies_in_the_folder(tmp_path: Path) -> None:
    for id in ("m1", "m2"):
        DropFolder(tmp_path).deliver("Dr. Okafor", Message(id, "main", "s", "b"))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["m1.json", "m2.json"]


def test_the_same_message_again_is_the_same_file(tmp_path: Path) -> None:
    """FT-12: at least once, and a pager that reads twice sees one."""
    for _ in range(2):
        DropFolder(tmp_path).deliver("Dr. Okafor", MESSAGE)

    assert [path.name for path in tmp_path.iterdir()] == ["m1.json"]


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "alerts" / "main"
    DropFolder(folder).deliver("Dr. Okafor", MESSAGE)

    assert (folder / "m1.json").is_file()


@pytest.mark.parametrize("in_the_way", ["a file", "a link to nowhere"])
def test_a_place_that_is_no_folder_is_named(tmp_path: Path, in_the_way: str) -> None:
    place = tmp_path / "alerts"
    if in_the_way == "a file":
        place.write_text("", encoding="utf-8")
    else:
        place.symlink_to(tmp_path / "nowhere" / "deeper")

    with pytest.raises(NotDelivered, match="alerts"):
        DropFolder(place).deliver("Dr. Okafor", MESSAGE)


def test_a_message_that_cannot_take_its_place_is_not_accepted(tmp_path: Path) -> None:
    (tmp_path / "m1.json").mkdir()

    with pytest.raises(NotDelivered):
        DropFolder(tmp_path).deliver("Dr. Okafor", MESSAGE)


def test_a_message_is_read_by_any_program(tmp_path: Path) -> None:
    words = "Zoë — “now”\n\x1b"
    DropFolder(tmp_path).deliver("Dr. Zoë", Message("m1", "main", words, words))

    content = (tmp_path / "m1.json").read_bytes()

    assert content.isascii()
    assert json.loads(content)["body"] == words
