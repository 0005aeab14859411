"""`consentapp forms import-fhir`, as an author types it."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from consentapp.catalog import read_library
from tests.cli.test_commands import run
from tests.interop.builders import a_choice, a_question, a_questionnaire

SIDECAR = """\
[[score]]
id = "sum"
label = "Sum"
items = ["/Q1"]
source = "A study"
band = [{ code = "low", label = "Low", lowest = 0, highest = 3 }]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    form = a_questionnaire(a_choice("/Q1", "A", "B", weights=(0, 3)), a_question("more", "text"))
    (tmp_path / "form.json").write_text(json.dumps(form, indent=1))
    (tmp_path / "scoring.toml").write_text(SIDECAR)
    return tmp_path


def imported(source: Path, *words: str) -> subprocess.CompletedProcess[str]:
    usual = ("--scoring", str(source / "scoring.toml"), "--to", str(source / "forms"))
    return run("forms", "import-fhir", str(source / "form.json"), *(words or usual))


def test_a_draft_is_written_where_a_library_reads_it(source: Path) -> None:
    result = imported(source)

    assert result.returncode == 0, result.stderr
    assert "a draft, 1 page(s), 2 question(s)" in result.stdout
    form = read_library(source / "forms").form("how-you-are", "1", "en")
    assert (form.status, [item.link_id for _, item in form.items()]) == ("draft", ["q1", "more"])
    assert [path.name for path in (source / "forms").iterdir()] == ["screening"]


def test_the_original_and_the_mapping_are_bound_to_the_form_by_their_digests(source: Path) -> None:
    imported(source)

    made = source / "forms" / "screening" / "how-you-are" / "1"
    assert (made / "questionnaire.json").read_bytes() == (source / "form.json").read_bytes()
    header = (made / "form.toml").read_text()
    for name in ("questionnaire.json", "fhir.json"):
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() in header
    assert json.loads((made / "fhir.json").read_text())["link_ids"] == {"more": "more", "q1": "/Q1"}


def test_the_same_file_makes_the_same_bytes_every_time(source: Path) -> None:
    imported(source)
    imported(source, "--scoring", str(source / "scoring.toml"), "--to", str(source / "again"))

    first = [path for path in sorted((source / "forms").rglob("*")) if path.is_file()]
    assert [path.name for path in first] == ["en.toml", "fhir.json", "form.toml", "questionnaire.json"]
    for path in first:
        assert path.read_bytes() == (source / "again" / path.relative_to(source / "forms")).read_bytes()


def test_a_form_that_is_there_is_never_written_over(source: Path) -> None:
    imported(source)
    made = source / "forms" / "screening" / "how-you-are" / "1" / "en.toml"
    made.write_text("mine")

    result = imported(source)

    assert result.returncode == 2
    assert "is there already, nothing was changed" in result.stderr
    assert made.read_text() == "mine"


def test_what_cannot_be_carried_is_told_line_by_line_and_nothing_is_written(source: Path) -> None:
    form = a_questionnaire(a_question("a", "attachment"), a_question("b", "time"))
    (source / "form.json").write_text(json.dumps(form))

    result = imported(source, "--to", str(source / "forms"))

    assert result.returncode == 2
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "a",
        "b",
        "Nothing was written",
    ]
    assert not (source / "forms").exists()


def test_a_sidecar_that_cannot_be_read_is_refused_with_its_line(source: Path) -> None:
    (source / "scoring.toml").write_text(SIDECAR.replace("items", "colour = 1\nitems"))

    result = imported(source)

    assert result.returncode == 2
    assert "scoring.toml:4: score › 0 › colour" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_our_rules_refuse_in_the_end_leaves_nothing_behind(source: Path) -> None:
    (source / "scoring.toml").write_text(SIDECAR.replace("highest = 3", "highest = 2"))

    result = imported(source)

    assert result.returncode == 2
    assert "the bands run from 0 to 3" in result.stderr
    assert list((source / "forms").rglob("*")) == []


def test_a_folder_that_cannot_be_written_is_named_without_a_trace(source: Path) -> None:
    (source / "file").write_text("in the way")

    result = imported(
        source, "--scoring", str(source / "scoring.toml"), "--to", str(source / "file" / "forms")
    )

    assert result.returncode == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr
