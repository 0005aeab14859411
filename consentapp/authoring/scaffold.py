"""`consentapp forms new`: a form to fill in, whose comments teach how."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from consentapp.authoring.drafts import Draft
from consentapp.authoring.findings import Finding
from consentapp.authoring.passages import TO_FILL_IN

SCAFFOLDS = Path(__file__).parent / "scaffolds"
NAME = re.compile(r"[a-z][a-z0-9-]{0,79}")
FIRST_VERSION = "1"

Kind = Literal["consent", "screening"]
KINDS: tuple[Kind, ...] = ("consent", "screening")


def begin(folder: Path, name: str, kind: Kind) -> list[Path]:
    """Write a new form's files below a forms folder. ValueError for a bad name, FileExistsError for one that is taken."""
    if not NAME.fullmatch(name):
        raise ValueError(
            f"`{name}` is no name for a form; use a-z, 0-9 and hyphens, like `our-ketamine-consent`"
        )
    if taken := [path for path in folder.glob(f"*/{name}") if path.exists()]:
        raise FileExistsError(f"{taken[0]} is there already; nothing was changed")
    here = folder / kind / name / FIRST_VERSION
    here.mkdir(parents=True)
    title = name.replace("-", " ").capitalize()
    return [_written(here, source, name, title) for source in sorted((SCAFFOLDS / kind).iterdir())]


def _written(here: Path, source: Path, name: str, title: str) -> Path:
    text = source.read_text(encoding="utf-8").replace("__ID__", name).replace("__TITLE__", title)
    (here / source.name).write_text(text, encoding="utf-8")
    return here / source.name


def unfinished_findings(draft: Draft) -> Iterator[Finding]:
    """What still stands in brackets, as a new form has it."""
    said = [(draft.words_path, passage.text, passage.line) for passage in draft.passages]
    said += [(draft.words_path, rule.reason, draft.located.line(rule.reason)) for rule in draft.form.rules]
    said += [(draft.folder / "references.toml", text, 0) for _, text in draft.form.references]
    for path, text, line in said:
        if found := TO_FILL_IN.search(text):
            message = f"this is still to be written: {found[0]}"
            yield Finding("error", "to-fill-in", path, line, message, "Write it, without the brackets.")
