"""A language that nobody speaks, written from right to left: every letter of ours becomes a letter of Hebrew.

It shows what is not translated (Latin letters are left) and what is not mirrored, long before there is such a translation.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from consentapp.domain.form import Form, Item
from consentapp.domain.text import Heading, ListBlock, Paragraph, Runs, Table
from consentapp.translations import SHIPPED, Catalogues

LANGUAGE = "he"

LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "אבגדהוזחטיכלמנסעפצקרשתםןףץאבגדהוזחטיכלמנסעפצקרשתםןףץ",
)

PLACE = re.compile(r"(%\(\w+\)[sd]|\{[\w.]+\})")


def mirrored(words: str) -> str:
    """The words in the other letters; places to fill in stay as they are."""
    parts = PLACE.split(words)
    return "".join(part if PLACE.fullmatch(part) else part.translate(LETTERS) for part in parts)


def catalogues(folder: Path) -> Catalogues:
    """Every sentence of ours in that language, in a folder that also has the shipped ones."""
    with (SHIPPED.folder / "es" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        known = read_po(file, locale="es")
    catalog = Catalog(locale=LANGUAGE)
    for message in known:
        if message.id:
            catalog.add(message.id, _mirrored_forms(message.id, catalog.num_plurals))
    place = folder / LANGUAGE / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    return Catalogues(folder)


def _mirrored_forms(id: Any, plurals: int) -> Any:
    if isinstance(id, str):
        return mirrored(id)
    return tuple(mirrored(id[0] if n == 0 else id[1]) for n in range(plurals))


def mirrored_form(form: Form) -> Form:
    """A form in that language, with the same questions."""
    pages = tuple(
        replace(
            page,
            title=mirrored(page.title),
            notice=mirrored(page.notice),
            content=tuple(_part(part) for part in page.content),
        )
        for page in form.pages
    )
    rules = tuple(
        replace(rule, reason=mirrored(rule.reason), patient_text=mirrored(rule.patient_text))
        for rule in form.rules
    )
    return replace(form, language=LANGUAGE, title=mirrored(form.title), pages=pages, rules=rules)


def _part(part: Any) -> Any:
    match part:
        case Item():
            options = tuple(
                replace(option, label=mirrored(option.label), hint=mirrored(option.hint))
                for option in part.options
            )
            return replace(
                part,
                label=_runs(part.label),
                hint=mirrored(part.hint),
                why=mirrored(part.why),
                options=options,
            )
        case Heading() | Paragraph():
            return replace(part, runs=_runs(part.runs))
        case ListBlock():
            return replace(part, items=tuple(replace(item, runs=_runs(item.runs)) for item in part.items))
        case Table():
            return replace(
                part,
                caption=mirrored(part.caption),
                header=tuple(_runs(cell) for cell in part.header),
                rows=tuple(tuple(_runs(cell) for cell in row) for row in part.rows),
            )
        case _:
            raise TypeError(f"a block of a new kind: {part!r}")


def _runs(runs: Runs) -> Runs:
    return tuple(replace(run, text=mirrored(run.text), meaning=mirrored(run.meaning)) for run in runs)
