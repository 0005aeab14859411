"""Turns the placeholder in the page into an empty signature field: tagged, named and in place before anybody seals."""

from typing import Any

import pydyf  # type: ignore[import-untyped]

from consentapp.documents.tags import Tree

SEAL_FIELD = "Seal"
PRINT_AND_LOCK = 4 + 128


def make_signature_fields(tree: Tree) -> None:
    """Every form field of the document becomes an empty signature field.

    A field that is made while sealing has no tag, and a later one would be a forbidden change.
    """
    form = tree.pdf.catalog.get("AcroForm")
    if form is None:
        return
    for key in ("NeedAppearances", "DR"):
        form.pop(key, None)
    for reference in form["Fields"]:
        _make_signature_field(tree.pdf, tree.at(reference))
    for element in tree.walk(tree.document):
        if element["S"] == "/Form":
            # In an array, the reference would count as changed when a second signature is added.
            element["K"] = element["K"][0]


def _make_signature_field(pdf: Any, field: dict[str, Any]) -> None:
    for key in ("V", "AS", "MK", "Border", "DA"):
        field.pop(key, None)
    xs, ys = sorted(field["Rect"][0::2]), sorted(field["Rect"][1::2])
    nothing = pydyf.Stream([], pydyf.Dictionary({
        "Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array((0, 0, xs[1] - xs[0], ys[1] - ys[0])),
        "Resources": pydyf.Dictionary({}),
    }))  # fmt: skip
    pdf.add_object(nothing)
    field |= {
        "FT": "/Sig", "F": PRINT_AND_LOCK, "Rect": pydyf.Array((xs[0], ys[0], xs[1], ys[1])),
        "AP": pydyf.Dictionary({"N": nothing.reference}),
    }  # fmt: skip
