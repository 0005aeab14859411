"""`consentapp forms`, as an author types it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from consentapp.demonstration.browser import Browser, over_loopback
from consentapp.demonstration.story import VISITOR
from consentapp.demonstration.walkers import PatientWalker
from consentapp.resources import resource_dir
from tests.authoring.folders import consent
from tests.catalog.folders import SHORT, write_forms

FORMS = [sys.executable, "-m", "consentapp.cli", "forms"]
MOST_SECONDS = 60
NEW_LINE = "\n"


def clean(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CONSENTAPP_")} | more


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [*FORMS, *words], capture_output=True, text=True, env=clean(**environ), timeout=240, check=False
    )
    assert "Traceback" not in result.stderr
    return result


def test_the_shipped_forms_pass_without_any_clinic() -> None:
    result = run("check")

    assert result.returncode == 0, result.stdout
    assert "Ketamine-assisted therapy (ketamine-assisted-therapy@2026.1, en, draft)" in result.stdout
    assert re.search(r"key-information +\d\.\d +\d+ +\d+\n", result.stdout)
    assert re.search(r"^0 errors, \d+ warnings?, \d+ notes? in \d+ forms\.$", result.stdout, re.MULTILINE)


def test_a_configured_forms_folder_is_the_one_that_is_checked(tmp_path: Path) -> None:
    write_forms(tmp_path)

    result = run("check", CONSENTAPP_FORMS=str(tmp_path))

    assert "Care (care@1, en, draft)" in result.stdout


def test_an_error_is_told_with_its_place_and_mend_and_exits_one(tmp_path: Path) -> None:
    result = run("check", str(consent(tmp_path, "It is a miracle.")))

    assert result.returncode == 1
    assert "error    consent/note/1/en.md:5: “miracle” sells" in result.stdout
    assert "→ Say what happens to how many people" in result.stdout


def test_machines_get_the_same_as_json(tmp_path: Path) -> None:
    result = run("check", "--json", str(consent(tmp_path, "It is a miracle.")))

    said = json.loads(result.stdout)
    (form,) = said["forms"]
    sold = [f for f in form["findings"] if f["kind"] == "sales-word"]
    assert result.returncode == 1
    assert [(f["file"], f["line"], f["severity"]) for f in sold] == [("consent/note/1/en.md", 5, "error")]
    assert form["pages"][0]["page"] == "only"
    assert said["counts"]["error"] == len([f for f in form["findings"] if f["severity"] == "error"])


def test_one_form_is_checked_by_name_or_by_its_folder(tmp_path: Path) -> None:
    write_forms(tmp_path)

    by_name = run("check", "health@1", CONSENTAPP_FORMS=str(tmp_path))
    by_folder = run("check", str(tmp_path / "screening/health/1"))

    assert "in 1 form." in by_name.stdout
    assert by_folder.stdout == by_name.stdout


def test_a_form_that_the_strict_reader_refuses_is_a_finding_and_exits_one(tmp_path: Path) -> None:
    write_forms(tmp_path)
    (tmp_path / SHORT["care.toml"]).write_text("id = care")

    whole, named = run("check", str(tmp_path)), run("check", "care@1", CONSENTAPP_FORMS=str(tmp_path))

    assert whole.returncode == named.returncode == 1
    assert "consent/care/1/form.toml:1: this is not TOML" in whole.stdout
    assert "this is not TOML" in named.stdout


@pytest.mark.parametrize(
    "words", [("check", "nobody@9"), ("diff", "nobody@9", "phq-9@1"), ("preview", "nobody@9")]
)
def test_a_form_that_is_not_there_is_said_with_those_that_are(words: tuple[str, ...]) -> None:
    result = run(*words)

    assert result.returncode == 1
    assert "there is no form nobody@9" in result.stderr
    assert "phq-9@1" in result.stderr


def test_a_folder_without_forms_is_refused_in_one_line(tmp_path: Path) -> None:
    result = run("check", str(tmp_path))

    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "<kind>/<id>/<version>/form.toml" in result.stderr


def test_a_form_is_begun_and_never_begun_over(tmp_path: Path) -> None:
    first = run("new", str(tmp_path), "our-form", "--kind", "screening")
    second = run("new", str(tmp_path), "our-form", "--kind", "screening")

    assert first.returncode == 0
    assert f"consentapp forms check {tmp_path}/screening/our-form/1" in first.stdout
    assert second.returncode == 1
    assert "nothing was changed" in second.stderr


def test_a_diff_reads_without_colour(tmp_path: Path) -> None:
    old = resource_dir("forms") / "consent/signing/1"
    new = tmp_path / "consent/signing/2"
    shutil.copytree(old, new)
    structure, words = new / "form.toml", new / "en.md"
    structure.write_text(structure.read_text().replace('version = "1"', 'version = "2"'))
    words.write_text(words.read_text().replace("Both count the same.", "Both count alike."))

    result = run("diff", str(old), str(new))
    same = run("diff", str(old), str(old))

    assert result.returncode == 0
    assert "Page “Sign, or not”\n  Both count [-the same-]{+alike+}.\n" in result.stdout
    assert same.stdout == "A reader sees no difference.\n"


def test_a_diff_in_a_language_that_a_form_lacks_says_so() -> None:
    result = run("diff", "phq-9@1", "phq-9@1", "--language", "xx")

    assert result.returncode == 1
    assert "phq-9@1 has no language `xx`" in result.stderr


# The live preview ---------------------------------------------------------------------------------------------------


@dataclass
class Preview:
    """A preview that runs, the folder it shows, and where it keeps what it needs."""

    process: subprocess.Popen[str]
    folder: Path
    temporary: Path
    link: str

    def get(self) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.link, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    folder = write_forms(tmp_path / "forms")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environ = clean(TMPDIR=str(temporary), PYTHONUNBUFFERED="1")
    process = subprocess.Popen(
        [*FORMS, "preview", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    )
    try:
        assert process.stdout
        said = process.stdout.readline()
        yield Preview(process, folder, temporary, said[said.index("http") :].strip())
    finally:
        process.kill()
        process.communicate()


def test_a_preview_shows_the_sample_banner_and_what_a_mended_file_says(preview: Preview) -> None:
    status, page = preview.get()
    assert status == 200
    assert "SAMPLE, NOT APPROVED FOR CARE" in page

    words = preview.folder / SHORT["care.md"]
    whole = words.read_text()
    words.write_text(whole.replace("Sign, or not.", "Sign <b>now</b>."))
    broken = preview.get()
    words.write_text(whole.replace("Sign, or not.", "Sign, or do not."))
    mended = preview.get()

    assert broken[0] == 503
    assert "This form cannot be read now" in broken[1]
    assert f"en.md:{whole[: whole.index('Sign, or not.')].count(NEW_LINE) + 1}:" in broken[1]
    assert "there is no HTML in a form" in broken[1]
    assert "Traceback" not in broken[1]
    assert mended[0] == 200


def test_a_page_in_the_middle_of_a_walk_shows_the_new_words_at_the_next_load(preview: Preview) -> None:
    port = int(preview.link.split(":")[2].partition("/")[0])
    patient = PatientWalker(Browser(over_loopback(port)), {}, {}, ())
    patient.opens_the_link("/" + preview.link.split("/", 3)[3], VISITOR[1])
    page = patient.browser.open("/walk/health/heart")
    assert "Is your heart ill?" in page.text

    words = preview.folder / SHORT["health.en"]
    words.write_text(words.read_text().replace("Is your heart ill?", "Is your heart weak?"))

    assert "Is your heart weak?" in page.open(page.path).text


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_preview_that_ends_leaves_nothing_behind(preview: Preview, how: signal.Signals) -> None:
    kept = list(preview.temporary.iterdir())
    assert len(kept) == 1

    preview.process.send_signal(how)
    for _ in range(MOST_SECONDS * 10):
        if preview.process.poll() is not None:
            break
        time.sleep(0.1)

    assert preview.process.returncode == 0
    assert list(preview.temporary.iterdir()) == []


def test_a_preview_of_a_folder_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    write_forms(tmp_path)
    (tmp_path / SHORT["care.toml"]).write_text("id = care")

    result = run("preview", str(tmp_path))

    assert result.returncode == 2
    assert "form.toml:1: this is not TOML" in result.stderr
