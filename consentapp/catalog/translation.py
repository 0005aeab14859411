"""A translation: on whose word it stands, and whether it says as much as the source language, part by part."""

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from pathlib import Path

from consentapp.catalog.errors import FormError
from consentapp.catalog.source import FormSource
from consentapp.catalog.structure import TranslationTable, read_bytes, read_text
from consentapp.domain.form import Form, Item, Page, Translation
from consentapp.domain.text import Block, Heading, ListBlock, Paragraph, Runs, Table, placeholders

NEEDED = {
    "machine": (),
    "human-reviewed": ("reviewer", "qualification", "date", "source_digest"),
    "official": ("source",),
}
"""What each status must name before it counts (LA-01)."""
BY_LANGUAGE = {"crisis.menu", "crisis.text_word"}
"""How a help line is reached in another language: a translation may name these where the source language does not."""

Part = Block | Item


def read_translation(source: FormSource, language: str) -> Translation | None:
    """None for the source language. FormError for a status that does not name what it rests on."""
    first = source.table.languages[0]
    if language == first:
        return None
    table = source.table.translation.get(language, TranslationTable(status="machine"))
    now = hashlib.sha256(read_bytes(source.wording(first))).hexdigest()
    return _translation(source, language, table, now)


def _translation(source: FormSource, language: str, table: TranslationTable, now: str) -> Translation:
    _check_named(source, language, table)
    if table.ours and (table.status != "official" or table.ours.status == "official"):
        message = "`ours` is for the part of an official translation that is not its owner's; leave it out"
        raise source.translation_refusal(language, message)
    ours = _translation(source, language, table.ours, now) if table.ours else None
    return Translation(**table.model_dump(exclude={"ours"}), source_now=now, ours=ours)


def _check_named(source: FormSource, language: str, table: TranslationTable) -> None:
    if missing := [name for name in NEEDED[table.status] if not getattr(table, name).strip()]:
        message = f"a {table.status} translation names its {', '.join(missing)}; add them, or write `machine`"
        raise source.translation_refusal(language, message)
    try:
        date.fromisoformat(table.date or "2000-01-01")
    except ValueError:
        message = f"`{table.date}` is no date; write the day of the review like 2026-05-31"
        raise source.translation_refusal(language, message) from None


# Part by part ---------------------------------------------------------------------------------------------------------


def check_translation(path: Path, first: Form, form: Form) -> None:
    """FormError where a translation differs from the source language in anything but its words."""
    check = _Comparison(path, first.language)
    for page, said in zip(first.pages, form.pages, strict=True):
        check.page(page, said)
    for rule, told in zip(first.rules, form.rules, strict=True):
        mark = f"[rule.{rule.id}]"
        check.same(rule.id, mark, _values(rule.patient_text), _values(told.patient_text))


class _Comparison:
    """The source language beside the file of a translation."""

    def __init__(self, path: Path, language: str) -> None:
        self.path, self.language = path, language
        self._text = read_text(path)

    def page(self, page: Page, said: Page) -> None:
        self.same(page.id, self._mark(page), _page_traits(page), _page_traits(said))
        for part, other in zip_longest(_parts(page), _parts(said)):
            self.same(page.id, self._mark(page, other), _traits(part), _traits(other), _first_words(other))

    def same(
        self, owner: str, mark: str, wanted: dict[str, str], found: dict[str, str], words: str = ""
    ) -> None:
        for trait, value in wanted.items():
            if (said := found.get(trait)) != value:
                message = f"`{owner}`: {trait} must be as in {self.language}: {value or 'none'}, not {said or 'none'}"
                raise FormError(self.path, self._line(mark, words), message)

    def _mark(self, page: Page, part: Part | None = None) -> str:
        """What stands above the words: the page's heading, or the table of a page or an item."""
        if self.path.suffix == ".md":
            return f"{{#{page.id}}}"
        return f"[item.{part.link_id}]" if isinstance(part, Item) else f"[page.{page.id}]"

    def _line(self, mark: str, words: str) -> int:
        """Where the words stand after the mark; the mark's own line when they cannot be found."""
        start = max(self._text.find(mark), 0)
        at = self._text.find(words, start)
        return self._text.count("\n", 0, max(start, at)) + 1


def _parts(page: Page) -> Iterator[Part]:
    """Blocks and items in reading order, each point of a list by itself."""
    for part in page.content:
        yield part
        if isinstance(part, ListBlock):
            yield from part.items


def _page_traits(page: Page) -> dict[str, str]:
    return {"the notice": "one" if page.notice else ""} | _values((page.title, page.notice))


def _traits(part: Part | None) -> dict[str, str]:
    """What a translation keeps of a part. Its kind is first: the rest depends on it."""
    match part:
        case None:
            return {"the text": "at its end"}
        case Heading():
            return {"the text": "a heading"} | _values(part)
        case Paragraph():
            return {"the text": "a paragraph", "the evidence": _evidence(part)} | _values(part)
        case ListBlock():
            return {"the text": f"a {'numbered ' if part.ordered else ''}list of {len(part.items)}"}
        case Table():
            size = f"a table of {len(part.header)} columns and {len(part.rows)} rows"
            return {"the text": size} | _values(part)
        case Item():
            item = f"the item {part.link_id}"
            return {"the text": item, "what is explained": _explained(part)} | _values(part)


def _values(part: object) -> dict[str, str]:
    return {"the site values": ", ".join(sorted(placeholders(part) - BY_LANGUAGE))}


def _evidence(part: Paragraph) -> str:
    return f"{part.evidence.grade} {', '.join(part.evidence.references)}".strip() if part.evidence else ""


def _explained(item: Item) -> str:
    """Hints often carry a warning: none may be lost."""
    told = {"hint": item.hint, "why": item.why} | {option.code: option.hint for option in item.options}
    return ", ".join(name for name, words in told.items() if words)


def _first_words(part: Part | None) -> str:
    """How a part begins in its file, as far as that can be looked for."""
    match part:
        case Heading(runs=runs) | Paragraph(runs=runs):
            return _opening(runs)
        case ListBlock(items=items):
            return _first_words(items[0]) if items else ""
        case Table(caption=caption):
            return caption
        case Item(link_id=link_id):
            return f" {link_id}\n"
    return ""


def _opening(runs: Runs) -> str:
    return runs[0].text[:24] if runs else ""
