"""A translation is stale when its source has moved on, and unproved when only a machine made it."""

import hashlib
from pathlib import Path

import pytest

from tests.authoring.folders import STRUCTURE, consent, found

REVIEWED = 'status = "human-reviewed"\nreviewer = "Ana"\nqualification = "Translator"\ndate = "2026-05-31"\n'


def translated(folder: Path, table: str) -> Path:
    """The small form in two languages; DIGEST stands for that of the source as it is."""
    consent(folder, "Hello.")
    here = folder / "consent/note/1"
    (here / "es.md").write_text((here / "en.md").read_text(), encoding="utf-8")
    now = hashlib.sha256((here / "en.md").read_bytes()).hexdigest()
    structure = STRUCTURE.replace(
        '["LANGUAGE"]', f'["en", "es"]\n[translation.es]\n{table.replace("DIGEST", now)}'
    )
    (here / "form.toml").write_text(structure, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("table", "kind", "severity"),
    [
        (f'{REVIEWED}source_digest = "{"0" * 64}"', "stale-translation", "error"),
        ('status = "machine"', "machine-translation", "warning"),
        (
            'status = "official"\nsource = "The owner"\nours.status = "machine"',
            "machine-translation",
            "warning",
        ),
    ],
    ids=["reviewed as it was", "by a machine", "the owner's own, and a part by a machine"],
)
def test_a_translation_that_may_not_be_relied_on_is_reported(
    tmp_path: Path, table: str, kind: str, severity: str
) -> None:
    (finding,) = found(translated(tmp_path, table), kind)

    assert (finding.path.name, finding.line, finding.severity) == ("form.toml", 6, severity)
    assert "`es`" in finding.message


def test_the_mend_of_a_stale_translation_makes_it_current(tmp_path: Path) -> None:
    (finding,) = found(translated(tmp_path, f'{REVIEWED}source_digest = "{"0" * 64}"'), "stale-translation")
    current = finding.mend.rpartition('"')[0].rpartition('"')[2]

    assert found(translated(tmp_path, f'{REVIEWED}source_digest = "{current}"'), "stale-translation") == []


@pytest.mark.parametrize(
    "table",
    [f'{REVIEWED}source_digest = "DIGEST"', 'status = "official"\nsource = "The owner"'],
    ids=["reviewed as it is", "the owner's own"],
)
def test_a_translation_that_stands_on_somebodys_word_has_no_finding(tmp_path: Path, table: str) -> None:
    folder = translated(tmp_path, table)

    assert [
        f
        for kind in ("stale-translation", "machine-translation", "not-readable")
        for f in found(folder, kind)
    ] == []
