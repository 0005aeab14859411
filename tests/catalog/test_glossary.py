"""Words that a form explains: marked in the text, explained beside it, and refused where one lacks the other."""

from pathlib import Path

import pytest

from consentapp.catalog import FormError, FormLibrary, read_library
from consentapp.catalog.library import folder_digest
from consentapp.domain.text import ListBlock, Paragraph, Run, Runs, Table, explained
from tests.catalog.folders import CONSENT_MD, SCREENING_EN, write_forms

GLOSSARY = """\
# Words.
[word]
dose = "how much is given at once"
"dream state" = "as if {clinic.phone} rang far away"
Nose = "the way in"
"""

MD = "consent/care/1/en.md"
WORDS = "consent/care/1/glossary.en.toml"


def library_of(folder: Path, text: str, words: str = GLOSSARY) -> FormLibrary:
    """The whole folder, with this text in place of the second page's only line."""
    return read_library(write_forms(folder, **{MD: CONSENT_MD.replace("Sign, or not.", text), WORDS: words}))


def second_page(folder: Path, text: str, words: str = GLOSSARY) -> tuple[object, ...]:
    return library_of(folder, text, words).form("care", "1", "en").pages[1].content[:-1]


def runs_of(folder: Path, text: str) -> Runs:
    words = "[word]\n" + GLOSSARY.partition("[word]\n")[2]
    (block,) = second_page(folder, f"{text}\n\n- [[dose]] [[dream state]] [[nose]]", words)[:1]
    assert isinstance(block, Paragraph)
    return block.runs


DOSE = Run("dose", meaning="how much is given at once")


# What is read -----------------------------------------------------------------------------------------------------------


def test_a_marked_word_carries_its_meaning(tmp_path: Path) -> None:
    assert runs_of(tmp_path, "Ask which [[dose]] you get.") == (Run("Ask which "), DOSE, Run(" you get."))


def test_other_words_can_stand_for_the_word_in_the_text(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, "Ask [[how\nmuch|dose]].")
    assert runs[1] == Run("how much", meaning=DOSE.meaning)


def test_capitals_make_no_other_word(tmp_path: Path) -> None:
    assert runs_of(tmp_path, "[[Dose]] and [[NOSE]]")[::2] == (
        Run("Dose", meaning=DOSE.meaning),
        Run("NOSE", meaning="the way in"),
    )


def test_a_marked_word_keeps_the_style_around_it(tmp_path: Path) -> None:
    assert runs_of(tmp_path, "**[[dose]] now**") == (
        Run("dose", "strong", DOSE.meaning),
        Run(" now", "strong"),
    )


def test_two_marked_words_side_by_side_stay_two(tmp_path: Path) -> None:
    assert runs_of(tmp_path, "[[dose]][[dose]]") == (DOSE, DOSE)


def test_brackets_before_a_parenthesis_are_no_link(tmp_path: Path) -> None:
    assert runs_of(tmp_path, "[[dose]](small)") == (DOSE, Run("(small)"))


def test_evidence_may_follow_a_marked_word(tmp_path: Path) -> None:
    (block, *_) = second_page(tmp_path, "A [[dose]] {source: R1}\n\n[[dream state]] [[nose]]")
    assert isinstance(block, Paragraph)
    assert (block.runs[1], block.evidence and block.evidence.references) == (DOSE, ("R1",))


def test_a_list_and_a_table_may_hold_marked_words(tmp_path: Path) -> None:
    text = "- a [[dose]]\n\nTable: Ways\n\n| Way | What |\n|---|---|\n| One | [[how much\\|dose]] [[nose]] |\n\n[[dream state]]"
    listed, table, _ = second_page(tmp_path, text)
    assert isinstance(listed, ListBlock)
    assert isinstance(table, Table)
    assert [run.text for run in explained((listed, table))] == ["dose", "how much", "nose"]


def test_a_meaning_may_name_a_value_of_the_clinic(tmp_path: Path) -> None:
    library = library_of(tmp_path, "[[dose]] [[dream state]] [[nose]]")
    assert "clinic.phone" in library.missing_values(set(), "en")


def test_the_intro_of_a_screening_form_may_hold_marked_words(tmp_path: Path) -> None:
    folder = write_forms(
        tmp_path,
        **{
            "screening/health/1/en.toml": SCREENING_EN.replace("what you know", "about your [[pulse]]"),
            "screening/health/1/glossary.en.toml": '[word]\npulse = "how fast the heart beats"\n',
        },
    )
    form = read_library(folder).form("health", "1", "en")
    assert [run.meaning for run in explained(form.pages)] == ["how fast the heart beats"]


def test_a_changed_meaning_is_another_form(tmp_path: Path) -> None:
    text = "[[dose]] [[dream state]] [[nose]]"
    first, second = (
        library_of(tmp_path / name, text, words).form("care", "1", "en")
        for name, words in (("a", GLOSSARY), ("b", GLOSSARY.replace("the way in", "a way in")))
    )
    assert first.digest != second.digest


# What is let be ----------------------------------------------------------------------------------------------------------


def test_a_language_that_marks_nothing_needs_no_glossary(tmp_path: Path) -> None:
    assert len(read_library(write_forms(tmp_path)).forms) == 2


def test_a_glossary_may_wait_for_the_first_mark_of_its_language(tmp_path: Path) -> None:
    assert len(library_of(tmp_path, "Sign, or not.").forms) == 2


# What is refused -----------------------------------------------------------------------------------------------------------

ALL = "[[dose]] [[dream state]] [[nose]]"

CASES = {
    # name: (text, glossary, file, how the line begins that the refusal points at, words of the refusal)
    "a word that nobody explains": (
        "Sign,\nor [[wait]].", GLOSSARY, MD, "or [[wait]].",
        "`wait` is marked and not explained: explain it under [word] in glossary.en.toml, or take the brackets away",
    ),
    "a word that no text marks": (
        "[[dose]] [[nose]]", GLOSSARY, WORDS, '"dream state"',
        "`dream state` is explained and marked nowhere: mark it as [[dream state]], or take it away",
    ),
    "a word twice": (ALL, f'{GLOSSARY}DOSE = "x"\n', WORDS, "DOSE", "`DOSE` stands twice; take one away"),
    "a word without a meaning": (ALL, '[word]\ndose = ""\n', WORDS, "dose", "at least 1 character"),
    "a key of another kind": (ALL, '[words]\ndose = "x"\n', WORDS, "", "Field required"),
    "a meaning with an odd brace": (
        ALL, GLOSSARY.replace("the way in", "{source: R1}"), WORDS, "Nose", "`{source: R1}` is not understood",
    ),
    "a mark in a meaning": (
        ALL, GLOSSARY.replace("the way in", "[[dose]]"), WORDS, "Nose", "a word is marked like [[placebo]]",
    ),
    "a mark in a heading": (f"### The [[dose]]\n\n{ALL}", GLOSSARY, MD, "### The", "cannot be marked in a heading"),
    "a mark in a table's head": (
        f"{ALL}\n\nTable: Ways\n\n| [[dose]] | What |\n|---|---|\n| One | Two |", GLOSSARY, MD, "| [[dose]]",
        "cannot be marked in a heading or in the head of a table",
    ),
    "a mark in a row's head": (
        f"{ALL}\n\nTable: Ways\n\n| Way | What |\n|---|---|\n| [[dose]] | Two |", GLOSSARY, MD, "| Way",
        "cannot be marked in a heading or in the head of a table",
    ),
    "a mark in a table's name": (
        f"{ALL}\n\nTable: The [[dose]]\n\n| Way | What |\n|---|---|\n| One | Two |", GLOSSARY, MD, "Table: The",
        "cannot be marked in a heading or in the head of a table",
    ),
    "a mark that a table's column tears": (
        f"{ALL}\n\nTable: Ways\n\n| Way | What |\n|---|---|\n| One | [[how much|dose]] |", GLOSSARY, MD, "| One",
        "in a table with `\\|` for `|`",
    ),
    "a mark that is never closed": (f"{ALL}\n\nThe [[dose.", GLOSSARY, MD, "The [[dose.", "a word is marked like"),
    "a mark with two bars": (f"{ALL}\n\n[[a|b|dose]]", GLOSSARY, MD, "[[a|b|dose]]", "a word is marked like"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_mark_or_a_glossary_that_cannot_be_used_is_refused_by_file_line_and_mend(
    tmp_path: Path, case: tuple[str, str, str, str, str]
) -> None:
    text, words, file, place, message = case

    with pytest.raises(FormError) as refused:
        library_of(tmp_path, text, words)

    error = refused.value
    assert message in error.message
    assert error.path == tmp_path / file
    if place:
        assert error.path.read_text(encoding="utf-8").split("\n")[error.line - 1].startswith(place)


@pytest.mark.parametrize(
    ("words", "marked"),
    [("## The second page", "## The [[dose]]"), ("I agree.", "I agree to the [[dose]].")],
    ids=["a page's title", "a statement"],
)
def test_a_mark_where_words_are_read_out_as_a_name_is_refused(
    tmp_path: Path, words: str, marked: str
) -> None:
    text = CONSENT_MD.replace(words, marked)
    with pytest.raises(FormError, match="a word is marked like"):
        read_library(write_forms(tmp_path, **{MD: text, WORDS: GLOSSARY}))


# The shipped form ----------------------------------------------------------------------------------------------------------

LEAST = {"dissociation", "off-label", "placebo", "dependence", "compounded", "esketamine"}


def test_the_shipped_form_explains_the_words_that_a_page_does_not(shipped: FormLibrary) -> None:
    form = shipped.form("ketamine-assisted-therapy", "2026.1", "en")
    assert {run.text.lower() for run in explained(form.pages)} >= LEAST


def test_a_shipped_page_explains_a_word_once(shipped: FormLibrary) -> None:
    for form in shipped.forms.values():
        for page in form.pages:
            meanings = [run.meaning for run in explained(page)]
            assert len(meanings) == len(set(meanings)), page.id


def test_every_shipped_meaning_reads_well_in_brackets(shipped: FormLibrary) -> None:
    meanings = {run.meaning for form in shipped.forms.values() for run in explained(form.pages)}
    assert [meaning for meaning in meanings if meaning.endswith(".") or "(" in meaning] == []
    assert max(len(meaning.split()) for meaning in meanings) <= 18


def test_the_glossary_is_part_of_the_forms_digest(tmp_path: Path) -> None:
    folder = write_forms(tmp_path, **{WORDS: GLOSSARY}) / "consent" / "care" / "1"
    with_words = folder_digest(folder)
    (folder / "glossary.en.toml").unlink()
    assert folder_digest(folder) != with_words
