"""Topics that a main consent form speaks about, and that it is told to when it does not."""

import re
import shutil
from pathlib import Path

import pytest

from consentapp.authoring.drafts import read_drafts
from consentapp.authoring.rubric import Topic, main_consents, topics
from consentapp.authoring.wordlists import any_of
from consentapp.resources import resource_dir
from tests.authoring.folders import consent, found

MAIN = "consent/ketamine-assisted-therapy/2026.1"
LINE = re.compile(r"(- [a-z0-9-]+: |)(.*?)( \{#[a-z-]+\}|)")
"""A line of prose: the code of an option, the words, the id of a page."""
EXPLAINED = re.compile(r"\[\[([^\[\]|]+)(?:\|[^\[\]|]+)?\]\]")
"""A word that the glossary explains: what it means is said to nobody who does not ask."""
NAME = "ketamine-assisted-therapy@2026.1"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(resource_dir("forms"), tmp_path_factory.mktemp("shipped") / "forms"))


def alone(folder: Path, language: str) -> Path:
    """The shipped main consent by itself, in one language."""
    shutil.copytree(resource_dir("forms") / MAIN, folder / MAIN)
    structure = folder / MAIN / "form.toml"
    text = re.sub(r"(?s)\[translation\.es\].*?(?=\[\[page)", "", structure.read_text(encoding="utf-8"))
    structure.write_text(re.sub(r"languages = .*", f'languages = ["{language}"]', text), encoding="utf-8")
    return folder


def named(topic: Topic) -> str:
    return topic.id


def test_the_shipped_consent_speaks_about_every_topic(shipped: Path) -> None:
    assert found(shipped, "missing-topic") == []


@pytest.mark.parametrize("topic", topics(), ids=named)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_consent_that_never_uses_the_words_of_a_topic_lacks_it(
    tmp_path: Path, topic: Topic, language: str
) -> None:
    folder = alone(tmp_path, language)
    words = folder / MAIN / f"{language}.md"
    whole = EXPLAINED.sub(r"\1", words.read_text(encoding="utf-8"))
    least = min(topic.words[language], key=lambda group: len(any_of(group).findall(whole)))
    words.write_text(without(whole, least), encoding="utf-8")

    missing = found(folder, "missing-topic", NAME)

    assert topic.title.lower() in " ".join(finding.message for finding in missing)
    assert {finding.severity for finding in missing} == {"error"}
    assert topic.mend in [finding.mend for finding in missing]


def without(text: str, phrases: tuple[str, ...]) -> str:
    """The prose with these phrases blotted out, and its structure left alone."""
    return "\n".join(line if line.startswith(":::") else blotted(line, phrases) for line in text.split("\n"))


def blotted(line: str, phrases: tuple[str, ...]) -> str:
    opening, words, page_id = LINE.fullmatch(line).groups()  # type: ignore[union-attr]
    return f"{opening}{any_of(phrases).sub('it', words)}{page_id}"


def test_every_topic_is_known_in_english_and_spanish_and_says_its_source_and_mend() -> None:
    assert len(topics()) >= 25
    assert [t.id for t in topics() if not (t.words.keys() >= {"en", "es"} and t.source and t.mend)] == []


def test_a_consent_without_the_crisis_line_is_told_which_value_is_missing(tmp_path: Path) -> None:
    (finding,) = found(consent(tmp_path, "Call us."), "missing-value")

    assert finding.severity == "error"
    assert "{crisis.call}" in finding.message


def test_the_words_of_a_wrong_answer_and_of_a_blank_to_fill_in_are_no_topic(tmp_path: Path) -> None:
    folder = consent(tmp_path, "[Say who touches whom, and that sexual touch is never part of care.]")

    titles = " ".join(finding.message for finding in found(folder, "missing-topic"))

    assert "sexual touch" in titles


def test_of_a_packet_only_the_longest_consent_is_held_to_the_rubric(shipped: Path) -> None:
    assert {draft.name for draft in main_consents(read_drafts(shipped))} == {NAME}


def test_a_new_version_is_held_to_the_rubric_as_the_one_in_the_packet_is(
    shipped: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "forms"
    shutil.copytree(shipped, folder)
    for form, version in (("signing", "1"), ("ketamine-assisted-therapy", "2026.1")):
        newer = folder / f"consent/{form}/2027"
        shutil.copytree(folder / f"consent/{form}/{version}", newer)
        structure = newer / "form.toml"
        structure.write_text(structure.read_text().replace(f'version = "{version}"', 'version = "2027"'))

    names = {draft.name for draft in main_consents(read_drafts(folder))}

    assert names == {NAME, "ketamine-assisted-therapy@2027"}


def test_a_screening_form_is_held_to_no_rubric(shipped: Path) -> None:
    assert found(shipped, "missing-topic", "health-history@2026.1") == []
