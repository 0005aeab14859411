"""The catalogues hold every sentence of ours, and dates and names are said as their readers say them."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from consentapp.resources import PACKAGE, resource_dir
from consentapp.translations import (
    SHIPPED,
    SOURCE,
    direction,
    local_time,
    long_date,
    name_in,
    own_name,
    reviewed,
)

SCRIPT = PACKAGE.parent / ".ci" / "translations.py"

SPANISH = SHIPPED.folder / "es" / "LC_MESSAGES" / "messages.po"

NOT_LITERAL = re.compile(r"""(?<![\w.])(?:_|gettext|ngettext)\((?!")""")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """`.ci/translations.py`, as a module."""
    spec = importlib.util.spec_from_file_location("ci_translations", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def doctored(folder: Path, old: str, new: str) -> Path:
    """The Spanish catalogue with one change, in a folder of its own."""
    place = folder / "es" / "LC_MESSAGES"
    place.mkdir(parents=True)
    text = SPANISH.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (place / "messages.po").write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_every_sentence_of_ours_is_said_in_spanish(script: ModuleType) -> None:
    assert list(script.complaints(SHIPPED.folder)) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgstr "Guardar y seguir"', 'msgstr ""', "is not translated"),
        ('msgid "Save and go on"', '#, fuzzy\nmsgid "Save and go on"', "is marked fuzzy"),
        ('msgid "Save and go on"', 'msgid "Save and go"', "is not in the catalogue"),
        ('msgid "Save and go on"', 'msgid "Save and go"', "nobody says 'Save and go' any more"),
        ('msgstr "Guardar y seguir"', 'msgstr "<b>Guardar</b> y seguir"', "holds markup"),
        ('msgstr "Hola, %(name)s"', 'msgstr "Hola, %(nombre)s"', "does not fit"),
        ('msgstr "página {number} de {count}"', 'msgstr "{count} páginas, {number}"', "in another order"),
        ('msgstr[1] "Dejó %(num)d preguntas en blanco"', 'msgstr[1] ""', "is not translated"),
    ],
)
def test_a_catalogue_that_lacks_or_breaks_a_sentence_is_told_so(
    script: ModuleType, tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    said = list(script.complaints(doctored(tmp_path, old, new)))

    assert any(complaint in line for line in said), said


def test_what_is_compiled_is_what_stands_in_the_catalogue() -> None:
    """When this fails: `make assets`."""
    with SPANISH.open("rb") as file:
        written = {message.id: message.string for message in read_po(file, locale="es") if message.id}
    compiled = SHIPPED.of("es")
    assert compiled

    stale = [
        id
        for id, string in written.items()
        if (compiled.gettext(id) if isinstance(id, str) else compiled.ngettext(*id, 1))
        != (string if isinstance(string, str) else string[0])
    ]

    assert stale == []


def test_templates_translate_nothing_but_their_own_words() -> None:
    """What is translated is taken for safe HTML: it may never be somebody's data."""
    found = [
        f"{path.name}:{number}"
        for folder in ("templates", "pdfs")
        for path in sorted(resource_dir(folder).rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if NOT_LITERAL.search(line)
    ]

    assert found == []


def test_a_language_without_a_catalogue_stops_the_start_and_names_the_mend(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="`make assets`"):
        SHIPPED.that_speak(("en", "fr"))

    assert SHIPPED.that_speak(("en", "es")) is SHIPPED


def test_a_region_is_served_by_its_language_s_catalogue() -> None:
    assert SHIPPED.say("es-MX")("Save and go on") == "Guardar y seguir"


def test_what_a_catalogue_does_not_know_is_said_as_it_is_written() -> None:
    assert SHIPPED.say("es")("Nobody ever wrote this.") == "Nobody ever wrote this."
    assert SHIPPED.say("es")("") == ""
    assert SHIPPED.say("fr")("Save and go on") == "Save and go on"


def test_the_spanish_catalogue_is_not_reviewed_and_says_so() -> None:
    assert reviewed(SOURCE)
    assert not reviewed("es")


def test_a_day_and_a_time_are_written_as_their_reader_writes_them() -> None:
    zone = ZoneInfo("America/New_York")

    assert long_date("1990-03-04", "en") == "4 March 1990"
    assert long_date("1990-03-04", "es") == "4 de marzo de 1990"
    assert local_time("2026-11-23T22:48:06.123Z", zone, "en") == "23 November 2026, 17:48 (UTC-05:00)"
    assert local_time("2026-11-23T22:48:06.123Z", zone, "es") == "23 de noviembre de 2026, 17:48 (UTC-05:00)"


@pytest.mark.parametrize(
    ("language", "own", "in_english", "runs"),
    [
        ("es", "Español", "Spanish", "ltr"),
        ("ht", "Kreyòl Ayisyen", "Haitian Creole", "ltr"),
        ("ar", "العربية", "Arabic", "rtl"),
        ("zz", "Zz", "zz", "ltr"),
    ],
)
def test_a_language_has_its_own_name_and_direction(
    language: str, own: str, in_english: str, runs: str
) -> None:
    assert (own_name(language), name_in(language, "en"), direction(language)) == (own, in_english, runs)
