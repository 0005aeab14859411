"""A translation says as much as its source language, and counts for what a person vouched for."""

import hashlib
from pathlib import Path

import pytest

from consentapp.catalog import FormError, read_library
from consentapp.domain.form import Translation
from tests.catalog.folders import CONSENT_MD, FILES, SHORT, TRANSLATED, write_forms

CARE = "consent/care/1/form.toml"
HEALTH = "screening/health/1/form.toml"
REVIEWED = {
    "status": "human-reviewed",
    "reviewer": "Inés Park",
    "qualification": "ATA-certified translator",
    "date": "2026-05-31",
    "source_digest": hashlib.sha256(CONSENT_MD.encode()).hexdigest(),
}


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    """The folder in two languages with one thing changed in one file."""
    path = SHORT[name]
    assert TRANSLATED[path].count(old) == 1, f"{old!r} stands not once in {path}"
    return write_forms(folder, **TRANSLATED | {path: TRANSLATED[path].replace(old, new)})


def vouched(folder: Path, said: dict[str, str], **files: str) -> Path:
    """The folder in two languages, where the consent form says this about its Spanish."""
    table = "\n".join(f'{key} = "{value}"' for key, value in said.items())
    return write_forms(
        folder, **TRANSLATED | files | {CARE: f"{TRANSLATED[CARE]}\n[translation.es]\n{table}\n"}
    )


def spanish(folder: Path) -> Translation:
    translation = read_library(folder).form("care", "1", "es").translation
    assert translation
    return translation


# On whose word --------------------------------------------------------------------------------------------------------


def test_the_source_language_is_no_translation(tmp_path: Path) -> None:
    assert read_library(write_forms(tmp_path, **TRANSLATED)).form("care", "1", "en").translation is None


def test_a_translation_of_which_nothing_is_said_counts_as_a_machine_s(tmp_path: Path) -> None:
    """LA-01"""
    found = spanish(write_forms(tmp_path, **TRANSLATED))

    assert (found.status, found.effective, found.stands) == ("machine", "machine", False)


def test_a_review_of_today_s_text_stands(tmp_path: Path) -> None:
    """LA-01"""
    found = spanish(vouched(tmp_path, REVIEWED))

    assert (found.reviewer, found.qualification, found.date) == (
        "Inés Park", "ATA-certified translator", "2026-05-31",
    )  # fmt: skip
    assert (found.effective, found.stands) == ("human-reviewed", True)


def test_a_review_falls_when_one_letter_of_the_source_changes(tmp_path: Path) -> None:
    """LA-01: a source edit resets to machine."""
    edited = {"consent/care/1/en.md": CONSENT_MD.replace("Sign, or not.", "Sign or not.")}
    found = spanish(vouched(tmp_path, REVIEWED, **edited))

    assert (found.status, found.effective, found.stands) == ("human-reviewed", "machine", False)


def test_an_owner_s_own_text_stands_whatever_the_source_file_says(tmp_path: Path) -> None:
    found = spanish(vouched(tmp_path, {"status": "official", "source": "The owner's form, 2010"}))

    assert (found.effective, found.stands, found.source) == ("official", True, "The owner's form, 2010")


def test_what_is_ours_beside_an_owner_s_text_needs_a_person_of_its_own(tmp_path: Path) -> None:
    """LA-01"""
    official = {"status": "official", "source": "The owner's form, 2010"}
    ours = {f"ours.{name}": value for name, value in REVIEWED.items()}
    edited = {"consent/care/1/en.md": CONSENT_MD.replace("Sign, or not.", "Sign or not.")}

    assert not spanish(vouched(tmp_path / "machine", official | {"ours.status": "machine"})).stands
    assert spanish(vouched(tmp_path / "reviewed", official | ours)).stands
    assert not spanish(vouched(tmp_path / "edited", official | ours, **edited)).stands


@pytest.mark.parametrize(
    ("missing", "left"),
    [("reviewer", ""), ("reviewer", " "), ("qualification", ""), ("date", ""), ("source_digest", "")],
)
def test_a_review_that_is_not_fully_named_is_refused(tmp_path: Path, missing: str, left: str) -> None:
    """LA-01"""
    folder = vouched(tmp_path, REVIEWED | {missing: left})

    assert f"names its {missing}; add them, or write `machine`" in refusal(folder, "[translation.es]")


WRONG_WORDS = {
    "an owner's text from nowhere": ({"status": "official"}, "[translation.es]", "names its source"),
    "a day that never was": (REVIEWED | {"date": "2026-02-30"}, "[translation.es]", "`2026-02-30` is no date"),
    "a status that does not exist": ({"status": "good"}, 'status = "good"', "'machine', 'human-reviewed'"),
    "a part that is ours where all is ours": (
        REVIEWED | {"ours.status": "machine"}, "[translation.es]", "not its owner's",
    ),
    "a part that is ours and the owner's": (
        {"status": "official", "source": "The owner", "ours.status": "official", "ours.source": "The owner"},
        "[translation.es]", "not its owner's",
    ),
    "no status": ({}, "", "status: Field required"),
    "a digest that is none": (REVIEWED | {"source_digest": "abc"}, 'source_digest = "abc"', "pattern"),
    "an unknown key": (REVIEWED | {"price": "free"}, 'price = "free"', "Extra inputs"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_WORDS.values(), ids=WRONG_WORDS.keys())
def test_what_is_said_about_a_translation_is_strict(
    tmp_path: Path, case: tuple[dict[str, str], str, str]
) -> None:
    said, place, words = case

    assert words in refusal(vouched(tmp_path, said), place)


@pytest.mark.parametrize(
    ("language", "mend"), [("en", "the source language has none"), ("fr", "add it to `languages`")]
)
def test_a_word_about_a_language_that_is_no_translation_is_refused(
    tmp_path: Path, language: str, mend: str
) -> None:
    structure = f'{TRANSLATED[CARE]}\n[translation.{language}]\nstatus = "machine"\n'
    folder = write_forms(tmp_path, **TRANSLATED | {CARE: structure})

    assert mend in refusal(folder, f"[translation.{language}]")


def test_a_language_named_twice_is_refused(tmp_path: Path) -> None:
    structure = TRANSLATED[CARE].replace('"es"]', '"es", "es"]')
    folder = write_forms(tmp_path, **TRANSLATED | {CARE: structure})

    assert "the language `es` stands twice" in refusal(folder, 'languages = ["en"')


def refusal(folder: Path, place: str) -> str:
    """What the author is told, once it points at the line that begins so."""
    with pytest.raises(FormError) as refused:
        read_library(folder)
    error = refused.value
    assert error.path.is_relative_to(folder)
    if place:
        assert error.path.read_text(encoding="utf-8").split("\n")[error.line - 1].strip().startswith(place)
    return error.message


# Part by part ---------------------------------------------------------------------------------------------------------

DIFFERENCES = {
    # name: (file, old, new, how the line begins that the refusal points at, words of the refusal)
    "a paragraph left out": (
        "care.es", "Firme, o no.\n", "", "::: signature sign",
        "`second`: the text must be as in en: a paragraph, not the item sign",
    ),
    "a paragraph too many at the end": (
        "care.es", "Acepto.\n:::\n", "Acepto.\n:::\n\nGracias.\n", "Gracias.", "at its end, not a paragraph",
    ),
    "an item before its text": (
        "care.es", "Firme, o no.\n\n::: signature sign\nAcepto.\n:::\n",
        "::: signature sign\nAcepto.\n:::\n\nFirme, o no.\n", "::: signature sign", "a paragraph, not the item sign",
    ),
    "a heading for a paragraph": (
        "care.es", "### Un título", "Un título", "Un título", "a heading, not a paragraph",
    ),
    "a stronger grade": (
        "care.es", "moderate; R1, R2", "strong; R1, R2", "Llame al",
        "the evidence must be as in en: moderate R1, R2, not strong R1, R2",
    ),
    "a reference left out": (
        "care.es", "moderate; R1, R2", "moderate; R1", "Llame al", "not moderate R1",
    ),
    "a claim without its source": (
        "care.es", " {source: R1}", "", "- Una", "the evidence must be as in en: R1, not none",
    ),
    "a point of a list left out": (
        "care.es", "- Otra\n", "", "- Una", "a list of 2, not a list of 1",
    ),
    "a numbered list": (
        "care.es", "- Una *cosa* {source: R1}\n- Otra\n", "1. Una *cosa* {source: R1}\n2. Otra\n", "1. Una",
        "a list of 2, not a numbered list of 2",
    ),
    "a row of a table left out": (
        "care.es", "| Nariz | Una hora |\n", "", "Table: Dos maneras", "2 columns and 1 rows, not a table of 2 columns and 0",
    ),
    "a column too many": (
        "care.es", "| Manera | Tiempo |\n|---|---|\n| Nariz | Una hora |",
        "| Manera | Tiempo | Bueno |\n|---|---|---|\n| Nariz | Una hora | Sí |", "Table: Dos maneras", "not a table of 3 columns",
    ),
    "another value of the clinic": (
        "care.es", "{clinic.phone}", "{emergency.call}", "Llame al",
        "the site values must be as in en: clinic.phone, not emergency.call",
    ),
    "a value left out": ("care.es", "{clinic.phone}", "la clínica", "Llame a", "clinic.phone, not none"),
    "a value in a title": (
        "care.es", "La segunda página", "La página de {clinic.name}", "## La página", "none, not clinic.name",
    ),
    "a hint left out": (
        "care.es", "hint: Piense en la tabla.\n", "", "::: comprehension check",
        "what is explained must be as in en: hint, why, not why",
    ),
    "a page's text left out": (
        "health.es", 'intro = "Responda lo que sepa."\n', "", "[item.heart]", "a paragraph, not the item heart",
    ),
    "a hint too many": (
        "health.es", 'text = "Ánimo bajo"', 'text = "Ánimo bajo"\nhint = "Muy bajo"', "[item.low]", "none, not hint",
    ),
    "a licence line left out": (
        "health.es", 'notice = "De uso libre."\n', "", "[page.heart]", "the notice must be as in en: one, not none",
    ),
    "a value in the words of a rule": (
        "health.es", "habla primero con usted.", "habla con usted en el {clinic.phone}.", "[rule.H1]", "none, not clinic.phone",
    ),
    "an item left out": ("health.es", '[item.low]\ntext = "Ánimo bajo"\n', "", "", "no words for the item `low`"),
    "an option left out": ("health.es", 'no = "No"\n', "", "", "lack a code or a wording: no"),
    "a page left out": ("care.es", "## La segunda página {#second}", "", "", "has 2 pages and the prose 1"),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_a_translation_that_says_less_or_more_is_refused_by_file_line_and_mend(
    tmp_path: Path, case: tuple[str, str, str, str, str]
) -> None:
    name, old, new, place, words = case

    assert words in refusal(changed(tmp_path, name, old, new), place)


def test_the_whole_folder_in_two_languages_is_taken(tmp_path: Path) -> None:
    library = read_library(write_forms(tmp_path, **TRANSLATED))

    assert {language for *_, language in library.forms} == {"en", "es"}


def test_only_a_translation_may_say_how_a_help_line_is_reached_in_its_language(tmp_path: Path) -> None:
    said = "Firme, o no. Oprima {crisis.menu}, o mande {crisis.text_word}."

    assert len(read_library(changed(tmp_path, "care.es", "Firme, o no.", said)).forms) == 4


# Packets --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("translated", [CARE, HEALTH])
def test_a_packet_may_hold_forms_of_different_languages(tmp_path: Path, translated: str) -> None:
    """An instrument without a translation is shown, and asked about, in its own language."""
    folder = write_forms(tmp_path, **TRANSLATED | {translated: FILES[translated]})

    assert len(read_library(folder).forms) == 3


def test_a_translated_form_is_not_earlier_than_itself(tmp_path: Path) -> None:
    """A condition by `form/item` on the form's own item is refused in every language."""
    looped = TRANSLATED[HEALTH].replace('question = "treated"', 'question = "health/treated"')
    folder = write_forms(tmp_path, **TRANSLATED | {HEALTH: looped})

    assert "which no earlier form offers" in refusal(folder, "")
