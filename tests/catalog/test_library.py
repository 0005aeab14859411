"""The forms that come with the program, and a whole small folder, read as they were written."""

import re
from pathlib import Path

import pytest

from consentapp.catalog import FormError, FormLibrary, read_library, site_catalog
from consentapp.catalog.library import folder_digest
from consentapp.domain.form import EnableWhen, Form, Item
from consentapp.domain.text import Evidence, Heading, ListBlock, Paragraph, Run, Table, placeholders
from consentapp.settings import Settings
from tests.catalog.folders import FILES, write_forms

VALUES = {"clinic.phone": "(555) 010-4477"}


@pytest.fixture
def library(tmp_path: Path) -> FormLibrary:
    return read_library(write_forms(tmp_path))


@pytest.fixture
def care(library: FormLibrary) -> Form:
    return library.form("care", "1", "en")


@pytest.fixture
def health(library: FormLibrary) -> Form:
    return library.form("health", "1", "en")


# The shipped forms --------------------------------------------------------------------------------------------------------


def test_the_shipped_forms_are_read(shipped: FormLibrary) -> None:
    assert {form.id for form in shipped.forms.values()} == {
        "electronic-records", "before-you-start", "health-history", "phq-9", "asq", "gad-7", "pc-ptsd-5", "pcl-5",
        "audit-c", "taps-1", "craving", "ketamine-assisted-therapy", "right-now", "signing",
    }  # fmt: skip
    assert list(shipped.packets) == ["ketamine-assisted-therapy"]


def test_the_shipped_forms_are_drafts(shipped: FormLibrary) -> None:
    """DESIGN 6: a clinic approves its own."""
    assert {form.status for form in shipped.forms.values()} == {"draft"}


def test_every_shipped_form_stands_in_the_packet(shipped: FormLibrary) -> None:
    steps = {
        (step.form, step.version)
        for step in shipped.packet("ketamine-assisted-therapy").steps
        if not step.review
    }

    assert steps == {(form, version) for form, version, _ in shipped.forms}


def test_a_packet_reviews_the_answers_before_it_signs_and_signs_last(shipped: FormLibrary) -> None:
    """P11-06, UE-03"""
    steps = shipped.packet("ketamine-assisted-therapy").steps

    assert [step.review for step in steps].count(True) == 1
    assert steps[-1].form == "signing"
    assert steps[0].form == "electronic-records"


def test_a_demo_clinic_has_every_value_that_the_shipped_forms_name(
    shipped: FormLibrary, settings: Settings
) -> None:
    catalog = site_catalog(shipped, settings.values_by_language, settings.config)

    assert placeholders(tuple(catalog.forms.values())) == set()
    assert all(len(page.text_digest) == 64 for form in catalog.forms.values() for page in form.pages)


def test_exactly_one_shipped_item_is_the_signature(shipped: FormLibrary) -> None:
    signatures = [
        (form.language, item.role)
        for form in shipped.forms.values()
        for _, item in form.items()
        if item.type == "signature"
    ]

    assert signatures == [("en", "patient-signature"), ("es", "patient-signature")]


def test_every_shipped_claim_has_a_source_in_its_form(shipped: FormLibrary) -> None:
    for form in shipped.forms.values():
        known = {key for key, _ in form.references}
        cited = set(re.findall(r"references=\(([^)]*)\)", repr([page.content for page in form.pages])))

        assert {key for keys in cited for key in re.findall(r"'(\w+)'", keys)} <= known


def test_no_shipped_text_holds_a_mark_that_was_not_understood(shipped: FormLibrary) -> None:
    for form in shipped.forms.values():
        odd = re.findall(r"\{(?![a-z]+\.[a-z_]+\})[^}]*\}?", repr([p.content for p in form.pages]))

        assert odd == [] or all(mark.startswith("{'") for mark in odd)


# A small folder -----------------------------------------------------------------------------------------------------------


def test_prose_becomes_blocks_and_items_in_reading_order(care: Form) -> None:
    page = care.pages[0]

    assert (page.id, page.title, page.risk) == ("first", "The first page", True)
    assert page.content[:4] == (
        Paragraph(
            (Run("Call {clinic.phone}. It "), Run("may", "strong"), Run(" help.")),
            Evidence("moderate", ("R1", "R2")),
        ),
        Heading((Run("A heading"),)),
        ListBlock(
            ordered=False,
            items=(
                Paragraph((Run("One "), Run("thing", "emphasis")), Evidence("", ("R1",))),
                Paragraph((Run("Another"),)),
            ),
        ),
        Table("Two ways", ((Run("Way"),), (Run("Time"),)), (((Run("Nose"),), (Run("One hour"),)),)),
    )
    assert [part.link_id for part in page.content[4:] if isinstance(part, Item)] == ["check", "agreed"]


def test_an_item_of_prose_has_its_words(care: Form) -> None:
    check = care.item("check")

    assert check
    assert check.label == (Run("Does it always help?"),)
    assert (check.hint, check.why, check.correct) == ("Think of the table.", "It may help. It may not.", "no")
    assert [(option.code, option.label) for option in check.options] == [("yes", "Yes"), ("no", "No")]


def test_a_page_keeps_its_condition_on_another_form(care: Form) -> None:
    assert care.pages[1].enable_when == (EnableWhen("health/heart", "=", "yes"),)


def test_wording_and_structure_become_one_form(health: Form) -> None:
    heart = health.item("heart")

    assert heart
    assert health.title == "Health"
    assert health.pages[0].title == "Your heart"
    assert health.pages[0].notice == "Free to use."
    assert health.pages[0].content[0] == Paragraph((Run("Answer what you know."),))
    assert [option.label for option in heart.options] == ["Yes", "No", "I don't know"]


def test_a_rule_and_a_score_have_their_words(health: Form) -> None:
    assert health.scores

    assert (health.rules[0].reason, health.rules[0].source) == ("An untreated heart.", "R1; clinic policy")
    assert [(band.code, band.label, band.lowest) for band in health.scores[0].bands] == [
        ("mild", "Mild", 0),
        ("severe", "Severe", 2),
    ]
    low = health.item("low")
    assert low
    assert [option.score for option in low.options] == [0, 3]


def test_all_but_free_words_is_required_unless_a_form_says_otherwise(shipped: FormLibrary) -> None:
    required = {item.link_id: item.required for form in shipped.forms.values() for _, item in form.items()}

    assert required["check-driving"]
    assert required["signature"]
    assert not required["medicine-other"]
    assert not required["function"]


def test_a_packet_keeps_its_order(library: FormLibrary) -> None:
    assert [step.form or "review" for step in library.packet("care").steps] == ["health", "review", "care"]


def test_a_form_is_the_same_whenever_it_is_read(tmp_path: Path) -> None:
    write_forms(tmp_path)

    assert read_library(tmp_path) == read_library(tmp_path)


def test_a_digest_changes_with_any_byte_of_any_file_of_the_form(tmp_path: Path) -> None:
    """AB-22, P11-10"""
    folder = write_forms(tmp_path) / "consent/care/1"
    digests = {folder_digest(folder)}
    for name in ("form.toml", "en.md", "references.toml"):
        path = folder / name
        path.write_bytes(path.read_bytes() + b"\n")
        digests.add(folder_digest(folder))
    (folder / "es.md").write_text("", encoding="utf-8")
    digests.add(folder_digest(folder))

    assert len(digests) == 5


def test_a_file_of_no_form_does_not_change_the_digest(tmp_path: Path) -> None:
    folder = write_forms(tmp_path) / "consent/care/1"
    before = folder_digest(folder)
    (folder / "en.md~").write_text("an editor's copy", encoding="utf-8")

    assert folder_digest(folder) == before


def test_what_the_library_does_not_hold_is_a_key_error(library: FormLibrary) -> None:
    for wanted in (("care", "2", "en"), ("care", "1", "es"), ("nothing", "1", "en")):
        with pytest.raises(KeyError):
            library.form(*wanted)
    with pytest.raises(KeyError):
        library.packet("nothing")


def test_line_ends_and_letters_read_the_same_from_every_machine(tmp_path: Path) -> None:
    here = read_library(write_forms(tmp_path / "here")).form("care", "1", "en")
    prose = FILES["consent/care/1/en.md"].replace("Nose", "Cafe\u0301").replace("\n", "\r\n")
    there = read_library(write_forms(tmp_path / "there", **{"consent/care/1/en.md": prose})).form(
        "care", "1", "en"
    )

    assert repr(there.pages).replace("Café", "Nose") == repr(here.pages)


# A site -------------------------------------------------------------------------------------------------------------------


def test_a_site_s_values_stand_in_every_page(library: FormLibrary) -> None:
    catalog = site_catalog(library, {"en": VALUES}, Path("clinic.toml"))

    first = catalog.forms[("care", "1", "en")].pages[0].content[0]

    assert isinstance(first, Paragraph)
    assert first.runs[0].text == "Call (555) 010-4477. It "
    assert catalog.packet("care").title == "Care"


def test_a_value_that_is_not_set_is_named_with_where_to_set_it(library: FormLibrary) -> None:
    with pytest.raises(
        FormError,
        match=r"^/etc/clinic\.toml: the forms name values .* clinic\.phone; add them under \[values\]",
    ):
        site_catalog(library, {"en": {}}, Path("/etc/clinic.toml"))


# Locks --------------------------------------------------------------------------------------------------------------------


def lock(folder: Path, digest: str) -> Path:
    (folder / "published.toml").write_text(f'[published]\n"care@1" = "{digest}"\n', encoding="utf-8")
    return folder


def test_a_published_form_that_was_not_touched_is_read(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)

    assert read_library(lock(folder, folder_digest(folder / "consent/care/1"))).forms


def test_a_published_form_that_was_edited_stops_the_program(tmp_path: Path) -> None:
    """AB-22"""
    folder = write_forms(tmp_path)
    lock(folder, folder_digest(folder / "consent/care/1"))
    prose = folder / "consent/care/1/en.md"
    prose.write_text(
        prose.read_text(encoding="utf-8").replace("may not help", "always helps"), encoding="utf-8"
    )

    with pytest.raises(
        FormError, match="care 1 was published and must not change; make a new version folder"
    ):
        read_library(folder)


def test_a_published_form_that_is_gone_stops_the_program(tmp_path: Path) -> None:
    """Promise 1: what a person agreed to can be shown years later."""
    folder = write_forms(tmp_path)
    (folder / "published.toml").write_text('[published]\n"care@0" = "x"\n', encoding="utf-8")

    with pytest.raises(FormError, match=r"published\.toml.*care@0"):
        read_library(folder)


@pytest.mark.parametrize(
    "content", ["[published", '[locked]\n"care@1" = "x"\n', '[published]\n"care@1" = 7\n']
)
def test_a_lock_that_cannot_be_read_stops_the_program(tmp_path: Path, content: str) -> None:
    folder = write_forms(tmp_path)
    (folder / "published.toml").write_text(content, encoding="utf-8")

    with pytest.raises(FormError, match=r"published\.toml"):
        read_library(folder)
