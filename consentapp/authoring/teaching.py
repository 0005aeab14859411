"""Comprehension checks: each teaches first, offers a choice, and does not give itself away."""

from collections.abc import Iterator

from consentapp.authoring.drafts import Draft
from consentapp.authoring.findings import Finding
from consentapp.domain.form import Item, Page
from consentapp.domain.text import Heading, plain

TELLING = 2
"""The right answer this many times as long as the longest wrong one gives itself away."""


def teaching_findings(draft: Draft) -> Iterator[Finding]:
    """What is wrong with the checks of a form."""
    for page in draft.form.pages:
        for place, part in enumerate(page.content):
            if isinstance(part, Item) and part.type == "comprehension":
                yield from _check(draft, page, part, place)


def _check(draft: Draft, page: Page, item: Item, place: int) -> Iterator[Finding]:
    line = draft.lines.get((page.id, plain(item.label)), 0)
    taught = any(not isinstance(part, Item | Heading) for part in page.content[:place])
    if not taught:
        message = f"the check `{item.link_id}` asks about what its page did not say before"
        yield Finding(
            "warning", "teaches-nothing", draft.words_path, line, message, "Say it above the check."
        )
    if len(item.options) < 2:
        message = f"the check `{item.link_id}` has only one answer"
        yield Finding(
            "error", "one-answer", draft.words_path, line, message, "Add a wrong answer that people believe."
        )
    right = item.option(item.correct)
    wrong = [len(option.label) for option in item.options if option.code != item.correct]
    if right and wrong and len(right.label) > TELLING * max(wrong):
        message = (
            f"the check `{item.link_id}`: its right answer is much longer than the others, which hints at it"
        )
        yield Finding(
            "note", "telling-length", draft.words_path, line, message, "Make the answers alike in length."
        )
