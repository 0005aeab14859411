"""One form's folder as Forms, one for each language."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from consentapp.catalog.differences import check_files, read_changes
from consentapp.catalog.errors import FormError, line_of
from consentapp.catalog.glossary import Glossary, read_glossary
from consentapp.catalog.items import Worded, build_item, conditions
from consentapp.catalog.prose import WrittenItem, WrittenPage, blocks, read_prose
from consentapp.catalog.source import FormSource
from consentapp.catalog.structure import (
    ItemTable,
    ItemWords,
    PageTable,
    PageWords,
    ReferenceTable,
    ScoreTable,
    WordingTable,
    read_text,
    read_toml,
)
from consentapp.catalog.translation import check_translation, read_translation
from consentapp.domain.canonical import normalised
from consentapp.domain.form import Band, Cluster, Cutoff, Form, Item, Page, Rule, Score, rule_sources
from consentapp.domain.text import Block, ListBlock, Paragraph

REFERENCE_KEY = re.compile(r"^R[0-9]+[a-z]?$")

Words = TypeVar("Words", PageWords, ItemWords)


def read_form_folder(folder: Path, digest: str) -> list[Form]:
    """The form in each of its languages. FormError names file, line and mend."""
    source = FormSource(folder, digest)
    check_files(source)
    read = _from_prose if source.table.kind == "consent" else _from_wording
    first, *others = [read(source, language) for language in source.table.languages]
    for form in others:
        check_translation(source.wording(form.language), first, form)
    return [first, *others]


# A consent form: prose --------------------------------------------------------------------------------------------


def _from_prose(source: FormSource, language: str) -> Form:
    path, glossary = source.wording(language), read_glossary(source.folder, language)
    title, written = read_prose(path, read_text(path), glossary)
    if [page.id for page in written] != [page.id for page in source.table.page]:
        raise _page_mismatch(source, path, written)
    pages = tuple(
        _prose_page(source, path, table, page) for table, page in zip(source.table.page, written, strict=True)
    )
    glossary.check_used(pages)
    references = _references(source)
    _check_references(path, pages, references)
    return _form(source, language, title, pages, references=tuple(references.items()))


def _page_mismatch(source: FormSource, path: Path, written: list[WrittenPage]) -> FormError:
    for page, table in zip(written, source.table.page, strict=False):
        if page.id != table.id:
            return FormError(path, page.line, f"the page `{page.id}` stands where form.toml has `{table.id}`")
    return FormError(path, 0, f"form.toml has {len(source.table.page)} pages and the prose {len(written)}")


def _prose_page(source: FormSource, path: Path, table: PageTable, written: WrittenPage) -> Page:
    tables = {item.link_id: item for item in table.item}
    found = set(_written_ids(written.content))
    if missing := [link_id for link_id in tables if link_id not in found]:
        raise FormError(
            path, written.line, f"the page `{table.id}` lacks the item `{missing[0]}` of form.toml"
        )
    seen: set[str] = set()
    for part in (part for part in written.content if isinstance(part, WrittenItem)):
        if part.link_id in seen:
            raise FormError(path, part.line, f"the item `{part.link_id}` stands twice; take one away")
        seen.add(part.link_id)
    content = tuple(
        _written_item(source, path, tables, part) if isinstance(part, WrittenItem) else part
        for part in written.content
    )
    return _page(table, written.title, content)


def _written_ids(content: Sequence[Block | WrittenItem]) -> list[str]:
    return [part.link_id for part in content if isinstance(part, WrittenItem)]


def _written_item(source: FormSource, path: Path, tables: dict[str, ItemTable], part: WrittenItem) -> Item:
    table = tables.get(part.link_id)
    if not table or table.type != part.type:
        raise FormError(path, part.line, f"form.toml has no {part.type} `{part.link_id}` on this page")
    words = ItemWords(text=part.label, hint=part.hint, why=part.why, option=part.options)
    return build_item(source, table, Worded(path, part.line, words, {}))


def _references(source: FormSource) -> dict[str, str]:
    path = source.folder / "references.toml"
    return read_toml(path, ReferenceTable).reference if path.exists() else {}


def _check_references(path: Path, pages: tuple[Page, ...], known: dict[str, str]) -> None:
    for key in (key for page in pages for key in _cited(page)):
        if key not in known:
            raise FormError(
                path, line_of(read_text(path), key), f"`{key}` is cited but not in references.toml"
            )


def _cited(page: Page) -> Iterable[str]:
    for block in page.content:
        parts = block.items if isinstance(block, ListBlock) else (block,)
        for part in parts:
            if isinstance(part, Paragraph) and part.evidence:
                yield from part.evidence.references


# A screening form: wording ----------------------------------------------------------------------------------------


def _from_wording(source: FormSource, language: str) -> Form:
    path, glossary = source.wording(language), read_glossary(source.folder, language)
    words, text = read_toml(path, WordingTable), read_text(path)
    pages = tuple(_worded_page(source, path, text, page, words, glossary) for page in source.table.page)
    glossary.check_used(pages)
    rules, references = _rules(source, path, words), _references(source)
    _check_sources(source, rules, references)
    scores = tuple(_score(table, path, words) for table in source.table.score)
    return _form(source, language, words.title, pages, rules, scores, tuple(references.items()))


def _worded_page(
    source: FormSource, path: Path, text: str, table: PageTable, words: WordingTable, glossary: Glossary
) -> Page:
    said = _words(path, words.page, table.id, "page")
    items = tuple(
        build_item(
            source, item, Worded(path, 0, _words(path, words.item, item.link_id, "item"), words.option_set)
        )
        for item in table.item
    )
    line = line_of(text, said.intro.split("\n", maxsplit=1)[0])
    return _page(table, said.title, (*blocks(path, said.intro, glossary, line), *items), words.notice)


def _words(path: Path, words: dict[str, Words], key: str, kind: str) -> Words:
    if key not in words:
        raise FormError(path, 0, f"there are no words for the {kind} `{key}`; add a table [{kind}.{key}]")
    return words[key]


def _rules(source: FormSource, path: Path, words: WordingTable) -> tuple[Rule, ...]:
    rules = []
    for rule in source.table.rule:
        if rule.id not in words.rule:
            message = f"there are no words for the rule `{rule.id}`; add a table [rule.{rule.id}]"
            raise FormError(path, 0, message)
        rules.append(
            Rule(
                id=rule.id,
                level=rule.level,
                reason=words.rule[rule.id].reason,
                patient_text=words.rule[rule.id].patient,
                source=rule.source,
                when=conditions(rule.when),
                behavior=rule.behavior,
                safety=rule.safety,
                holds_signing=rule.holds_signing or rule.safety == "acute",
            )
        )
    return tuple(rules)


def _check_sources(source: FormSource, rules: tuple[Rule, ...], references: dict[str, str]) -> None:
    for rule in rules:
        for key in rule_sources(rule):
            if REFERENCE_KEY.match(key) and key not in references:
                raise source.refusal(
                    rule.id, f"`{rule.id}` rests on `{key}`, which is not in references.toml"
                )


def _score(table: ScoreTable, path: Path, words: WordingTable) -> Score:
    said = words.score.get(table.id)
    if (
        not said
        or {band.code for band in table.band} != set(said.band)
        or {cluster.code for cluster in table.cluster} != set(said.cluster)
    ):
        line = line_of(read_text(path), f"[score.{table.id}]")
        raise FormError(path, line, f"[score.{table.id}] needs a label, and a word for each band and cluster")
    return Score(
        id=table.id,
        label=said.label,
        items=tuple(table.items),
        bands=tuple(Band(band.code, said.band[band.code], band.lowest, band.highest) for band in table.band),
        source=table.source,
        loinc=table.loinc,
        cutoffs=tuple(Cutoff(cutoff.at, conditions(cutoff.when)) for cutoff in table.cutoff),
        clusters=tuple(
            Cluster(c.code, said.cluster[c.code], tuple(c.items), c.at_least, c.needed) for c in table.cluster
        ),
        most_missing=table.most_missing,
    )


# Both -------------------------------------------------------------------------------------------------------------


def _form(
    source: FormSource,
    language: str,
    title: str,
    pages: tuple[Page, ...],
    rules: tuple[Rule, ...] = (),
    scores: tuple[Score, ...] = (),
    references: tuple[tuple[str, str], ...] = (),
) -> Form:
    table = source.table
    return Form(
        id=table.id,
        version=table.version,
        language=language,
        kind=table.kind,
        status=table.status,
        title=normalised(title),
        pages=pages,
        rules=rules,
        scores=scores,
        references=references,
        digest=source.digest,
        needs_on_call=table.needs_on_call,
        fresh_minutes=table.fresh_minutes,
        replaces=table.replaces,
        changes=read_changes(source, language),
        translation=read_translation(source, language),
    )


def _page(table: PageTable, title: str, content: tuple[Block | Item, ...], notice: str = "") -> Page:
    return Page(
        id=table.id,
        title=normalised(title),
        content=content,
        notice=normalised(notice),
        risk=table.risk,
        offered=table.offered,
        enable_when=conditions(table.enable_when),
        enable_behavior=table.enable_behavior,
    )
