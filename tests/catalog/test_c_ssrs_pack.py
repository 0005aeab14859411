"""A clinic installs an instrument that may not be shipped: a form of the C-SSRS screener's shape, in words of our own.

The dossier's tiers (7.2): acute for 4, 5 and recent behaviour; moderate for 3 and older behaviour; low for 1 and 2.
"""

import shutil
from pathlib import Path

import pytest

from consentapp.catalog import FormError, FormLibrary, read_library
from consentapp.domain.flags import Inquiry
from consentapp.domain.form import Form
from consentapp.domain.response import item_enabled, page_enabled
from consentapp.domain.screening import flags
from consentapp.resources import resource_dir

PACKET = "ketamine-assisted-therapy"

FORM = """\
id = "c-ssrs-screener"
version = "1"
kind = "screening"
status = "draft"
languages = ["en"]
needs_on_call = true

[[page]]
id = "thoughts"

  [[page.item]]
  link_id = "cssrs-1"
  type = "choice"
  options = "yes-no"
  loinc = "93246-7"

  [[page.item]]
  link_id = "cssrs-2"
  type = "choice"
  options = "yes-no"
  loinc = "93247-5"

[[page]]
id = "plans"
enable_when = [{ question = "cssrs-2", operator = "=", answer = "yes" }]

  [[page.item]]
  link_id = "cssrs-3"
  type = "choice"
  options = "yes-no"
  loinc = "93248-3"

  [[page.item]]
  link_id = "cssrs-4"
  type = "choice"
  options = "yes-no"
  loinc = "93249-1"

  [[page.item]]
  link_id = "cssrs-5"
  type = "choice"
  options = "yes-no"
  loinc = "93250-9"

[[page]]
id = "behavior"

  [[page.item]]
  link_id = "cssrs-6"
  type = "choice"
  options = "yes-no"
  loinc = "93267-3"

[[page]]
id = "behavior-recent"
enable_when = [{ question = "cssrs-6", operator = "=", answer = "yes" }]

  [[page.item]]
  link_id = "cssrs-6-recent"
  type = "choice"
  options = "yes-no"
  loinc = "93269-9"

[option_set.yes-no]
codes = ["yes", "no"]

[[rule]]
id = "CS-low"
level = "urgent"
when = [
  { question = "cssrs-1", operator = "=", answer = "yes" },
  { question = "cssrs-2", operator = "=", answer = "yes" },
]
source = "clinic policy"
safety = "low"

[[rule]]
id = "CS-moderate"
level = "urgent"
when = [
  { question = "cssrs-3", operator = "=", answer = "yes" },
  { question = "cssrs-6", operator = "=", answer = "yes" },
]
source = "clinic policy"
safety = "moderate"

[[rule]]
id = "CS-acute"
level = "urgent"
when = [
  { question = "cssrs-4", operator = "=", answer = "yes" },
  { question = "cssrs-5", operator = "=", answer = "yes" },
  { question = "cssrs-6-recent", operator = "=", answer = "yes" },
]
source = "clinic policy"
safety = "acute"
"""

WORDS = """\
title = "C-SSRS Screener"
notice = "© 2008 The Research Foundation for Mental Hygiene, Inc."

[page.thoughts]
title = "The past month"

[page.plans]
title = "The past month: more"

[page.behavior]
title = "Your life"

[page.behavior-recent]
title = "The past 3 months"

[option_set.yes-no]
yes = "Yes"
no = "No"

[item.cssrs-1]
text = "Question 1, in the words of the licensed form"

[item.cssrs-2]
text = "Question 2, in the words of the licensed form"

[item.cssrs-3]
text = "Question 3, in the words of the licensed form"

[item.cssrs-4]
text = "Question 4, in the words of the licensed form"

[item.cssrs-5]
text = "Question 5, in the words of the licensed form"

[item.cssrs-6]
text = "Question 6, in the words of the licensed form"

[item.cssrs-6-recent]
text = "Whether that was within 3 months, in the words of the licensed form"

[rule.CS-low]
reason = "Thoughts of death or suicide without method, intent or behavior: review before the next visit."
patient = "You told us about thoughts of death. Reach help now: {crisis.name} {crisis.call}."

[rule.CS-moderate]
reason = "Thoughts of a method, or behavior at some time: a brief safety assessment today."
patient = "You told us about thoughts of death. Reach help now: {crisis.name} {crisis.call}."

[rule.CS-acute]
reason = "Intent, a plan, or behavior within 3 months: call within 15 minutes."
patient = "You told us about thoughts of death. Reach help now: {crisis.name} {crisis.call}."
"""

STEP = """\
[[step]]
form = "c-ssrs-screener"
version = "1"

"""

CALM = {f"cssrs-{n}": "no" for n in (1, 2, 6)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clinic's own forms: the shipped ones, the pack, and a packet that asks it after ASQ."""
    own = tmp_path / "forms"
    shutil.copytree(resource_dir("forms"), own)
    pack = own / "screening" / "c-ssrs-screener" / "1"
    pack.mkdir(parents=True)
    (pack / "form.toml").write_text(FORM, encoding="utf-8")
    (pack / "en.toml").write_text(WORDS, encoding="utf-8")
    packet = own / "packets" / f"{PACKET}.toml"
    before, after = packet.read_text(encoding="utf-8").split('[[step]]\nform = "gad-7"')
    packet.write_text(f'{before}{STEP}[[step]]\nform = "gad-7"{after}', encoding="utf-8")
    return own


@pytest.fixture
def library(folder: Path) -> FormLibrary:
    return read_library(folder)


@pytest.fixture
def pack(library: FormLibrary) -> Form:
    return library.form("c-ssrs-screener", "1", "en")


def given(**answers: str) -> dict[str, tuple[str, ...]]:
    """`cssrs_3="yes"`; the rest of 1, 2 and 6 is no."""
    named = {name.replace("_", "-"): code for name, code in answers.items()}
    return {f"c-ssrs-screener/{link_id}": (code,) for link_id, code in {**CALM, **named}.items()}


def test_the_pack_stands_in_the_packet_after_asq(library: FormLibrary, pack: Form) -> None:
    steps = [step.form for step in library.packet(PACKET).steps]

    assert steps[steps.index("asq") + 1] == pack.id
    assert pack.needs_on_call
    assert {page.notice for page in pack.pages} == {"© 2008 The Research Foundation for Mental Hygiene, Inc."}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (given(), "1 2 6"),
        (given(cssrs_1="yes"), "1 2 6"),
        (given(cssrs_2="yes"), "1 2 3 4 5 6"),
        (given(cssrs_6="yes"), "1 2 6 6-recent"),
        (given(cssrs_2="yes", cssrs_6="yes"), "1 2 3 4 5 6 6-recent"),
    ],
)
def test_questions_3_to_5_follow_a_yes_to_2_and_recency_a_yes_to_6(
    pack: Form, answers: dict[str, tuple[str, ...]], expected: str
) -> None:
    whole = Inquiry([pack], {}).whole(answers)
    pages = [page for page in pack.pages if page_enabled(pack, page, whole)]
    asked = [item.link_id for page in pages for item in page.items if item_enabled(pack, item, whole)]

    assert asked == [f"cssrs-{number}" for number in expected.split()]


@pytest.mark.parametrize(
    ("answers", "gravest"),
    [
        (given(), ""),
        (given(cssrs_1="yes"), "low"),
        (given(cssrs_2="yes", cssrs_3="no", cssrs_4="no", cssrs_5="no"), "low"),
        (given(cssrs_2="yes", cssrs_3="yes", cssrs_4="no", cssrs_5="no"), "moderate"),
        (given(cssrs_2="yes", cssrs_3="no", cssrs_4="yes", cssrs_5="no"), "acute"),
        (given(cssrs_2="yes", cssrs_3="no", cssrs_4="no", cssrs_5="yes"), "acute"),
        (given(cssrs_6="yes"), "moderate"),
        (given(cssrs_6="yes", cssrs_6_recent="no"), "moderate"),
        (given(cssrs_6="yes", cssrs_6_recent="yes"), "acute"),
    ],
)
def test_each_answer_raises_its_tier(pack: Form, answers: dict[str, tuple[str, ...]], gravest: str) -> None:
    rules = [flag.rule for flag in flags(pack, answers)]
    tiers = [tier for tier in ("acute", "moderate", "low") if tier in {rule.safety for rule in rules}]

    assert next(iter(tiers), "") == gravest
    assert any(rule.holds_signing for rule in rules) is (gravest == "acute")


def test_a_pack_that_mixes_safety_with_other_questions_is_refused(folder: Path) -> None:
    path = folder / "screening" / "c-ssrs-screener" / "1" / "form.toml"
    how = '  [[page.item]]\n  link_id = "how"\n  type = "text"\n\n'
    broken = path.read_text(encoding="utf-8").replace(
        '[[page]]\nid = "behavior-recent"', how + '[[page]]\nid = "behavior-recent"'
    )
    path.write_text(broken, encoding="utf-8")

    with pytest.raises(FormError, match="asks about safety: move its other questions to another page"):
        read_library(folder)
