"""The copy of record as HTML: what pdfs/ says, filled with a summary, and not one character of markup from data."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial
from zoneinfo import ZoneInfo

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from consentapp.documents.fonts import han_style, printable
from consentapp.domain.saying import N_, Say
from consentapp.domain.summary import Passage, Summary
from consentapp.domain.text import Block, Runs, explained
from consentapp.resources import resource_dir
from consentapp.translations import SHIPPED, Catalogues, direction, local_time, long_date, name_in

PAPERS = ("letter", "a4")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
GRADES = {
    "strong": N_("Strong evidence"),
    "moderate": N_("Moderate evidence"),
    "limited": N_("Limited evidence"),
    "very-limited": N_("Very limited evidence"),
    "": N_("Source"),
}
LEVELS = {
    "urgent": N_("Urgent"),
    "stop": N_("Stop and decide"),
    "caution": N_("Take care"),
    "info": N_("Good to know"),
}
ROLES = {
    "patient": N_("Patient"), "representative": N_("Person who signs for the patient"), "witness": N_("Witness"),
    "interpreter": N_("Interpreter"), "clinician": N_("Clinician"),
}  # fmt: skip
METHODS = {"typed": N_("Signed by typing the name"), "drawn": N_("Signed by hand on the screen")}
# A word longer than this is broken here, with a space of no width: to let the layout program find the place takes it
# seconds for two thousand letters.
LONGEST_WORD = re.compile(r"[^\s\u2E80-\uFFFF]{30}(?=[^\s\u2E80-\uFFFF])")
PAGE_OF = N_("page {number} of {count}")
"""What stands at the foot of each page, in this order in every language: the stylesheet counts."""
DIGEST = re.compile(r"[0-9a-f]{40,128}")


def summary_html(summary: Summary, phrases: Catalogues = SHIPPED) -> str:
    """One self-contained page of HTML, in the summary's language, that names nothing but `asset:` addresses.

    Refuses (ValueError) an unknown paper or a language that is no tag; ZoneInfoNotFoundError for an unknown zone.
    """
    if summary.paper not in PAPERS:
        raise ValueError(f"no such paper: {summary.paper!r}")
    if not LANGUAGE_TAG.fullmatch(summary.language):
        raise ValueError(f"not a language tag: {summary.language!r}")
    zone = ZoneInfo(summary.zone)

    def when(instant: str) -> str:
        return local_time(instant, zone, summary.language)

    template = _environment(phrases, summary.language).get_template("summary.html")
    return template.render(
        summary=summary, when=when, qr=qr_path(summary.code_address), han=han_style(repr(summary))
    )


def qr_path(text: str) -> tuple[int, str]:
    """A QR code as the side of its square, quiet zone included, and an SVG path of its dark runs."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    runs = (
        f"M{run.start()} {y}h{run.end() - run.start()}v1h-{run.end() - run.start()}z"
        for y, row in enumerate(rows)
        for run in re.finditer(rb"\x01+", row)
    )
    return len(rows), "".join(runs)


def stroke_path(strokes: tuple[tuple[tuple[int, int], ...], ...]) -> str:
    """A drawn signature as an SVG path; points outside its box of 600 by 200 are brought to the edge."""
    return "".join(_line(line) for line in strokes if line)


def _line(points: tuple[tuple[int, int], ...]) -> str:
    inside = [f"{min(max(int(x), 0), 600)} {min(max(int(y), 0), 200)}" for x, y in points]
    # A dot is a line without length: with round ends it is still seen.
    return f"M{inside[0]}L{' '.join(inside[1:] or inside)}"


def grouped(code: str) -> str:
    """A code as people read it out: groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def short(digest: str) -> str:
    """The head of a digest: enough to tell two texts apart by eye."""
    return digest[:12]


def kind(block: Block | Runs) -> str:
    """The name of a block's part in parts/blocks.html."""
    return "runs" if isinstance(block, tuple) else type(block).__name__.lower()


def side(text: str) -> str:
    """Where a text begins, by its first letter that says so: "ltr" or "rtl"."""
    strong = (unicodedata.bidirectional(character) for character in text)
    first = next((found for found in strong if found in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


class Whole(str):
    """Text that nobody sees as lines: a title, a description."""

    __slots__ = ()


def numbered(references: tuple[tuple[str, str], ...]) -> dict[str, int]:
    """The number of each reference in the printed list, by its key."""
    return {key: number for number, (key, _) in enumerate(references, start=1)}


def words_explained(passages: tuple[Passage, ...]) -> list[tuple[str, str]]:
    """The marked words of a form and their meanings, by the alphabet; a meaning stands once, with its first words."""
    first = {run.meaning: run.text for run in reversed(tuple(explained(passages)))}
    return sorted(((words, meaning) for meaning, words in first.items()), key=lambda pair: pair[0].casefold())


@cache
def _environment(phrases: Catalogues, language: str) -> Environment:
    say = phrases.say(language)
    environment = Environment(
        loader=FileSystemLoader(resource_dir("pdfs")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_written,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "grouped": grouped, "short": short, "kind": kind, "stroke_path": stroke_path, "numbered": numbered, "whole": Whole,
        "long_date": partial(long_date, language=language), "language_name": partial(name_in, reader=language),
        "explained": words_explained, "side": side,
    }  # fmt: skip
    environment.filters |= filters
    environment.globals |= {
        "_": partial(_between_tags, say), "gettext": partial(_plain, say),
        "direction": direction(language), "page_of": re.split(r"\{\w+\}", say(PAGE_OF)),
    }  # fmt: skip
    named = {"GRADES": GRADES, "LEVELS": LEVELS, "ROLES": ROLES, "METHODS": METHODS}
    environment.globals |= {
        name: {code: say(words) for code, words in table.items()} for name, table in named.items()
    }
    return environment


def _between_tags(say: Say, text: str, **values: object) -> Markup:
    """A sentence of ours with values of a summary in it, each written as `_written` does."""
    written = {name: _written(value) for name, value in values.items()}
    return escape(say(text)) % written if values else escape(say(text))


def _plain(say: Say, text: str, **values: object) -> str:
    """The same for an attribute or a title."""
    return say(text) % values if values else say(text)


def _written(value: object) -> object:
    """Every value on its way into the page; a macro's result has been through here."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    text = printable(value)
    lines = not isinstance(value, Whole) and not DIGEST.fullmatch(text)
    return LONGEST_WORD.sub("\\g<0>\u200b", text) if lines else text
