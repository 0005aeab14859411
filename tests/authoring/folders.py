"""Small drafts with one thing to find in them."""

from pathlib import Path

from consentapp.authoring.check import check
from consentapp.authoring.drafts import Draft, read_drafts
from consentapp.authoring.findings import Finding
from tests.catalog.folders import write_forms

STRUCTURE = """\
id = "note"
version = "1"
kind = "consent"
status = "draft"
languages = ["LANGUAGE"]

[[page]]
id = "only"

  [[page.item]]
  link_id = "check"
  type = "comprehension"
  options = ["yes", "no"]
  correct = "no"

  [[page.item]]
  link_id = "read"
  type = "acknowledgment"
"""

WORDS = """\
# A note

## One page {#only}

BODY

::: comprehension check
Does it always help?
- yes: Yes, it is a cure
- no: No
why: It may help. It may not.
:::

::: acknowledgment read
I have read it.
:::
"""


def consent(folder: Path, body: str, language: str = "en", **files: str) -> Path:
    """A forms folder with one consent form that says this."""
    here = folder / "consent/note/1"
    here.mkdir(parents=True, exist_ok=True)
    (here / "form.toml").write_text(STRUCTURE.replace("LANGUAGE", language), encoding="utf-8")
    (here / f"{language}.md").write_text(WORDS.replace("BODY", body), encoding="utf-8")
    for name, text in files.items():
        (here / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def screening(folder: Path, structure: str) -> Path:
    """The usual small folder, with more items and rules in its screening form and words for each."""
    from tests.catalog.folders import SCREENING_EN, SCREENING_TOML

    head, score = SCREENING_TOML.split("[[score]]")
    ids = [line.split('"')[1] for line in structure.splitlines() if "id = " in line]
    words = "".join(
        f'[item.{name}]\ntext = "Is {name}?"\n' for name in ids if f'link_id = "{name}"' in structure
    )
    words += "".join(f'[page.{name}]\ntitle = "{name}"\n' for name in ids if f'\nid = "{name}"' in structure)
    words += "".join(f'[rule.{name}]\nreason = "R"\npatient = "P"\n' for name in ids if name.startswith("X"))
    return write_forms(
        folder,
        **{
            "screening/health/1/form.toml": f"{head}{structure}\n[[score]]{score}",
            "screening/health/1/en.toml": f"{SCREENING_EN}\n{words}",
        },
    )


def found(folder: Path, kind: str, name: str = "") -> list[Finding]:
    """The findings of one kind."""
    return [finding for finding in check(folder, name).findings if finding.kind == kind]


def only_draft(folder: Path) -> Draft:
    (draft,) = read_drafts(folder).drafts
    return draft
