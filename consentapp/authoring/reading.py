"""How hard a form is to read: each page, and the whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from consentapp.authoring.drafts import Draft
from consentapp.authoring.findings import Finding, Severity
from consentapp.authoring.measures import Counts, count, flesch_kincaid, inflesz, perspicuity, smog
from consentapp.authoring.measures import sentences as in_sentences
from consentapp.authoring.measures import words as in_words
from consentapp.authoring.passages import RUNNING, Passage
from consentapp.authoring.wordlists import WordLists, word_lists

TARGET_GRADE, CEILING_GRADE = 6.0, 8.0
MOST_MEAN_GRADE = 6.5
SMOG_TARGET = 8.0
PERSPICUITY_TARGET, PERSPICUITY_FLOOR = 55.0, 40.0
MOST_WORDS = 25
"""In one sentence, before it is noted."""
FEWEST_WORDS = 30
"""A page with fewer is measured with the whole form alone: one question is no sample."""

SHORTEN = "Shorten its sentences, one idea in each, and say long words with short ones."


@dataclass(frozen=True)
class PageGrade:
    """One page as measured. For Spanish the grade is the perspicuity, where more is easier."""

    page: str
    counts: Counts
    grade: float
    judged: bool


@dataclass(frozen=True)
class FormGrade:
    """A form as measured; no pages for words that nobody may change, or a language without a measure."""

    language: str
    measure: str
    pages: tuple[PageGrade, ...]
    mean: float
    smog: float | None
    why_not: str = ""
    """Why it was not measured."""


def grade(draft: Draft) -> FormGrade:
    """The grades of a form's pages and of the whole."""
    lists = word_lists(draft.form.language)
    if not draft.own:
        return _not_measured(draft, "the words are the instrument's own and must not change")
    if not lists:
        return _not_measured(draft, f"there is no measure for the language `{draft.form.language}`")
    pages = tuple(_page_grade(page, counts, lists) for page, counts in _counted(draft, lists).items())
    whole = sum((page.counts for page in pages), Counts())
    if lists.language == "es":
        return FormGrade(lists.language, "INFLESZ perspicuity", pages, perspicuity(whole), None)
    return FormGrade(lists.language, "Flesch-Kincaid grade", pages, flesch_kincaid(whole), smog(whole))


def _not_measured(draft: Draft, why: str) -> FormGrade:
    return FormGrade(draft.form.language, "", (), 0.0, None, why)


def _counted(draft: Draft, lists: WordLists) -> dict[str, Counts]:
    texts: dict[str, list[str]] = {}
    for passage in draft.own:
        texts.setdefault(passage.page, []).extend([passage.written] if passage.kind in RUNNING else [])
    return {page: count(said, lists) for page, said in texts.items()}


def _page_grade(page: str, counts: Counts, lists: WordLists) -> PageGrade:
    measured = perspicuity(counts) if lists.language == "es" else flesch_kincaid(counts)
    return PageGrade(page, counts, measured, judged=counts.words >= FEWEST_WORDS)


def reading_findings(draft: Draft) -> Iterator[Finding]:
    """Pages and forms that ask for more school than most readers have, and long sentences."""
    measured, lists = grade(draft), word_lists(draft.form.language)
    if lists and measured.pages:
        yield from _hard_pages(draft, measured)
        yield from _whole(draft, measured)
        for passage in draft.own:
            yield from _long_ones(draft, passage, lists) if passage.kind in RUNNING else ()


def _hard_pages(draft: Draft, measured: FormGrade) -> Iterator[Finding]:
    judge = _spanish if measured.language == "es" else _english
    lines = {passage.page: passage.line for passage in reversed(draft.own)}
    for page in measured.pages:
        if page.judged and (found := judge(page.grade)):
            message, line = f"page `{page.page}`: {found[1]}", lines[page.page]
            yield Finding(found[0], "reading-grade", draft.words_path, line, message, SHORTEN)


def _english(grade: float) -> tuple[Severity, str] | None:
    if grade > CEILING_GRADE:
        return "error", f"it reads at grade {grade:.1f}; the ceiling is {CEILING_GRADE:.0f}"
    if grade > TARGET_GRADE:
        return "warning", f"it reads at grade {grade:.1f}; the aim is {TARGET_GRADE:.0f}"
    return None


def _spanish(grade: float) -> tuple[Severity, str] | None:
    said = f"its perspicuity is {grade:.0f} ({inflesz(grade)})"
    if grade < PERSPICUITY_FLOOR:
        return "error", f"{said}; the floor is {PERSPICUITY_FLOOR:.0f}"
    if grade < PERSPICUITY_TARGET:
        return "warning", f"{said}; the aim is {PERSPICUITY_TARGET:.0f} or more"
    return None


def _whole(draft: Draft, measured: FormGrade) -> Iterator[Finding]:
    if measured.language == "en" and measured.mean > MOST_MEAN_GRADE:
        message = f"the whole form reads at grade {measured.mean:.1f}; the most is {MOST_MEAN_GRADE}"
        yield Finding("error", "reading-grade", draft.words_path, 0, message, SHORTEN)
    if measured.smog and measured.smog > SMOG_TARGET:
        message = f"the whole form has a SMOG grade of {measured.smog:.1f}; the aim is {SMOG_TARGET:.0f}"
        mend = "Find its words of three syllables and more, and say them with shorter ones."
        yield Finding("warning", "reading-grade", draft.words_path, 0, message, mend)


def _long_ones(draft: Draft, passage: Passage, lists: WordLists) -> Iterator[Finding]:
    for sentence in in_sentences(passage.written, lists):
        if (words := len(in_words(sentence))) > MOST_WORDS:
            line = draft.located.line(sentence, passage.line)
            message = f"a sentence of {words} words: “{sentence[:60]}…”"
            yield Finding("note", "long-sentence", draft.words_path, line, message, "Make two of it.")
