"""The catalogues: gettext files, one folder a language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from consentapp.domain.saying import Say, Sentence, as_written
from consentapp.resources import PACKAGE

SOURCE = "en"
"""What our sentences are written in."""

CATALOGUES = PACKAGE / "translations"

REVIEWED: frozenset[str] = frozenset({SOURCE})
"""Languages in which a qualified translator has read every sentence of ours. A language is added here with the commit that
names the translator, after their last change; a change of its catalogue takes it out."""


def reviewed(language: str) -> bool:
    """Whether somebody who is qualified to vouches for our own sentences in this language."""
    return language in REVIEWED


@dataclass(frozen=True)
class Catalogues:
    """Implements `ports.Phrasebook`."""

    folder: Path = CATALOGUES

    def that_speak(self, languages: Iterable[str]) -> "Catalogues":
        """Itself. FileNotFoundError, naming the mend, for a language that has no catalogue here: nobody is shown half a page."""
        for language in languages:
            if language != SOURCE and not self.of(language):
                raise FileNotFoundError(
                    f"The pages are not in {language!r}: {self.folder} has no compiled catalogue of it. In a checkout,"
                    " `make assets` compiles what is there; otherwise take the language out of `languages`."
                )
        return self

    def say(self, language: str) -> Say:
        found = self.of(language)
        return _saying(found) if found else as_written

    def of(self, language: str) -> Translations | None:
        """The sentences in a language; None when there is no catalogue. `pt` serves for `pt-BR`."""
        return _loaded(self.folder, language)


SHIPPED = Catalogues()
"""Those that come with the program."""


def _saying(found: Translations) -> Say:
    def say(text: str, many: str = "", number: int = 1, /) -> str:
        if isinstance(text, Sentence):
            return text.said(say)
        if many:
            return str(found.ngettext(text, many, number))
        # The empty sentence is where gettext keeps a catalogue's own head.
        return str(found.gettext(text)) if text else ""

    return say


@cache
def _loaded(folder: Path, language: str) -> Translations | None:
    found: NullTranslations = Translations.load(folder, [language.replace("-", "_")])
    return found if isinstance(found, Translations) else None
