"""Which font prints which script, which Debian package brings it, and what no font can ever print."""

import unicodedata
from pathlib import Path
from typing import NamedTuple

import consentapp

# Whole TTF files, one per weight and style: subset files of one family make the layout program draw wrong glyphs.
BUILT = (
    "SourceSans3-Regular.ttf",
    "SourceSans3-It.ttf",
    "SourceSans3-Semibold.ttf",
    "SourceSerif4-Semibold.ttf",
    "SourceSerif4-It.ttf",
)

CORE = "fonts-noto-core"
CJK = "fonts-noto-cjk"
EMOJI = "fonts-noto-color-emoji"


class Script(NamedTuple):
    """A range of code points and the family that print.css falls back to for it."""

    first: int
    last: int
    family: str
    package: str


SCRIPTS = (
    Script(0x0000, 0x052F, "Noto Sans", CORE),
    Script(0x0530, 0x058F, "Noto Sans Armenian", CORE),
    Script(0x0590, 0x05FF, "Noto Sans Hebrew", CORE),
    Script(0x0600, 0x06FF, "Noto Sans Arabic", CORE),
    Script(0x0700, 0x074F, "Noto Sans Syriac", CORE),
    Script(0x0750, 0x077F, "Noto Sans Arabic", CORE),
    Script(0x0780, 0x07BF, "Noto Sans Thaana", CORE),
    Script(0x08A0, 0x08FF, "Noto Sans Arabic", CORE),
    Script(0x0900, 0x097F, "Noto Sans Devanagari", CORE),
    Script(0x0980, 0x09FF, "Noto Sans Bengali", CORE),
    Script(0x0A00, 0x0A7F, "Noto Sans Gurmukhi", CORE),
    Script(0x0A80, 0x0AFF, "Noto Sans Gujarati", CORE),
    Script(0x0B00, 0x0B7F, "Noto Sans Oriya", CORE),
    Script(0x0B80, 0x0BFF, "Noto Sans Tamil", CORE),
    Script(0x0C00, 0x0C7F, "Noto Sans Telugu", CORE),
    Script(0x0C80, 0x0CFF, "Noto Sans Kannada", CORE),
    Script(0x0D00, 0x0D7F, "Noto Sans Malayalam", CORE),
    Script(0x0D80, 0x0DFF, "Noto Sans Sinhala", CORE),
    Script(0x0E00, 0x0E7F, "Noto Sans Thai", CORE),
    Script(0x0E80, 0x0EFF, "Noto Sans Lao", CORE),
    Script(0x0F00, 0x0FFF, "Noto Serif Tibetan", CORE),
    Script(0x1000, 0x109F, "Noto Sans Myanmar", CORE),
    Script(0x10A0, 0x10FF, "Noto Sans Georgian", CORE),
    Script(0x1100, 0x11FF, "Noto Sans CJK KR", CJK),
    Script(0x1200, 0x139F, "Noto Sans Ethiopic", CORE),
    Script(0x13A0, 0x13FF, "Noto Sans Cherokee", CORE),
    Script(0x1780, 0x17FF, "Noto Sans Khmer", CORE),
    Script(0x1800, 0x18AF, "Noto Sans Mongolian", CORE),
    Script(0x2E80, 0x303F, "Noto Sans CJK SC", CJK),
    Script(0x3040, 0x30FF, "Noto Sans CJK JP", CJK),
    Script(0x3100, 0x312F, "Noto Sans CJK SC", CJK),
    Script(0x3130, 0x318F, "Noto Sans CJK KR", CJK),
    Script(0x3190, 0x9FFF, "Noto Sans CJK SC", CJK),
    Script(0xA960, 0xA97F, "Noto Sans CJK KR", CJK),
    Script(0xAC00, 0xD7FF, "Noto Sans CJK KR", CJK),
    Script(0xF900, 0xFAFF, "Noto Sans CJK SC", CJK),
    Script(0xFB1D, 0xFB4F, "Noto Sans Hebrew", CORE),
    Script(0xFB50, 0xFDFF, "Noto Sans Arabic", CORE),
    Script(0xFE30, 0xFE4F, "Noto Sans CJK SC", CJK),
    Script(0xFE70, 0xFEFF, "Noto Sans Arabic", CORE),
    Script(0xFF00, 0xFFEF, "Noto Sans CJK SC", CJK),
    Script(0x1F000, 0x1FAFF, "Noto Color Emoji", EMOJI),
    Script(0x20000, 0x3FFFF, "Noto Sans CJK SC", CJK),
)

# Unassigned, private, half a pair, controls; and the marks that reorder other people's letters on the page.
UNPRINTABLE = frozenset({"Cn", "Co", "Cs", "Cc"})
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def built_dir() -> Path:
    """Where `make assets` puts the whole TTF files."""
    return Path(consentapp.__file__).parent / "static" / "built" / "fonts"


def package_for(character: str) -> str:
    """The Debian package whose fonts carry a character; what no range names is looked for in fonts-noto-core."""
    code = ord(character)
    return next((script.package for script in SCRIPTS if script.first <= code <= script.last), CORE)


def printable(text: str) -> str:
    """The text with a visible mark for each character that no font prints or that would hide what is written."""
    return "".join(map(_printed, text))


def han_style(text: str) -> str:
    """Whose Han is meant, "ja", "ko" or "zh": one code point is drawn differently in each; kana or hangul tell."""
    if any("\u3040" <= character <= "\u30ff" for character in text):
        return "ja"
    if any("\uac00" <= character <= "\ud7ff" for character in text):
        return "ko"
    return "zh"


def _printed(character: str) -> str:
    if character in "\n\t":
        return character
    hidden = character in REORDERING or unicodedata.category(character) in UNPRINTABLE
    return REPLACEMENT if hidden else character
