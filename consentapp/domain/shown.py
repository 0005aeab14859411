"""The text of a page as one person saw it: the canonical object behind `text_digest`, and the way back."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

from consentapp.domain.canonical import Json
from consentapp.domain.form import Form, Item, Option, Page
from consentapp.domain.text import (
    Evidence,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Table,
    as_json,
    filled,
    text_digest,
)


@dataclass(frozen=True)
class ShownText:
    """The text of one page as one person saw it: what `text_digest` is the digest of."""

    form: str
    version: str
    language: str
    page: str
    body: Json
    digest: str


def shown_text(form: Form, page: Page) -> ShownText:
    """The canonical object of a page with the site's values in it."""
    whole: Json = {"form": form.id, "version": form.version, "language": form.language, "page": as_json(page)}
    return ShownText(form.id, form.version, form.language, page.id, whole, text_digest(whole))


def text_shown(body: bytes) -> ShownText:
    """What a stored text is the text of. ValueError, KeyError or TypeError for bytes that are none."""
    whole = json.loads(body)
    return ShownText(
        whole["form"], whole["version"], whole["language"], whole["page"]["id"], whole, text_digest(whole)
    )


SHOWN = {
    kind.__name__.lower(): kind
    for kind in (Page, Item, Option, Heading, Paragraph, ListBlock, Table, Run, Evidence)
}


def shown_page(body: bytes) -> Page:
    """The page that a stored text holds, word for word: its blocks and items, without what nobody is shown.

    ValueError or KeyError for bytes that are no such text.
    """
    page = _restored(json.loads(body)["page"])
    if not isinstance(page, Page):
        raise ValueError("this text is not a page")
    return page


def _restored(node: Any) -> Any:
    if isinstance(node, list):
        return tuple(_restored(part) for part in node)
    if not isinstance(node, dict):
        return node
    kind: Any = SHOWN[node["kind"]]
    given = {name: _restored(value) for name, value in node.items() if name != "kind"}
    # Empty parts are left out of a text: put back what a part must have.
    needed = (part for part in fields(kind) if part.name not in given and part.default is MISSING)
    return kind(**{part.name: "" if part.type in (str, "str") else () for part in needed}, **given)


def for_site(form: Form, values: Mapping[str, str]) -> Form:
    """The form as one site shows it, each page with its digest. KeyError names a value that the site has not set."""
    there = filled(form, values)
    pages = tuple(replace(page, text_digest=shown_text(there, page).digest) for page in there.pages)
    return replace(there, pages=pages)
