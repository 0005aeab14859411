"""What was shown: one canonical object for a page, whose digest changes with every word and with nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from consentapp.catalog import FormLibrary
from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.form import EnableWhen, Option, Page
from consentapp.domain.shown import for_site, shown_page, shown_text
from consentapp.domain.text import (
    Evidence,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Table,
    as_json,
    explained,
    filled,
    placeholders,
    plain,
    text_digest,
)
from tests.builders import RECORDS, SITE_VALUES, SMALL_FORMS, THERAPY, a_form, a_page, a_paragraph, an_item

CITED = Paragraph((Run("Some get "), Run("no", "strong"), Run(" help.")), Evidence("moderate", ("R7",)))
ITEM = an_item(
    "check", "comprehension", "When?", "today", "never",
    hint="Think.", why="Because.", correct="never", exclusive=("never",), role="a-role", loinc="1-8",
    enable_when=(EnableWhen("other", "=", "yes"),),
)  # fmt: skip
PAGE = a_page(
    "page",
    Heading((Run("Risks"),)),
    CITED,
    ListBlock(ordered=False, items=(a_paragraph("One"), CITED)),
    Table("Routes", ((Run("Route"),),), (((Run("Nose"),),),)),
    ITEM,
    notice="A licence line.",
)


def digest(page: Page) -> str:
    return shown_text(a_form("form"), page).digest


def edited(**changes: Any) -> Page:
    """The page with its item changed."""
    return replace(PAGE, content=(*PAGE.content[:-1], replace(ITEM, **changes)))


def test_the_canonical_object_of_a_paragraph_is_this() -> None:
    assert as_json(CITED) == {
        "kind": "paragraph",
        "runs": [
            {"kind": "run", "text": "Some get "},
            {"kind": "run", "text": "no", "style": "strong"},
            {"kind": "run", "text": " help."},
        ],
        "evidence": {"kind": "evidence", "grade": "moderate", "references": ["R7"]},
    }


def test_the_canonical_object_of_an_item_holds_what_a_patient_sees() -> None:
    assert as_json(ITEM) == {
        "kind": "item", "link_id": "check", "type": "comprehension", "label": [{"kind": "run", "text": "When?"}],
        "hint": "Think.", "why": "Because.",
        "options": [
            {"kind": "option", "code": "today", "label": "Today"},
            {"kind": "option", "code": "never", "label": "Never"},
        ],
    }  # fmt: skip


def test_the_bytes_of_a_text_never_change() -> None:
    """A golden value: whoever changes it makes every text on record unprovable."""
    page = for_site(RECORDS, SITE_VALUES).pages[0]

    assert canonical_bytes(shown_text(RECORDS, page).body) == (
        b'{"form":"records","language":"en","page":{"content":[{"kind":"paragraph","runs":[{"kind":"run",'
        b'"text":"Call (555) 010-4477 for paper."}]},{"kind":"item","label":[{"kind":"run","text":'
        b'"I agree to use electronic records."}],"link_id":"records-agreed","type":"acknowledgment"}],'
        b'"id":"records","kind":"page","title":"Records"},"version":"1"}'
    )
    assert page.text_digest == "29cad4e3b946afc3daf9caabac7e1274b169cfbcd5e6f1b15abc323c79ed5fa9"


@pytest.mark.parametrize(
    "page",
    [
        replace(PAGE, title="Other"),
        replace(PAGE, notice=""),
        replace(PAGE, content=PAGE.content[1:]),
        replace(PAGE, content=PAGE.content[::-1]),
        replace(PAGE, content=(*PAGE.content[:1], replace(CITED, evidence=None), *PAGE.content[2:])),
        edited(label=(Run("When? "),)),
        edited(label=(Run("When?", "strong"),)),
        edited(hint="Think again."),
        edited(why="So."),
        edited(options=ITEM.options[::-1]),
        edited(options=(Option("today", "Today"), Option("never", "Not ever"))),
        edited(options=(Option("today", "Today", hint="before noon"), ITEM.options[1])),
        edited(link_id="check-2"),
        edited(type="choice"),
    ],
    ids=range(14),
)
def test_whatever_a_patient_sees_changes_the_digest(page: Page) -> None:
    assert digest(page) != digest(PAGE)


@pytest.mark.parametrize(
    "page",
    [
        replace(PAGE, risk=True),
        replace(PAGE, offered=True),
        replace(PAGE, enable_when=(EnableWhen("x", "=", "y"),)),
        replace(PAGE, text_digest="set already"),
        edited(required=False),
        edited(correct="today"),
        edited(exclusive=()),
        edited(role="other"),
        edited(loinc=""),
        edited(before_dosing=True),
        edited(enable_when=()),
        edited(options=tuple(replace(option, score=3) for option in ITEM.options)),
    ],
    ids=range(12),
)
def test_what_a_patient_does_not_see_leaves_the_digest_alone(page: Page) -> None:
    assert digest(page) == digest(PAGE)


def test_the_same_words_in_another_form_version_or_language_are_another_text() -> None:
    forms = [a_form("form"), a_form("other"), a_form("form", version="2"), a_form("form", language="es")]

    assert len({shown_text(form, PAGE).digest for form in forms}) == len(forms)


def test_the_digest_is_that_of_the_bytes_that_are_kept() -> None:
    shown = shown_text(THERAPY, PAGE)

    assert shown.digest == text_digest(shown.body)
    assert canonical_bytes(shown.body)


def test_a_site_s_values_stand_in_the_text_and_change_its_digest() -> None:
    here = for_site(RECORDS, SITE_VALUES)
    there = for_site(RECORDS, SITE_VALUES | {"clinic.phone": "(555) 010-9999"})

    assert here.pages[0].content[0] == a_paragraph("Call (555) 010-4477 for paper.")
    assert here.pages[0].text_digest != there.pages[0].text_digest


def test_a_value_that_the_site_has_not_set_is_named() -> None:
    with pytest.raises(KeyError, match=r"clinic\.phone"):
        for_site(RECORDS, {})


def test_a_value_is_put_in_once_and_never_read_again() -> None:
    assert filled("Call {clinic.phone}", {"clinic.phone": "{clinic.name}"}) == "Call {clinic.name}"


def test_the_values_that_a_text_names_are_found_in_every_part() -> None:
    assert placeholders((RECORDS, an_item("x", "choice", "At {clinic.name}?", hint="{price.course}"))) == {
        "clinic.phone", "clinic.name", "price.course",
    }  # fmt: skip


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="not patient text"):
        as_json(1.5)


def test_plain_words_have_no_style() -> None:
    assert plain(CITED.runs) == "Some get no help."


def test_a_page_comes_back_from_the_text_that_was_kept() -> None:
    """Promise 5: years later it is printed from these bytes, not from the forms of that day."""
    for page in (
        PAGE,
        edited(hint="", why="", options=()),
        *(page for form in SMALL_FORMS for page in form.pages),
    ):
        kept = canonical_bytes(shown_text(THERAPY, page).body)

        assert canonical_bytes(shown_text(THERAPY, shown_page(kept)).body) == kept


def test_every_page_of_the_shipped_forms_comes_back_from_its_text(shipped: FormLibrary) -> None:
    pages = [(form, page) for form in shipped.forms.values() for page in form.pages]

    assert len(pages) > 40
    for form, page in pages:
        kept = canonical_bytes(shown_text(form, page).body)

        assert canonical_bytes(shown_text(form, shown_page(kept)).body) == kept


@pytest.mark.parametrize(
    "body", [b"{}", b'{"page": []}', b'{"page": {"kind": "run", "text": "x"}}', b"not json"]
)
def test_bytes_that_are_no_page_are_refused(body: bytes) -> None:
    with pytest.raises((ValueError, KeyError)):
        shown_page(body)


MARKED = Paragraph((Run("A "), Run("placebo", meaning="a dummy drug"), Run(".")))


def test_a_meaning_is_part_of_what_was_shown() -> None:
    other = Paragraph((Run("A "), Run("placebo", meaning="a fake drug"), Run(".")))
    bare = Paragraph((Run("A "), Run("placebo"), Run(".")))

    assert len({text_digest(as_json(node)) for node in (MARKED, other, bare)}) == 3


def test_words_without_a_meaning_keep_the_digest_that_they_had() -> None:
    assert as_json(Run("placebo")) == {"kind": "run", "text": "placebo"}


def test_the_words_that_a_text_explains_are_found_in_reading_order_wherever_they_stand() -> None:
    drip = Run("drip", meaning="slowly")
    page = a_page(
        "p", Table("Ways", ((Run("Way"),),), (((Run("One"),), (drip,)),)), ListBlock(False, (MARKED,))
    )

    assert list(explained(page)) == [drip, MARKED.runs[1]]


def test_a_marked_word_comes_back_from_the_text_that_was_kept() -> None:
    kept = canonical_bytes(shown_text(THERAPY, replace(PAGE, content=(MARKED,))).body)

    assert shown_page(kept).content == (MARKED,)
