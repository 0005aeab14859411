"""Which topics a packet's main consent form leaves out."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from consentapp.authoring.drafts import Draft, Drafts
from consentapp.authoring.findings import Finding
from consentapp.authoring.wordlists import any_of

RUBRIC = Path(__file__).parent / "rubric.toml"
CRISIS_VALUE = "{crisis.call}"

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Topic:
    """One topic, and the words by which it is recognised in each language."""

    id: str
    title: str
    source: str
    mend: str
    words: Mapping[str, Groups]


@cache
def topics() -> tuple[Topic, ...]:
    """The rubric, in its order."""
    found = tomllib.loads(RUBRIC.read_text(encoding="utf-8"))["topic"]
    return tuple(_topic(table) for table in found)


def _topic(table: dict[str, object]) -> Topic:
    said = {name: str(table.pop(name)) for name in ("id", "title", "source", "mend")}
    words = {language: tuple(map(tuple, groups)) for language, groups in table.items()}  # type: ignore[call-overload]
    return Topic(words=words, **said)


def main_consents(drafts: Drafts) -> tuple[Draft, ...]:
    """Each packet's longest consent form, and every consent form that no packet asks for; in all their versions."""
    consents = [draft for draft in drafts.drafts if draft.form.kind == "consent"]
    packets = [{step.form for step in packet.step} for packet in drafts.packets]
    longest = {_longest([draft for draft in consents if draft.form.id in packet]) for packet in packets}
    beside = set().union(*packets) - longest
    return tuple(draft for draft in consents if draft.form.id not in beside)


def _longest(drafts: Sequence[Draft]) -> str:
    """The id of the form with the most pages; "" of none."""
    return max(((len(draft.form.pages), draft.form.id) for draft in drafts), default=(0, ""))[1]


def rubric_findings(draft: Draft) -> Iterator[Finding]:
    """Topics that the form does not speak about, and the crisis line when it is missing."""
    language = draft.form.language.partition("-")[0]
    pages = _pages(draft)
    for topic in topics():
        groups = topic.words.get(language)
        if groups and not any(_speaks(text, groups) for text in pages):
            message = f"nothing is said about: {topic.title.lower()} ({topic.source})"
            yield Finding("error", "missing-topic", draft.words_path, 0, message, topic.mend)
    if not any(CRISIS_VALUE in text for text in pages):
        message = f"the form never says whom to call in a crisis: {CRISIS_VALUE} is missing"
        mend = "Write on the page that says whom to call: “Thoughts of suicide? Call {crisis.call}.”"
        yield Finding("error", "missing-value", draft.words_path, 0, message, mend)


def _pages(draft: Draft) -> list[str]:
    """The words of each page. A wrong answer speaks about nothing."""
    texts: dict[str, list[str]] = {}
    for passage in draft.passages:
        texts.setdefault(passage.page, []).extend([passage.written] if passage.kind != "wrong" else [])
    return [" \n".join(said) for said in texts.values()]


def _speaks(text: str, groups: Groups) -> bool:
    return all(any_of(group).search(text) for group in groups)
