"""Mends the structure tree that the layout program writes, so that a screen reader meets the text as it is meant."""

from collections.abc import Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]

Element = dict[str, Any]
# What may hold marked text itself; a wrapper that says nothing is opened into one of these.
TEXT_HOLDERS = frozenset(
    [
        "/P",
        "/H1",
        "/H2",
        "/H3",
        "/H4",
        "/H5",
        "/LBody",
        "/Lbl",
        "/TD",
        "/TH",
        "/Caption",
        "/Span",
        "/NonStruct",
    ]
)
WRAPPERS = frozenset({"/Span", "/NonStruct"})
MEANINGFUL = frozenset({"A", "ID", "Alt"})
POINTS_PER_PIXEL = 0.75


class Tree:
    """The structure tree of a PDF that is about to be written."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        root = self.at(pdf.catalog["StructTreeRoot"])
        self.root = root
        self.document = self.at(root["K"][0])
        self.numbers: list[Any] = self.at(root["ParentTree"])["Nums"]

    def at(self, reference: bytes) -> Element:
        """The object that a reference such as `12 0 R` names."""
        found: Element = self.pdf.objects[int(reference.split()[0])]
        return found

    def kids(self, element: Element) -> Iterator[Element]:
        """The elements under an element, without marked content and annotations."""
        held = element["K"] if isinstance(element["K"], list) else [element["K"]]
        for kid in held:
            if isinstance(kid, bytes) and self.at(kid).get("Type") == "/StructElem":
                yield self.at(kid)

    def walk(self, element: Element) -> Iterator[Element]:
        """An element and all below it, in reading order."""
        yield element
        for kid in self.kids(element):
            yield from self.walk(kid)

    def owners(self, page: int) -> list[Any]:
        """For each piece of marked content of a page, the element that owns it."""
        owners: list[Any] = self.numbers[2 * page + 1]
        return owners


def mend(tree: Tree) -> None:
    """All repairs, on the tree and on the streams of its pages."""
    _margins_become_artifacts(tree)
    _open_wrappers(tree, tree.document)
    for element in tree.walk(tree.document):
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if _stands_in_head(tree, element) else "/Row"
        if element["S"] == "/Figure":
            element["A"]["BBox"] = _in_points(element["A"]["BBox"], tree.at(element["Pg"])["MediaBox"][3])
    tree.root["ParentTreeNextKey"] = len(tree.numbers) // 2


def _margins_become_artifacts(tree: Tree) -> None:
    """Running heads repeat on each page: whoever listens to a document must not hear them in the midst of a sentence."""
    reached = {element.number for element in tree.walk(tree.document)}  # type: ignore[attr-defined]
    for page, reference in enumerate(tree.pdf.page_references):
        owners = tree.owners(page)
        lost = {mark for mark, owner in enumerate(owners) if int(owner.split()[0]) not in reached}
        _mark_as_artifacts(tree.at(tree.at(reference)["Contents"]), lost)
        owners[:] = ["null" if mark in lost else owner for mark, owner in enumerate(owners)]


def _mark_as_artifacts(page: Any, marks: set[int]) -> None:
    parts = page.stream
    for i, part in enumerate(parts):
        if isinstance(part, dict) and part.get("MCID") in marks:
            parts[i - 1] = b"/Artifact"
            parts[i] = pydyf.Dictionary({"Type": "/Pagination"})


def _open_wrappers(tree: Tree, element: Element) -> None:
    """One element a line of text says nothing, and breaks sentences for a reader: its text goes to what holds it."""
    for kid in tree.kids(element):
        _open_wrappers(tree, kid)
    if element["S"] in TEXT_HOLDERS and isinstance(element["K"], list):
        element["K"] = pydyf.Array(_opened(tree, element))


def _opened(tree: Tree, element: Element) -> Iterator[Any]:
    for held in element["K"]:
        kid = tree.at(held) if isinstance(held, bytes) else {}
        if kid.get("S") in WRAPPERS and kid["Pg"] == element["Pg"] and _is_plain(kid):
            for mark in kid["K"]:
                tree.owners(tree.pdf.page_references.index(kid["Pg"]))[mark] = element.reference  # type: ignore[attr-defined]
                yield mark
        else:
            yield held


def _is_plain(element: Element) -> bool:
    return not MEANINGFUL & element.keys() and all(isinstance(held, int) for held in element["K"])


def _stands_in_head(tree: Tree, cell: Element) -> bool:
    return bool(tree.at(tree.at(cell["P"])["P"])["S"] == "/THead")


def _in_points(box: list[float], page_height: float) -> Any:
    """From pixels counted from the top to points counted from the bottom."""
    left, top, right, bottom = (POINTS_PER_PIXEL * side for side in box)
    return pydyf.Array((left, page_height - bottom, right, page_height - top))
