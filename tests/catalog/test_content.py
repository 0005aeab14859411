"""What the shipped consent form asks of a reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consentapp.catalog import read_library
from consentapp.domain.form import Form, Item, Page
from consentapp.domain.response import Answers, item_enabled, page_enabled
from consentapp.domain.shown import for_site, shown_text
from consentapp.resources import resource_dir
from consentapp.settings import Settings

MOST_WORDS = 3500


@pytest.fixture(scope="module")
def consent(settings: Settings) -> Form:
    library = read_library(Path(resource_dir("forms")))
    form = library.form("ketamine-assisted-therapy", "2026.1", "en")
    return for_site(form, settings.values_by_language["en"])


def words(node: Any) -> Iterator[str]:
    """All words of a text that a patient reads unasked; not its kinds, codes, reference keys and folded meanings."""
    if isinstance(node, str):
        yield from (word for word in node.split() if any(letter.isalnum() for letter in word))
    elif isinstance(node, Mapping):
        hidden = {"kind", "id", "link_id", "type", "code", "style", "references", "grade", "meaning"}
        for name, part in node.items():
            yield from words(part) if name not in hidden else ()
    elif isinstance(node, Sequence):
        for part in node:
            yield from words(part)


def asked(form: Form, page: Page, answers: Answers) -> Page:
    """A page without the questions that these answers leave out."""
    kept = (p for p in page.content if not isinstance(p, Item) or item_enabled(form, p, answers))
    return replace(page, content=tuple(kept))


@pytest.mark.parametrize(
    "reasons",
    [("depression",), ("alcohol",), ("opioids",), ("ptsd", "depression"), ("depression", "anxiety", "ptsd")],
    ids=" and ".join,
)
def test_a_patient_reads_at_most_3500_words(consent: Form, reasons: tuple[str, ...]) -> None:
    answers = {"health-history/reasons": reasons, "health-history/medicines-pain": ("none",)}
    pages = [asked(consent, page, answers) for page in consent.pages if page_enabled(consent, page, answers)]

    count = sum(len(list(words(shown_text(consent, page).body["page"]))) for page in pages)  # type: ignore[index,call-overload]

    assert count <= MOST_WORDS


def test_every_page_ends_in_its_acknowledgment(consent: Form) -> None:
    assert [page.id for page in consent.pages if page.items[-1].type != "acknowledgment"] == []


def test_every_check_is_asked_before_dosing_and_teaches(consent: Form) -> None:
    checks = [item for _, item in consent.items() if item.type == "comprehension"]

    assert len(checks) == 11
    assert all(item.before_dosing and item.why for item in checks)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_right_answer_is_the_longest(settings: Settings, language: str) -> None:
    forms = [
        form for form in read_library(Path(resource_dir("forms"))).forms.values() if form.language == language
    ]
    shown = [for_site(form, settings.values_by_language[language]) for form in forms]
    checks = [item for form in shown for _, item in form.items() if item.type == "comprehension"]

    assert [item.link_id for item in checks if _stands_out(item)] == []


def _stands_out(check: Item) -> bool:
    lengths = {option.code: len(option.label) for option in check.options}
    return lengths.pop(check.correct) > max(lengths.values())


@pytest.mark.parametrize(
    ("reasons", "medicines", "check"),
    [
        ("depression", "none", "check-tell-medicines"),
        ("depression", "unknown", "check-tell-medicines"),
        ("depression", "opioid", "check-opioid-medicine"),
        ("opioids", "none", "check-opioid-medicine"),
        ("opioids", "opioid", "check-opioid-medicine"),
    ],
)
def test_only_who_has_to_do_with_opioids_is_asked_about_medicine_for_them(
    consent: Form, reasons: str, medicines: str, check: str
) -> None:
    """Dossier 8.3, question 9: everyone else is asked about telling all medicines. Ten checks each."""
    answers = {
        "health-history/reasons": (reasons,),
        "health-history/medicines-pain": ("naltrexone", medicines),
    }

    checks = [
        item.link_id for _, item in consent.items() if item_enabled(consent, item, answers) and item.correct
    ]

    assert [link_id for link_id in checks if link_id.endswith(("medicine", "medicines"))] == [check]
    assert len(checks) == 10
