"""A small, whole forms folder, to be broken in one place at a time."""

from pathlib import Path

CONSENT_TOML = """\
id = "care"
version = "1"
kind = "consent"
status = "draft"
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
status = "draft"
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

CONSENT_ES = """\
# La atención

## La primera página {#first}

Llame al {clinic.phone}. **Puede** ayudar. {evidence: moderate; R1, R2}

### Un título

- Una *cosa* {source: R1}
- Otra

Table: Dos maneras

| Manera | Tiempo |
|---|---|
| Nariz | Una hora |

::: comprehension check
¿Ayuda siempre?
hint: Piense en la tabla.
- yes: Sí
- no: No
why: Puede ayudar. Puede no ayudar.
:::

::: acknowledgment agreed
Sé que puede no ayudar.
:::

## La segunda página {#second}

Firme, o no.

::: signature sign
Acepto.
:::
"""

SCREENING_ES = """\
title = "La salud"
notice = "De uso libre."

[page.heart]
title = "Su corazón"
intro = "Responda lo que sepa."

[page.mood]
title = "Su ánimo"

[option_set.yes-no]
yes = "Sí"
no = "No"
unknown = "No lo sé"

[option_set.often]
never = "Nunca"
daily = "Cada día"

[item.heart]
text = "¿Tiene mal el corazón?"

[item.treated]
text = "¿Lo están tratando?"

[item.low]
text = "Ánimo bajo"

[rule.H1]
reason = "An untreated heart."
patient = "Un profesional de salud habla primero con usted."

[score.total]
label = "Total"
band.mild = "Leve"
band.severe = "Grave"
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

BOTH = 'languages = ["en", "es"]'
TRANSLATED = {
    "consent/care/1/form.toml": CONSENT_TOML.replace('languages = ["en"]', BOTH),
    "consent/care/1/es.md": CONSENT_ES,
    "screening/health/1/form.toml": SCREENING_TOML.replace('languages = ["en"]', BOTH),
    "screening/health/1/es.toml": SCREENING_ES,
}
"""What makes the folder speak two languages."""

SHORT = {
    "care.toml": "consent/care/1/form.toml",
    "care.md": "consent/care/1/en.md",
    "health.toml": "screening/health/1/form.toml",
    "health.en": "screening/health/1/en.toml",
    "packet": "packets/care.toml",
    "care.es": "consent/care/1/es.md",
    "health.es": "screening/health/1/es.toml",
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
