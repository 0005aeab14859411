"""What changed on a page, told sentence by sentence."""

from consentapp.catalog import FormLibrary
from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.changes import Change, changes, same_words, sentences
from consentapp.domain.form import Page
from consentapp.domain.shown import shown_page, shown_text
from consentapp.domain.text import Evidence, ListBlock, Paragraph, Run, Table
from tests.builders import a_page, a_paragraph, an_item

READ = "You rest for two hours."


def page(*content: object, **more: object) -> Page:
    return a_page("risks", *content, **more)


def told(*words: str) -> Page:
    return page(*(a_paragraph(paragraph) for paragraph in words))


def claim(words: str, grade: str, *keys: str) -> Paragraph:
    return Paragraph((Run(words),), Evidence(grade, keys))


def cells(*words: str) -> tuple[tuple[Run, ...], ...]:
    return tuple((Run(word),) for word in words)


# Sentences ----------------------------------------------------------------------------------------------------------


def test_a_page_that_is_as_it_was_has_no_changes() -> None:
    assert changes(told("One. Two."), told("One. Two.")) == ()


def test_a_new_sentence_is_added_alone() -> None:
    assert changes(told(READ), told(f"{READ} You do not drive.")) == (
        Change("added", now="You do not drive."),
    )


def test_a_sentence_that_went_is_removed_alone() -> None:
    assert changes(told(f"You do not drive. {READ}"), told(READ)) == (Change("removed", "You do not drive."),)


def test_a_sentence_that_was_changed_is_told_with_both_its_words() -> None:
    now = "You rest for four hours."
    assert changes(told(READ), told(now)) == (Change("changed", READ, now),)


def test_sentences_that_have_little_in_common_are_one_gone_and_one_new() -> None:
    found = changes(told("Ketamine is old."), told("Ask a friend to come with you."))
    assert {change.how for change in found} == {"removed", "added"}


def test_of_two_changed_sentences_each_stands_beside_the_one_it_was_made_from() -> None:
    old = told("You rest for two hours. The price is ten dollars today.")
    new = told("You rest for four hours. The price is twelve dollars today.")
    assert changes(old, new) == (
        Change("changed", "You rest for two hours.", "You rest for four hours."),
        Change("changed", "The price is ten dollars today.", "The price is twelve dollars today."),
    )


def test_a_sentence_that_stands_elsewhere_now_has_moved() -> None:
    found = changes(told("One is here. Two is there.", READ), told(READ, "One is here. Two is there."))
    assert {change.how for change in found} == {"moved"}


def test_a_doctor_s_title_ends_no_sentence() -> None:
    assert [found.words for found in sentences(told("Ask Dr. Okafor. She knows."))][1:] == [
        "Ask Dr. Okafor.",
        "She knows.",
    ]


def test_sentences_without_spaces_between_them_are_told_apart() -> None:
    assert changes(told("你好。再见。"), told("你好。")) == (Change("removed", "再见。"),)


def test_a_title_is_a_sentence_too() -> None:
    old, new = page(a_paragraph(READ)), a_page("risks", a_paragraph(READ))
    new = Page(new.id, "Other risks", new.content)
    assert changes(old, new)[0].before == "Risks"


# Marks --------------------------------------------------------------------------------------------------------------


def test_a_claim_that_is_better_supported_now_has_changed() -> None:
    found = changes(
        page(claim("It may help.", "limited", "R1")), page(claim("It may help.", "moderate", "R1"))
    )
    assert found == (
        Change("changed", "It may help. (limited evidence)", "It may help. (moderate evidence)"),
    )


def test_a_claim_that_rests_on_another_source_is_marked() -> None:
    found = changes(
        page(claim("It may help.", "limited", "R1")), page(claim("It may help.", "limited", "R2"))
    )
    assert [change.how for change in found] == ["marked"]


def test_words_that_are_stressed_now_are_marked() -> None:
    new = page(Paragraph((Run("You rest for "), Run("two hours", "strong"), Run("."))))
    assert [change.how for change in changes(told(READ), new)] == ["marked"]


# Tables, lists, items -----------------------------------------------------------------------------------------------


def test_a_row_of_a_table_is_read_out_with_the_words_of_its_columns() -> None:
    old = page(Table("Ways", cells("Way", "How long"), (cells("Drip", "1 hour"), cells("Spray", "2 hours"))))
    new = page(Table("Ways", cells("Way", "How long"), (cells("Drip", "1 hour"), cells("Spray", "3 hours"))))
    assert changes(old, new) == (Change("changed", "Spray. How long: 2 hours", "Spray. How long: 3 hours"),)


def test_a_point_of_a_list_that_went_is_told() -> None:
    old = page(ListBlock(False, (a_paragraph("Dizziness"), a_paragraph("Feeling sick"))))
    new = page(ListBlock(False, (a_paragraph("Dizziness"),)))
    assert changes(old, new) == (Change("removed", "Feeling sick"),)


def test_an_option_that_is_offered_now_is_told() -> None:
    old = page(an_item("route", "choice", "Which way?", "oral", "nose"))
    new = page(an_item("route", "choice", "Which way?", "oral", "nose", "drip"))
    assert changes(old, new) == (Change("added", now="Drip"),)


def test_what_a_check_teaches_is_compared_too() -> None:
    old = page(an_item("check", "comprehension", "When?", "now", "later", why="You are slower for one day."))
    new = page(an_item("check", "comprehension", "When?", "now", "later", why="You are slower for two days."))
    assert [change.how for change in changes(old, new)] == ["changed"]


def test_all_of_a_page_is_new_beside_none_and_gone_before_none() -> None:
    assert {change.how for change in changes(None, told(READ))} == {"added"}
    assert [change.before for change in changes(told(READ), None)] == ["Risks", READ]


def test_a_list_made_of_the_same_sentences_reads_the_same_and_is_not_the_same() -> None:
    old, new = told("One thing"), page(ListBlock(False, (a_paragraph("One thing"),)))
    assert changes(old, new) == ()
    assert not same_words(old, new)


# Real pages ---------------------------------------------------------------------------------------------------------


def test_every_shipped_page_comes_back_from_its_stored_text_word_for_word(shipped: FormLibrary) -> None:
    """A page of an earlier record is compared as it was stored: nothing may be lost on the way."""
    for form in shipped.forms.values():
        for found in form.pages:
            stored = shown_page(canonical_bytes(shown_text(form, found).body))
            assert same_words(stored, found), (form.id, found.id)
            assert changes(stored, found) == (), (form.id, found.id)


def test_one_word_changed_on_a_shipped_page_is_one_change(shipped: FormLibrary) -> None:
    form = shipped.forms[("ketamine-assisted-therapy", "2026.1", "en")]
    for found in form.pages:
        first = next((part for part in found.content if isinstance(part, Paragraph)), None)
        if first:
            mended = Paragraph((*first.runs[:-1], Run(first.runs[-1].text + " Ask us.")), first.evidence)
            content = tuple(mended if part is first else part for part in found.content)
            made = changes(found, Page(found.id, found.title, content, found.notice))
            assert 1 <= len(made) <= 2, (found.id, made)
