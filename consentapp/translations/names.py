"""What a language is called by those who speak it, and which way it is written."""

from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError

from consentapp.translations.catalogues import SOURCE


@cache
def locale_of(language: str) -> Locale:
    """The locale of a tag such as `es` or `pt-BR`; that of English for one that Babel does not know."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(SOURCE)


def own_name(language: str) -> str:
    """`Español`."""
    name = name_in(language, language)
    return name[:1].upper() + name[1:]


def name_in(language: str, reader: str) -> str:
    """A language as a reader of another one calls it: `Spanish`, `inglés`. A tag that nobody knows stays as it is."""
    found = locale_of(language)
    known = str(found) == language.replace("-", "_")
    return (known and found.get_display_name(locale_of(reader))) or language


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Which way its lines run."""
    return "rtl" if locale_of(language).text_direction == "rtl" else "ltr"
