"""A small, whole forms folder, to be broken in one place at a time."""

from pathlib import Path

CONSENT_TOML = """\
id = "care"
version = "1"
kind = "consent"
status = "active"
languages = ["en"]

[[page]]
id = "first"
risk = true

  [[page.item]]
  link_id = "check"
  type = "comprehension"
  options = ["yes", "no"]
  correct = "no"

  [[page.item]]
  link_id = "agreed"
  type = "acknowledgment"

[[page]]
id = "second"
enable_when = [{ question = "health/heart", operator = "=", answer = "yes" }]

  [[page.item]]
  link_id = "sign"
  type = "signature"
"""

CONSENT_MD = """\
# Care

## The first page {#first}

Call {clinic.phone}. It **may** help. {evidence: moderate; R1, R2}

### A heading

- One *thing* {source: R1}
- Another

Table: Two ways

| Way | Time |
|---|---|
| Nose | One hour |

::: comprehension check
Does it always help?
hint: Think of the table.
- yes: Yes
- no: No
why: It may help. It may not.
:::

::: acknowledgment agreed
I know that it may not help.
:::

## The second page {#second}

Sign, or not.

::: signature sign
I agree.
:::
"""

REFERENCES_TOML = """\
[reference]
R1 = "A study. 2024."
R2 = "Another study. 2025."
"""

SCREENING_TOML = """\
id = "health"
version = "1"
kind = "screening"
status = "active"
languages = ["en"]

[[page]]
id = "heart"

  [[page.item]]
  link_id = "heart"
  type = "choice"
  options = "yes-no"

  [[page.item]]
  link_id = "treated"
  type = "choice"
  options = "yes-no"
  enable_when = [{ question = "heart", operator = "=", answer = "yes" }]

[[page]]
id = "mood"

  [[page.item]]
  link_id = "low"
  type = "choice"
  options = "often"

[option_set.yes-no]
codes = ["yes", "no", "unknown"]

[option_set.often]
codes = ["never", "daily"]
scores = [0, 3]

[[rule]]
id = "H1"
level = "stop"
when = [{ question = "treated", operator = "=", answer = "no" }]
source = "R1; clinic policy"

[[score]]
id = "total"
items = ["low"]
source = "A study"
band = [
  { code = "mild", lowest = 0, highest = 1 },
  { code = "severe", lowest = 2, highest = 3 },
]
"""

SCREENING_EN = """\
title = "Health"
notice = "Free to use."

[page.heart]
title = "Your heart"
intro = "Answer what you know."

[page.mood]
title = "Your mood"

[option_set.yes-no]
yes = "Yes"
no = "No"
unknown = "I don't know"

[option_set.often]
never = "Never"
daily = "Every day"

[item.heart]
text = "Is your heart ill?"

[item.treated]
text = "Is it treated?"

[item.low]
text = "Feeling low"

[rule.H1]
reason = "An untreated heart."
patient = "A clinician talks with you first."

[score.total]
label = "Total"
band.mild = "Mild"
band.severe = "Severe"
"""

PACKET_TOML = """\
id = "care"
version = "1"
title = "Care"

[[step]]
form = "health"
version = "1"

[[step]]
review = true

[[step]]
form = "care"
version = "1"
"""

FILES = {
    "consent/care/1/form.toml": CONSENT_TOML,
    "consent/care/1/en.md": CONSENT_MD,
    "consent/care/1/references.toml": REFERENCES_TOML,
    "screening/health/1/form.toml": SCREENING_TOML,
    "screening/health/1/en.toml": SCREENING_EN,
    "screening/health/1/references.toml": REFERENCES_TOML,
    "packets/care.toml": PACKET_TOML,
}

SHORT = {
    "care.toml": "consent/care/1/form.toml",
    "care.md": "consent/care/1/en.md",
    "health.toml": "screening/health/1/form.toml",
    "health.en": "screening/health/1/en.toml",
    "packet": "packets/care.toml",
}
"""Names that a test gives to the files it breaks."""


def write_forms(folder: Path, **files: str) -> Path:
    """The whole folder, with these files in place of, or beside, the usual ones."""
    for name, content in (FILES | files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def broken(folder: Path, name: str, old: str, new: str) -> Path:
    """The whole folder with one thing changed in one file."""
    path = SHORT[name]
    assert FILES[path].count(old) >= 1, f"{old!r} is not in {path}"
    write_forms(folder, **{path: FILES[path].replace(old, new, 1)})
    return folder
