"""Claims of a consent form: each has its grade or its source, and each reference is used."""

import re
from collections.abc import Iterator

from consentapp.authoring.drafts import Draft
from consentapp.authoring.findings import Finding
from consentapp.authoring.passages import Passage
from consentapp.authoring.wordlists import WordLists, any_of, word_lists
from consentapp.catalog.errors import line_of
from consentapp.catalog.structure import read_text
from consentapp.domain.form import rule_sources

SHARE = re.compile(r"\b\d+ (?:in|out of|of|de cada) (?:every )?\d+\b|\d\s?%", re.IGNORECASE)
CLAIMING = ("paragraph", "list")


def claim_findings(draft: Draft) -> Iterator[Finding]:
    """Claims without a grade or source, and references that nothing cites."""
    lists = word_lists(draft.form.language)
    if lists and draft.form.kind == "consent":
        for passage in draft.passages:
            if passage.kind in CLAIMING and not passage.evidence and (word := _claim(passage, lists)):
                message = f"this says something about “{word}” and gives neither grade nor source: “{passage.text[:60]}…”"
                mend = "End it with {evidence: GRADE; R1} or {source: R1}, or say it without a claim."
                yield Finding("warning", "no-source", draft.words_path, passage.line, message, mend)
    yield from _unused(draft)


def _claim(passage: Passage, lists: WordLists) -> str:
    """The words that make it a claim; "" for none. What asks, or opens a list, claims nothing."""
    text = any_of(lists.no_claims).sub("·", passage.text.rstrip())
    if text.endswith(("?", ":")):
        return ""
    counted = rf"\b\d[\d,.]* (?:{'|'.join(lists.counted)})\b"
    found = any_of(lists.claims).search(text) or SHARE.search(text)
    found = found or re.search(counted, text, re.IGNORECASE)
    return found[0] if found else ""


def _unused(draft: Draft) -> Iterator[Finding]:
    cited = {key for p in draft.passages if p.evidence for key in p.evidence.references}
    cited |= {key for rule in draft.form.rules for key in rule_sources(rule)}
    path = draft.folder / "references.toml"
    for key, _ in draft.form.references:
        if key not in cited:
            line = line_of(read_text(path), f"{key} =")
            message, mend = (
                f"the reference `{key}` is cited nowhere",
                "Cite it where it belongs, or take it out.",
            )
            yield Finding("note", "unused-reference", path, line, message, mend)
