"""Makes one table again of what the layout program tagged as a table per page, so that a reader's place in it is kept."""

from collections.abc import Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]

from consentapp.documents.tags import Element, Tree


def join_tables(tree: Tree, document: Any) -> None:
    """The rows of a continued table go to its beginning; the head that is printed again belongs to no table."""
    begun: dict[Any, Element] = {}
    for page in document.pages:
        for box in _tables(page._page_box):  # noqa: SLF001 - the only link between the page and its tags
            table = _element(tree, box)
            if table is None:
                continue
            if box.element in begun:
                _continue(tree, begun[box.element], table)
            else:
                begun[box.element] = table


def _tables(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if getattr(child, "is_table_wrapper", False):
            yield child
        yield from _tables(child)


def _element(tree: Tree, box: Any) -> Element | None:
    """The tag of a table: cells remember their own, and the table stands three above."""
    cell = next(_cells(box), None)
    if cell is None:
        return None
    element: Element = cell.mark
    while element["S"] != "/Table":
        element = tree.at(element["P"])
    return element


def _cells(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if hasattr(child, "mark"):
            yield child
        else:
            yield from _cells(child)


def _continue(tree: Tree, first: Element, more: Element) -> None:
    if not _parts(tree, first, "/THead"):
        _adopt_head(tree, first, more)
    names = dict(zip(_head_names(tree, more), _heads(tree, first), strict=False))
    body = _parts(tree, first, "/TBody")[-1]
    for part in _parts(tree, more, "/TBody"):
        for row in tree.kids(part):
            _move(row, body, len(body["K"]))
            _rename_heads(tree, row, names)
    tree.at(more["P"])["K"].remove(more.reference)  # type: ignore[attr-defined]


def _adopt_head(tree: Tree, first: Element, more: Element) -> None:
    """Above a row as tall as a page no head is printed: the table then has the one of its next page."""
    for head in _parts(tree, more, "/THead")[:1]:
        _move(head, first, len(_parts(tree, first, "/Caption")))


def _move(part: Element, parent: Element, place: int) -> None:
    part["P"] = parent.reference  # type: ignore[attr-defined]
    parent["K"].insert(place, part.reference)  # type: ignore[attr-defined]


def _rename_heads(tree: Tree, row: Element, names: dict[str, Any]) -> None:
    for cell in tree.kids(row):
        heads = cell["A"].get("Headers", ())
        if heads:
            cell["A"]["Headers"] = pydyf.Array(names.get(head.string, head) for head in heads)


def _head_names(tree: Tree, table: Element) -> list[str]:
    return [name.string for name in _heads(tree, table)]


def _heads(tree: Tree, table: Element) -> list[Any]:
    """The names of the cells of a table's head, by column."""
    heads = _parts(tree, table, "/THead")
    return [cell["ID"] for row in (tree.kids(heads[0]) if heads else ()) for cell in tree.kids(row)]


def _parts(tree: Tree, table: Element, kind: str) -> list[Element]:
    return [part for part in tree.kids(table) if part["S"] == kind]
