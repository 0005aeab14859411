"""Words that have no place in a form: sales words, text that takes a right away, percentages that stand alone."""

import re
from collections.abc import Iterator, Sequence

from consentapp.authoring.drafts import Draft
from consentapp.authoring.findings import Finding
from consentapp.authoring.measures import sentences
from consentapp.authoring.passages import Passage
from consentapp.authoring.wordlists import WordLists, any_of, word_lists

NEAR = 6
"""A word this many words before another still speaks about it."""
CLAUSE = re.compile(r"[,;:]\s|\b(?:but|pero|and you|and i|y usted|y yo)\b", re.IGNORECASE)
"""Where a negation ends."""
MOST_ROUNDED = 4
"""Points by which a percentage may be rounded to a count out of 10."""
PERCENT = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d+)?)\s?(?:%|percent\b|por ciento\b)", re.IGNORECASE)
OUT_OF = {"en": "{0} in {1}", "es": "{0} de cada {1}"}


def wording_findings(draft: Draft) -> Iterator[Finding]:
    """Sales words, exculpatory text and bare percentages. An instrument's own words are left alone."""
    if not (lists := word_lists(draft.form.language)):
        return
    for passage in draft.own:
        for sentence in sentences(passage.text, lists):
            yield from _exculpatory(draft, passage, sentence, lists)
            # A wrong answer of a check may say what is not so.
            yield from _sold(draft, passage, sentence, lists) if passage.kind != "wrong" else ()
        yield from _percentages(draft, passage, lists)


def _sold(draft: Draft, passage: Passage, sentence: str, lists: WordLists) -> Iterator[Finding]:
    bare = any_of(lists.harmless_phrases).sub(lambda found: "·" * len(found[0]), sentence)
    for found in any_of(lists.sales).finditer(bare):
        if not _denied(bare[: found.start()], lists.negations, lists.false_negations):
            message = f"“{found[0]}” sells: “{_around(sentence, found)}”"
            mend = "Say what happens to how many people, good and bad with the same weight; or take the word out."
            yield Finding("error", "sales-word", draft.words_path, passage.line, message, mend)


def _exculpatory(draft: Draft, passage: Passage, sentence: str, lists: WordLists) -> Iterator[Finding]:
    for found in any_of(lists.exculpatory).finditer(sentence):
        if not _denied(sentence[: found.start()], lists.exculpatory_negations, lists.false_negations):
            message = (
                f"“{found[0]}” takes a right away or frees the clinic of blame: “{_around(sentence, found)}”"
            )
            mend = "Take it out (45 CFR 46.116(a)(6)). You may say: “Signing does not take away any of your legal rights.”"
            yield Finding("error", "exculpatory", draft.words_path, passage.line, message, mend)


def _denied(before: str, negations: Sequence[str], false_negations: Sequence[str]) -> bool:
    """Whether a negation stands near, before the word and in its clause."""
    clause = CLAUSE.split(any_of(false_negations).sub("·", before))[-1]
    near = " ".join(clause.split()[-NEAR:])
    return bool(any_of(negations).search(near))


def _percentages(draft: Draft, passage: Passage, lists: WordLists) -> Iterator[Finding]:
    for found in PERCENT.finditer(passage.text):
        message = f"“{found[0]}” stands alone; a share is easier to see as a count of people"
        mend = f"Write {_counted(float(found[1]), lists)}, and the same for those who had no treatment."
        yield Finding("warning", "percent", draft.words_path, passage.line, message, mend)


def _counted(share: float, lists: WordLists) -> str:
    """A percentage as a count of people: of 10 where that is near, or of 100, or of 1,000."""
    say = OUT_OF[lists.language].format
    tens = round(share / 10)
    if tens and abs(share - 10 * tens) <= MOST_ROUNDED:
        return f"“{say(tens, '10')}”"
    return f"“{say(round(share), '100')}”" if share.is_integer() else f"“{say(round(10 * share), '1,000')}”"


def _around(sentence: str, found: re.Match[str]) -> str:
    start, end = max(found.start() - 30, 0), found.end() + 30
    return f"{'…' if start else ''}{sentence[start:end].strip()}{'…' if end < len(sentence) else ''}"
