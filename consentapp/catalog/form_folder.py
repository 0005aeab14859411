"""One form's folder as Forms, one for each language: structure and wording joined, and checked against each other."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from consentapp.catalog.errors import FormError, line_of
from consentapp.catalog.prose import WrittenItem, WrittenPage, blocks, read_prose
from consentapp.catalog.structure import (
    FormTable,
    ItemTable,
    ItemWords,
    PageTable,
    PageWords,
    ReferenceTable,
    WhenTable,
    WordingTable,
    read_text,
    read_toml,
)
from consentapp.domain.canonical import normalised
from consentapp.domain.form import Band, EnableWhen, Form, Item, Option, Page, Rule, Score
from consentapp.domain.text import Block, ListBlock, Paragraph, Run

Words = TypeVar("Words", PageWords, ItemWords)

OPTIONAL_TYPES = ("string", "text")
CHOSEN_TYPES = ("choice", "choices", "comprehension")


def read_form_folder(folder: Path, digest: str) -> list[Form]:
    """The form in each of its languages. FormError names file, line and mend."""
    return [_Folder(folder, digest).form(language) for language in _Folder(folder, digest).table.languages]


class _Folder:
    """What is being read, so that each refusal can say where."""

    def __init__(self, folder: Path, digest: str) -> None:
        self.folder, self.digest = folder, digest
        self.path = folder / "form.toml"
        self.source = read_text(self.path)
        self.table = read_toml(self.path, FormTable)
        self._check_names()
        self._check_order()

    def form(self, language: str) -> Form:
        return self._from_prose(language) if self.table.kind == "consent" else self._from_wording(language)

    def refuse(self, needle: str, message: str) -> FormError:
        return FormError(self.path, line_of(self.source, f'"{needle}"'), message)

    def _check_names(self) -> None:
        if (self.table.id, self.table.version) != (self.folder.parent.name, self.folder.name):
            raise self.refuse(
                self.table.id,
                f"id and version must be the folder's: {self.folder.parent.name} {self.folder.name}",
            )

    def _check_order(self) -> None:
        seen: dict[str, list[str]] = {}
        for page in self.table.page:
            self._check_conditions(page.id, page.enable_when, seen)
            for item in page.item:
                if item.link_id in seen:
                    raise self.refuse(
                        item.link_id, f"the link id `{item.link_id}` stands twice; each item needs its own"
                    )
                self._check_conditions(item.link_id, item.enable_when, seen)
                seen[item.link_id] = self._codes(item)
        for rule in self.table.rule:
            self._check_conditions(rule.id, rule.when, seen)
        if self.table.score and (missing := set(self.table.score.items) - set(seen)):
            raise self.refuse(
                self.table.score.id, f"the score counts items that do not exist: {', '.join(sorted(missing))}"
            )

    def _check_conditions(self, owner: str, conditions: list[WhenTable], seen: dict[str, list[str]]) -> None:
        for condition in conditions:
            if "/" in condition.question:
                continue
            if condition.question not in seen:
                raise self.refuse(
                    owner, f"`{owner}` asks about `{condition.question}`, which does not stand before it"
                )
            codes = seen[condition.question]
            if codes and condition.operator in ("=", "!=") and condition.answer not in codes:
                raise self.refuse(
                    owner, f"`{owner}`: `{condition.answer}` is no option of `{condition.question}`"
                )

    def _codes(self, item: ItemTable) -> list[str]:
        if isinstance(item.options, list):
            return item.options
        named = self.table.option_set.get(item.options)
        if not named:
            raise self.refuse(item.options, f"there is no option set `{item.options}`")
        return named.codes

    # A consent form: prose ------------------------------------------------------------------------------------

    def _from_prose(self, language: str) -> Form:
        path = self.folder / f"{language}.md"
        title, written = read_prose(path, read_text(path))
        if [page.id for page in written] != [page.id for page in self.table.page]:
            raise self._page_mismatch(path, written)
        references = self._references()
        pages = tuple(
            self._prose_page(path, table, page) for table, page in zip(self.table.page, written, strict=True)
        )
        self._check_references(path, pages, references)
        return self._assembled(language, title, pages, references=tuple(references.items()))

    def _page_mismatch(self, path: Path, written: list[WrittenPage]) -> FormError:
        for page, table in zip(written, self.table.page, strict=False):
            if page.id != table.id:
                return FormError(
                    path, page.line, f"the page `{page.id}` stands where form.toml has `{table.id}`"
                )
        return FormError(path, 0, f"form.toml has {len(self.table.page)} pages and the prose {len(written)}")

    def _prose_page(self, path: Path, table: PageTable, written: WrittenPage) -> Page:
        tables = {item.link_id: item for item in table.item}
        found = [part.link_id for part in written.content if isinstance(part, WrittenItem)]
        if missing := [link_id for link_id in tables if link_id not in found]:
            raise FormError(
                path, written.line, f"the page `{table.id}` lacks the item `{missing[0]}` of form.toml"
            )
        content = tuple(self._written_part(path, tables, part) for part in written.content)
        return self._page(table, written.title, content)

    def _written_part(
        self, path: Path, tables: dict[str, ItemTable], part: Block | WrittenItem
    ) -> Block | Item:
        if not isinstance(part, WrittenItem):
            return part
        table = tables.get(part.link_id)
        if not table or table.type != part.type:
            raise FormError(path, part.line, f"form.toml has no {part.type} `{part.link_id}` on this page")
        words = ItemWords(text=part.label, hint=part.hint, why=part.why, option=part.options)
        return self._item(path, part.line, table, words, {})

    def _references(self) -> dict[str, str]:
        path = self.folder / "references.toml"
        return read_toml(path, ReferenceTable).reference if path.exists() else {}

    def _check_references(self, path: Path, pages: tuple[Page, ...], known: dict[str, str]) -> None:
        for page in pages:
            for key in _cited(page):
                if key not in known:
                    raise FormError(
                        path, line_of(read_text(path), key), f"`{key}` is cited but not in references.toml"
                    )

    # A screening form: wording --------------------------------------------------------------------------------

    def _from_wording(self, language: str) -> Form:
        path = self.folder / f"{language}.toml"
        words = read_toml(path, WordingTable)
        pages = tuple(self._worded_page(path, page, words) for page in self.table.page)
        return self._assembled(
            language, words.title, pages, self._rules(path, words), self._score(path, words)
        )

    def _worded_page(self, path: Path, table: PageTable, words: WordingTable) -> Page:
        page_words = self._words(path, words.page, table.id, "page")
        shared = words.option_set
        items = tuple(
            self._item(path, 0, item, self._words(path, words.item, item.link_id, "item"), shared)
            for item in table.item
        )
        return self._page(table, page_words.title, (*blocks(path, page_words.intro), *items), words.notice)

    def _words(self, path: Path, words: dict[str, Words], key: str, kind: str) -> Words:
        if key not in words:
            raise FormError(path, 0, f"there are no words for the {kind} `{key}`; add a table [{kind}.{key}]")
        return words[key]

    def _rules(self, path: Path, words: WordingTable) -> tuple[Rule, ...]:
        rules = []
        for rule in self.table.rule:
            if rule.id not in words.rule:
                raise FormError(
                    path, 0, f"there are no words for the rule `{rule.id}`; add a table [rule.{rule.id}]"
                )
            said = words.rule[rule.id]
            rules.append(
                Rule(
                    id=rule.id,
                    level=rule.level,
                    reason=said.reason,
                    patient_text=said.patient,
                    source=rule.source,
                    when=_when(rule.when),
                    behavior=rule.behavior,
                    crisis=rule.crisis,
                    holds_signing=rule.holds_signing,
                )
            )
        return tuple(rules)

    def _score(self, path: Path, words: WordingTable) -> Score | None:
        table = self.table.score
        if not table:
            return None
        if not words.score or {band.code for band in table.band} != set(words.score.band):
            raise FormError(
                path,
                line_of(read_text(path), "[score]"),
                "the score needs a label and one word for each band",
            )
        said = words.score.band
        bands = tuple(Band(band.code, said[band.code], band.lowest, band.highest) for band in table.band)
        return Score(table.id, words.score.label, tuple(table.items), bands, table.source, table.loinc)

    # Both -----------------------------------------------------------------------------------------------------

    def _assembled(
        self,
        language: str,
        title: str,
        pages: tuple[Page, ...],
        rules: tuple[Rule, ...] = (),
        score: Score | None = None,
        references: tuple[tuple[str, str], ...] = (),
    ) -> Form:
        table = self.table
        return Form(
            id=table.id,
            version=table.version,
            language=language,
            kind=table.kind,
            status=table.status,
            title=normalised(title),
            pages=pages,
            rules=rules,
            score=score,
            references=references,
            digest=self.digest,
            needs_on_call=table.needs_on_call,
            fresh_minutes=table.fresh_minutes,
        )

    def _page(
        self, table: PageTable, title: str, content: tuple[Block | Item, ...], notice: str = ""
    ) -> Page:
        return Page(
            id=table.id,
            title=normalised(title),
            content=content,
            notice=normalised(notice),
            risk=table.risk,
            offered=table.offered,
            enable_when=_when(table.enable_when),
            enable_behavior=table.enable_behavior,
        )

    def _item(
        self, path: Path, line: int, table: ItemTable, words: ItemWords, shared: dict[str, dict[str, str]]
    ) -> Item:
        options = self._options(path, line, table, words, shared)
        codes = [option.code for option in options]
        if table.type == "comprehension" and (table.correct not in codes or not words.why):
            raise FormError(
                path, line, f"`{table.link_id}` needs `correct`, one of its options, and a `why:` line"
            )
        if stray := set(table.exclusive) - set(codes):
            raise self.refuse(
                table.link_id, f"`exclusive` names codes that are no options: {', '.join(sorted(stray))}"
            )
        required = table.type not in OPTIONAL_TYPES if table.required is None else table.required
        return Item(
            link_id=table.link_id,
            type=table.type,
            label=(Run(normalised(words.text)),),
            hint=normalised(words.hint),
            options=options,
            why=normalised(words.why),
            required=required,
            exclusive=tuple(table.exclusive),
            correct=table.correct,
            before_dosing=table.before_dosing,
            role=table.role,
            enable_when=_when(table.enable_when),
            enable_behavior=table.enable_behavior,
            loinc=table.loinc,
        )

    def _options(
        self, path: Path, line: int, table: ItemTable, words: ItemWords, shared: dict[str, dict[str, str]]
    ) -> tuple[Option, ...]:
        if (table.type in CHOSEN_TYPES) != bool(table.options):
            raise self.refuse(table.link_id, f"`{table.link_id}` is a {table.type}: " + (
                "give its options" if table.type in CHOSEN_TYPES else "it takes no options"))  # fmt: skip
        codes, scores, labels = self._option_set(table, words, shared)
        if set(codes) != set(labels):
            odd = sorted(set(codes) ^ set(labels))
            raise FormError(
                path, line, f"`{table.link_id}`: these options lack a code or a wording: {', '.join(odd)}"
            )
        return tuple(
            Option(code, normalised(labels[code]), normalised(words.option_hint.get(code, "")), score)
            for code, score in zip(codes, scores, strict=True)
        )

    def _option_set(
        self, table: ItemTable, words: ItemWords, shared: dict[str, dict[str, str]]
    ) -> tuple[list[str], list[int | None], dict[str, str]]:
        if not isinstance(table.options, str):
            return table.options, [None] * len(table.options), words.option
        named = self.table.option_set[table.options]
        scores: list[int | None] = list(named.scores) or [None] * len(named.codes)
        if len(scores) != len(named.codes):
            raise self.refuse(
                table.options, f"the option set `{table.options}` needs one score for each code"
            )
        return named.codes, scores, shared.get(table.options, {}) | words.option


def _when(conditions: list[WhenTable]) -> tuple[EnableWhen, ...]:
    return tuple(EnableWhen(c.question, c.operator, c.answer) for c in conditions)


def _cited(page: Page) -> Iterable[str]:
    for block in page.content:
        parts = block.items if isinstance(block, ListBlock) else (block,)
        for part in parts:
            if isinstance(part, Paragraph) and part.evidence:
                yield from part.evidence.references
