"""Two versions of a form, as a clinician reads them."""

import re
import shutil
from pathlib import Path

import pytest

from consentapp.authoring.comparing import Change, changes, in_words
from consentapp.authoring.drafts import read_drafts
from consentapp.authoring.outline import Section, outline
from tests.catalog.folders import FILES, SHORT, write_forms


def told(tmp_path: Path, *replaced: tuple[str, str, str]) -> dict[str, tuple[str, ...]]:
    """What a reader is told when these texts of the usual folder are replaced: title to lines."""
    old, new = write_forms(tmp_path / "old"), write_forms(tmp_path / "new")
    for name, before, after in replaced:
        path = new / SHORT[name]
        assert before in path.read_text(encoding="utf-8")
        path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    form = "care@1" if replaced[0][0].startswith("care") else "health@1"
    return {change.title: change.lines for change in changes(sections(old, form), sections(new, form))}


def sections(folder: Path, form: str) -> tuple[Section, ...]:
    drafts = read_drafts(folder)
    assert drafts.refusals == ()
    (draft,) = drafts.named(form)
    return outline(draft.form, drafts.questions("en"))


def test_changed_words_are_marked_inside_their_sentence(tmp_path: Path) -> None:
    assert told(tmp_path, ("care.md", "It **may** help.", "It **will never** help.")) == {
        "Page “The first page”": ("It [-may-]{+will never+} help. (evidence moderate: R1, R2)",)
    }


def test_a_sentence_added_and_one_removed_stand_alone(tmp_path: Path) -> None:
    lines = told(tmp_path, ("care.md", "Call {clinic.phone}.", "Eat nothing before you come."))[
        "Page “The first page”"
    ]

    assert lines == ("[-Call {clinic.phone}.-]", "{+Eat nothing before you come.+}")


@pytest.mark.parametrize(
    ("name", "before", "after", "title", "line"),
    [
        ("care.md", "- yes: Yes", "- yes: Yes, always", "Page “The first page”", "Answer: Yes{+, always+}"),
        (
            "care.md",
            "why: It may help.",
            "why: It can help.",
            "Page “The first page”",
            "wrong answer: It [-may-]{+can+} help",
        ),
        (
            "care.md",
            "moderate; R1",
            "limited; R1",
            "Page “The first page”",
            "(evidence [-moderate-]{+limited+}: R1, R2)",
        ),
        (
            "care.md",
            "| Nose | One hour |",
            "| Nose | Two hours |",
            "Page “The first page”",
            "Nose | [-One hour-]{+Two hours+}",
        ),
        (
            "care.toml",
            'correct = "no"',
            'correct = "yes"',
            "Page “The first page”",
            "Answer: Yes{+ (right)+}",
        ),
        ("care.toml", "risk = true", "risk = false", "Page “The first page”", "[-A page of risks"),
        (
            "health.toml",
            'level = "stop"',
            'level = "caution"',
            "Rule H1",
            "Level: [-stop until a clinician decides-]{+caution+}",
        ),
        ("health.toml", 'answer = "no"', 'answer = "yes"', "Rule H1", "“Is it treated?” is “[-No-]{+Yes+}”"),
        (
            "health.en",
            "An untreated heart.",
            "A treated heart.",
            "Rule H1",
            "Reason: [-An untreated-]{+A treated+} heart.",
        ),
        (
            "health.en",
            'patient = "A clinician',
            'patient = "Your clinician',
            "Rule H1",
            "patient: [-A-]{+Your+} clinician",
        ),
        ("health.toml", "highest = 1 }", "highest = 0 }", "Score “Total”", "Band: Mild, 0 to [-1-]{+0+}"),
        (
            "health.en",
            '"Is your heart ill?"',
            '"Is your heart weak?"',
            "Page “Your heart”",
            "heart [-ill-]{+weak+}?",
        ),
        (
            "health.toml",
            "scores = [0, 3]",
            "scores = [1, 3]",
            "Page “Your mood”",
            "Never ([-0 points-]{+1 point+})",
        ),
        (
            "health.en",
            'notice = "Free to use."',
            'notice = "Free."',
            "Page “Your heart”",
            "Notice: Free[- to use-].",
        ),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_whatever_a_reader_would_notice_is_told(
    tmp_path: Path, name: str, before: str, after: str, title: str, line: str
) -> None:
    replaced = [(name, before, after)]
    if title == "Score “Total”":
        replaced.append((name, "lowest = 2", "lowest = 1"))

    lines = told(tmp_path, *replaced)[title]

    assert [said for said in lines if line in said], lines


def test_a_condition_on_another_form_is_told_in_that_forms_words(tmp_path: Path) -> None:
    lines = told(tmp_path, ("care.toml", 'answer = "yes" }]', 'answer = "no" }]'))["Page “The second page”"]

    assert lines == ("Shown when “Is your heart ill?” is “[-Yes-]{+No+}”",)


def test_two_versions_in_one_folder_are_each_told_in_their_own_words(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)
    newer = folder / "screening/health/2"
    shutil.copytree(folder / "screening/health/1", newer)
    for name, before, after in (
        ("form.toml", 'version = "1"', 'version = "2"'),
        ("en.toml", "Is your heart ill?", "Is it weak?"),
    ):
        (newer / name).write_text((newer / name).read_text().replace(before, after))

    old, new = sections(folder, "health@1"), sections(folder, "health@2")

    assert "Is it weak?" not in repr(old)
    assert "Is your heart ill?" not in repr(new)


def test_pages_that_changed_places_are_told_in_both_orders(tmp_path: Path) -> None:
    first, second = (Section(f"page {n}", f"Page “{n}”", (n,)) for n in ("one", "two"))

    (change,) = changes((first, second), (second, first))

    assert change == Change(
        "Order of pages", ("[-Before: Page “one”, Page “two”-]", "{+Now: Page “two”, Page “one”+}")
    )


def test_a_new_page_and_one_that_was_taken_away_are_told_whole() -> None:
    old = (Section("page a", "Page “A”", ("Old.",)), Section("page c", "Page “C”", ("Same.",)))
    new = (Section("page b", "Page “B”", ("New.",)), Section("page c", "Page “C”", ("Same.",)))

    assert changes(old, new) == (
        Change("Page “A”: taken away", ("[-Old.-]",)),
        Change("Page “B”: new", ("{+New.+}",)),
    )


def test_two_versions_alike_have_no_change(tmp_path: Path) -> None:
    drafts = sections(write_forms(tmp_path), "care@1")

    assert changes(drafts, drafts) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b c", "a x c"),
        ("", "new"),
        ("old", ""),
        ("{clinic.phone} now", "{clinic.hours} now"),
        ("one  two", "one two"),
    ],
)
def test_the_marks_hold_both_texts_whole(old: str, new: str) -> None:
    marked = in_words(old, new)

    assert re.sub(r"\[-(.*?)-\]", r"\1", re.sub(r"\{\+.*?\+\}", "", marked)) == old
    assert re.sub(r"\{\+(.*?)\+\}", r"\1", re.sub(r"\[-.*?-\]", "", marked)) == new


def test_nothing_that_a_reader_is_told_is_toml(tmp_path: Path) -> None:
    lines = [
        line
        for form in ("care@1", "health@1")
        for part in sections(write_forms(tmp_path), form)
        for line in part.lines
    ]

    assert [line for line in lines if "link_id" in line or "enable_" in line or " = " in line] == []
    assert len(lines) > len(FILES)
