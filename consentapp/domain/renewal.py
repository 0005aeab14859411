"""Asking again after a new version: which pages still stand, and what the patient is told before any other page.

What is told is one canonical text, the notice: the authors' words on each new version, the pages that come again, and
on each page the sentences that are not as they were. It is shown first, and each page shows its own part of it again.
Its bytes are kept once in `text` and its digest stands in the fact `changes.read`, as a page's do, so `verify` proves
it like any page. A page cannot be reached unless the notice in force is the one that was read: so a page needs no
second digest, and what stood in its box is proven by the same fact.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from consentapp.domain.canonical import Json
from consentapp.domain.changes import Change, changes, same_words
from consentapp.domain.facts.walk import IntakeSigned, PageAnswered
from consentapp.domain.form import Form, Forms, Page
from consentapp.domain.intake import Intake
from consentapp.domain.response import Answers, enabled_pages, page_enabled
from consentapp.domain.shown import ShownText
from consentapp.domain.stops import WHAT_CHANGED
from consentapp.domain.text import Block, as_json, text_digest

Texts = Mapping[str, Page]
"""Pages as they were shown, by the digest of their text."""

NO_TEXTS: Texts = {}

Was = PageAnswered | IntakeSigned
"""A page that was read, and under which text."""


@dataclass(frozen=True)
class PageChange:
    """A page that is not as it was when the patient signed."""

    form: str
    page: str
    title: str
    why: Literal["changed", "new", "gone", "language"]
    """"language": asked again because it was read in another one; its sentences cannot be compared."""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Explained:
    """An author's own words on what a version changed."""

    form: str
    version: str
    words: tuple[Block, ...]


@dataclass(frozen=True)
class Notice:
    """What changed since a signature, in the patient's language."""

    since: str
    """When the earlier record was signed."""
    explained: tuple[Explained, ...]
    pages: tuple[PageChange, ...]

    def of(self, form: str, page: str) -> PageChange | None:
        return next((change for change in self.pages if (change.form, change.page) == (form, page)), None)


def stands(was: Was, read: Page | None, form: Form, page: Page) -> bool:
    """Whether what was read then is what stands on a page now. `read`: its words then, None when they are not at hand.

    The words of another version count when none has changed; an answer, not an acknowledgment, also counts under the
    same version's words in another language.
    """
    if was.text_digest == page.text_digest:
        return True
    if was.language == form.language:
        return read is not None and same_words(read, page)
    return read is not None and was.version == form.version and not page.affirms


class Before:
    """What a patient read before they signed: pages, versions, words."""

    def __init__(self, earlier: Intake, at_hand: Forms, texts: Texts = NO_TEXTS) -> None:
        named = (step.partition("@") for step in earlier.opened.steps if "@" in step)
        self.versions = {form: version for form, _, version in named}
        self.read: dict[tuple[str, str], Was] = {key: told.fact for key, told in earlier.pages.items()}
        if signed := earlier.signed:
            self.read[(signed.fact.form, signed.fact.page)] = signed.fact
        self.at_hand, self.texts = at_hand, texts

    def forms(self, form: str) -> list[Form]:
        """A form in the version that was signed, in each language; none where there was no such form."""
        return [found for key, found in self.at_hand.items() if key[:2] == (form, self.versions.get(form))]


def afresh(forms: Sequence[Form], before: Before) -> tuple[str, ...]:
    """Forms whose earlier answers count for nothing in a renewal: those about this very day."""
    signed = [found for form in before.versions for found in before.forms(form)]
    return tuple(sorted({form.id for form in (*forms, *signed) if form.fresh_minutes}))


def notice_of(earlier: Intake, forms: Sequence[Form], before: Before, answers: Answers) -> Notice:
    """What changed between a signed intake and these forms, for a patient with these answers.

    ValueError for an intake that nobody signed.
    """
    if not earlier.signed:
        raise ValueError("only what was signed can be asked again")
    fresh = afresh(forms, before)
    asked = [form for form in forms if form.id not in fresh]
    pages = [
        change
        for form in asked
        for page in enabled_pages(form, answers)
        if (change := _change(form, page, before, answers))
    ]
    explained = (found for form in asked for found in _explained(form, before))
    return Notice(earlier.signed.at, tuple(explained), (*pages, *_gone(forms, fresh, before)))


def notice_text(intake: Intake, notice: Notice) -> ShownText:
    """The notice as it is kept and digested, beside the pages."""
    packet, version, language = intake.opened.packet, intake.opened.packet_version, intake.language
    whole: Json = {"packet": packet, "version": version, "language": language, "notice": as_json(notice)}
    return ShownText(packet, version, language, WHAT_CHANGED, whole, text_digest(whole))


def _change(form: Form, page: Page, before: Before, answers: Answers) -> PageChange | None:
    was = before.read.get((form.id, page.id))
    if was is None:
        new = _is_new(form, page, before, answers)
        return PageChange(form.id, page.id, page.title, "new") if new else None
    read = before.texts.get(was.text_digest)
    if stands(was, read, form, page):
        return None
    if was.language != form.language:
        return PageChange(form.id, page.id, page.title, "language")
    return PageChange(form.id, page.id, page.title, "changed", changes(read, page))


def _is_new(form: Form, page: Page, before: Before, answers: Answers) -> bool:
    """Whether this patient had no such page. One that was there for them and not read was asked in person."""
    if form.id not in before.versions:
        return True
    signed = before.forms(form.id)
    there = [(old, found) for old in signed if (found := old.page(page.id))]
    return bool(signed) and not any(page_enabled(old, found, answers) for old, found in there)


def _gone(forms: Sequence[Form], fresh: Sequence[str], before: Before) -> Iterator[PageChange]:
    here = {(form.id, page.id) for form in forms for page in form.pages}
    for (form, page), was in before.read.items():
        if (form, page) not in here and form not in fresh and was.text_digest in before.texts:
            yield PageChange(form, page, before.texts[was.text_digest].title, "gone")


def _explained(form: Form, before: Before) -> tuple[Explained, ...]:
    """The authors' words on every version after the one that was signed, the oldest first.

    None where `replaces` does not lead back to it: they would tell of changes from some other text.
    """
    signed = before.versions.get(form.id)
    found: list[Explained] = []
    later: Form | None = form
    while later and later.version != signed and len(found) < len(before.at_hand):
        found.append(Explained(later.title, later.version, later.changes))
        if later.replaces == signed:
            return tuple(words for words in reversed(found) if words.words)
        later = before.at_hand.get((form.id, later.replaces, form.language))
    return ()
