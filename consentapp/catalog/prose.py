"""Markdown to blocks: a small, closed part of CommonMark in which nothing can run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from consentapp.catalog.errors import FormError
from consentapp.catalog.glossary import Glossary, marked_word
from consentapp.domain.canonical import normalised
from consentapp.domain.text import (
    Block,
    Evidence,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Runs,
    Table,
    explained,
    plain,
)

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
MARKDOWN.inline.ruler.before("link", "marked_word", marked_word)
STYLES = {"strong_open": "strong", "em_open": "emphasis", "strong_close": "", "em_close": ""}
GRADES = ("strong", "moderate", "limited", "very-limited")
EVIDENCE = re.compile(r"\{(?:evidence:\s*(?P<grade>[a-z-]+)\s*;|source:)\s*(?P<keys>[A-Za-z0-9, ]+)\}\s*$")
MARK = re.compile(r"\{(?![a-z]+\.[a-z_]+\})")
"""A brace that opens no site value."""
CAPTION = re.compile(r"^Table:\s*(.+)$")
PAGE_ID = re.compile(r"([a-z][a-z0-9-]*)\}")
ITEM = re.compile(r"^:::\s*(?P<type>[a-z]+)\s+(?P<link_id>[a-z][a-z0-9-]*)\s*$")
OPTION = re.compile(r"^-\s+(?P<code>[a-z0-9][a-z0-9-]*):\s+(?P<label>.+)$")


@dataclass
class WrittenItem:
    """An item as its author wrote it."""

    type: str
    link_id: str
    line: int
    label: str = ""
    hint: str = ""
    why: str = ""
    options: dict[str, str] = field(default_factory=dict)


@dataclass
class WrittenPage:
    id: str
    title: str
    line: int
    content: list[Block | WrittenItem] = field(default_factory=list)


def read_prose(path: Path, source: str, glossary: Glossary) -> tuple[str, list[WrittenPage]]:
    """The title and the pages of a consent form's Markdown. FormError names file, line and mend."""
    title, start = "", 1
    pages: list[WrittenPage] = []
    waiting: list[str] = []
    lines = iter(enumerate(normalised(source).split("\n"), 1))

    def close() -> None:
        if pages:
            pages[-1].content.extend(blocks(path, "\n".join(waiting), glossary, start))
        elif any(text.strip() for text in waiting):
            raise FormError(
                path, start, "text stands before the first page; begin a page with `## Title {#id}`"
            )
        waiting.clear()

    for number, text in lines:
        if page := _page_heading(text):
            close()
            check_marks(path, number, page[1])
            pages.append(WrittenPage(*page, number))
        elif (top := _heading(text, "#")) and not pages:
            title = top
        elif text.startswith(":::"):
            close()
            if not pages:
                raise FormError(path, number, "an item stands before the first page")
            pages[-1].content.append(_item(path, number, text, lines))
        else:
            start = start if waiting else number
            waiting.append(text)
    close()
    if not title:
        raise FormError(path, 1, "the form has no title; begin with `# Title`")
    return title, pages


def _heading(text: str, marks: str) -> str:
    """The words of a heading of that level; "" for another line. No pattern: those are slow on a line of spaces."""
    rest = text.removeprefix(marks)
    return rest.strip() if rest != text and rest[:1].isspace() else ""


def _page_heading(text: str) -> tuple[str, str] | None:
    """(id, title) of a line `## Title {#id}`."""
    title, _, mark = _heading(text, "##").rpartition("{#")
    found = PAGE_ID.fullmatch(mark)
    return (found[1], title.rstrip()) if found and title.strip() else None


def blocks(path: Path, source: str, glossary: Glossary, first_line: int = 1) -> tuple[Block, ...]:
    """Markdown as blocks. FormError for links, images, HTML, code, quotes: none has a place on paper."""
    if "<" in source:
        line = first_line + source[: source.index("<")].count("\n")
        raise FormError(path, line, "`<` is not allowed: write the words, there is no HTML in a form")
    reader = _Reader(path, first_line, glossary, list(MARKDOWN.parse(normalised(source))))
    return tuple(reader.blocks())


def check_marks(path: Path, line: int, text: str) -> None:
    """FormError for a brace, or the brackets of a marked word, that would reach a patient as they are."""
    if "[[" in text or "]]" in text:
        raise FormError(
            path, line, "a word is marked like [[placebo]] in a paragraph, a list or a table's cell, in a table with `\\|`"
            " for `|`; nowhere else",
        )  # fmt: skip
    if found := MARK.search(text):
        odd = text[found.start() : found.start() + 60].partition("}")[0] + "}"
        raise FormError(
            path, line, f"`{odd}` is not understood: write a value like {{clinic.phone}}, or a mark like {{source: R1}} at the"
            " end of a paragraph",
        )  # fmt: skip


class _Reader:
    """Walks markdown-it's tokens once, from left to right."""

    def __init__(self, path: Path, first_line: int, glossary: Glossary, tokens: list[Token]) -> None:
        self.path, self.first_line, self.glossary, self.tokens = path, first_line, glossary, tokens
        self.at = 0

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        caption = ""
        while self.at < len(self.tokens):
            block = self._block(caption)
            captioned = isinstance(block, Paragraph) and CAPTION.match(plain(block.runs))
            if captioned:
                self._check_unmarked(block, self.tokens[self.at - 2])
                caption = captioned[1]
            else:
                found.append(block)
                caption = ""
        return found

    def _block(self, caption: str) -> Block:
        token = self._take()
        match token.type:
            case "heading_open" if token.tag == "h3":
                return Heading(self._heading(token))
            case "paragraph_open":
                return self._paragraph()
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token.type)
            case "table_open":
                return self._table(caption, token)
        raise self._refusal(token)

    def _heading(self, opened: Token) -> Runs:
        heading = self._paragraph()
        if heading.evidence:
            raise FormError(
                self.path, self._line(opened), "a mark on a heading is not understood; put it on a paragraph"
            )
        self._check_unmarked(heading.runs, opened)
        return heading.runs

    def _list(self, opened: str) -> ListBlock:
        items: list[Paragraph] = []
        while (token := self._take()).type != opened.replace("_open", "_close"):
            if token.type == "paragraph_open":
                items.append(self._paragraph())
            elif token.type not in ("list_item_open", "list_item_close"):
                raise self._refusal(token)
        return ListBlock(ordered=opened.startswith("ordered"), items=tuple(items))

    def _table(self, caption: str, opened: Token) -> Table:
        if not caption:
            raise FormError(self.path, self._line(opened), "a table needs a line `Table: caption` above it")
        rows: list[list[Runs]] = []
        while (token := self._take()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._runs(token))
                check_marks(self.path, self._line(token), plain(rows[-1][-1]))
        self._check_unmarked((*rows[0], *(row[0] for row in rows[1:])), opened)
        return Table(caption, tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))

    def _paragraph(self) -> Paragraph:
        inline = self._take()
        self._take()
        runs = self._runs(inline)
        at = runs[-1].text.rfind("{") if runs else -1
        mark = EVIDENCE.match(runs[-1].text, at) if at >= 0 else None
        if not mark:
            check_marks(self.path, self._line(inline), plain(runs))
            return Paragraph(runs)
        grade = mark["grade"] or ""
        if grade and grade not in GRADES:
            raise FormError(
                self.path, self._line(inline), f"`{grade}` is no grade; use one of {', '.join(GRADES)}"
            )
        last = replace(runs[-1], text=runs[-1].text[:at].rstrip())
        check_marks(self.path, self._line(inline), plain((*runs[:-1], last)))
        keys = tuple(key.strip() for key in mark["keys"].split(",") if key.strip())
        return Paragraph(tuple(run for run in (*runs[:-1], last) if run.text), Evidence(grade, keys))

    def _runs(self, inline: Token) -> Runs:
        runs: list[Run] = []
        style = ""
        for part in inline.children or []:
            if part.type in STYLES:
                style = STYLES[part.type]
            elif part.type == "marked_word":
                runs.append(Run(part.content, style, self._meaning(part, inline)))
            elif part.type in ("text", "softbreak", "text_special"):
                runs.append(Run(" " if part.type == "softbreak" else part.content, style))
            else:
                raise self._refusal(part, inline)
        return _joined(runs)

    def _meaning(self, marked: Token, inline: Token) -> str:
        word, line = marked.meta["word"], self._line(inline) + marked.meta["line"]
        meaning = self.glossary.meaning(self.path, line, word)
        check_marks(self.glossary.path, self.glossary.lines[word.casefold()], meaning)
        return meaning

    def _check_unmarked(self, text: object, near: Token) -> None:
        """What names a part is read out by itself, again and again: no place for a word that opens."""
        if marked := next(explained(text), None):
            message = (
                f"`{marked.text}` cannot be marked in a heading or in the head of a table, a row or a column"
            )
            raise FormError(self.path, self._line(near), f"{message}; mark it in the text")

    def _take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _line(self, token: Token) -> int:
        return self.first_line + (token.map[0] if token.map else 0)

    def _refusal(self, token: Token, near: Token | None = None) -> FormError:
        kind = token.type.removesuffix("_open").replace("_", " ")
        return FormError(
            self.path,
            self._line(near or token),
            f"a {kind} has no place here; use paragraphs, ### headings, lists, tables",
        )


def _joined(runs: list[Run]) -> Runs:
    """Neighbours of one style as one run; words that are explained stand alone."""
    joined: list[Run] = []
    for run in (run for run in runs if run.text):
        if joined and not run.meaning and joined[-1] == replace(run, text=joined[-1].text):
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)


def _item(path: Path, number: int, opening: str, lines: Iterator[tuple[int, str]]) -> WrittenItem:
    head = ITEM.match(opening)
    if not head:
        raise FormError(path, number, "begin an item with `::: type link-id` and end it with `:::`")
    item = WrittenItem(head["type"], head["link_id"], number)
    for at, text in lines:
        if text.strip() == ":::":
            return item
        _item_line(path, at, text.strip(), item)
    raise FormError(path, number, f"the item `{item.link_id}` is never closed; end it with a line `:::`")


def _item_line(path: Path, number: int, text: str, item: WrittenItem) -> None:
    if option := OPTION.match(text):
        if option["code"] in item.options:
            raise FormError(path, number, f"the option `{option['code']}` stands twice")
        item.options[option["code"]] = option["label"]
    elif text.startswith("hint:"):
        item.hint = text.removeprefix("hint:").strip()
    elif text.startswith("why:"):
        item.why = text.removeprefix("why:").strip()
    elif text and item.why:
        item.why = f"{item.why} {text}"
    elif text:
        item.label = f"{item.label} {text}".strip()
