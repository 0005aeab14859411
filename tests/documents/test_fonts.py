"""Names in nine scripts are drawn and can be copied out; a character without a font waits for the package that has it."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from consentapp.documents.errors import FontMissing
from consentapp.documents.fonts import BUILT, SCRIPTS, built_dir, han_style, package_for
from consentapp.documents.renderer import render
from consentapp.documents.summary import summary_html
from consentapp.resources import resource_dir
from tests.documents.builders import a_signature, a_summary
from tests.documents.reading import ink_of, place_of_word, squeezed, text_of

MADE_AT = "2026-11-23T18:05:06.123Z"
NAMES = {
    "Latin": "Zoë Żółć-Nguyễn Thị Ánh",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Наталія Щербачёва",
    "Arabic": "محمد عبد الرحمن",
    "Hebrew": "שירה לוי־כהן",
    "Devanagari": "अनुष्का श्रीवास्तव",
    "Chinese": "欧阳诗涵",
    "Japanese": "山田 はなこ",
    "Korean": "김하늘",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_in_its_own_script_is_drawn_and_can_be_copied_out(name: str) -> None:
    signed = a_signature(printed_name=name, method="typed", strokes=())
    bare = a_summary(patient_name=name, signatures=(signed,), screenings=(), readings=(), acknowledgments=())
    pdf = render(summary_html(bare), made_at=MADE_AT)
    text = text_of(pdf)
    assert text.count(squeezed(name)) >= 4
    assert f"{squeezed(name)}, born 4 March 1990" in text
    assert _drawn(pdf) > 60


def test_a_typed_name_that_is_not_there_leaves_its_place_empty() -> None:
    """So that the test above can fail: the place it looks at is where the name stands, and only the name."""
    signed = a_signature(printed_name="\u00a0", method="typed", strokes=())
    bare = a_summary(signatures=(signed,), screenings=(), readings=(), acknowledgments=())
    assert _drawn(render(summary_html(bare), made_at=MADE_AT)) == 0


def test_a_script_without_a_font_waits_and_names_the_package(tmp_path: Path) -> None:
    """Never a square instead of a name: the record would be wrong for ever."""
    only_ours = tmp_path / "fonts.conf"
    only_ours.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{built_dir()}</dir></fontconfig>'
    )
    for script, package in (("Japanese", "fonts-noto-cjk"), ("Arabic", "fonts-noto-core")):
        html = summary_html(a_summary(patient_name=NAMES[script], readings=(), screenings=()))
        with pytest.raises(FontMissing, match=package) as waiting:
            render(html, made_at=MADE_AT, fontconfig=only_ours)
        assert waiting.value.package == package
        assert set(waiting.value.sample) <= set(NAMES[script])


def test_each_script_has_its_package_and_ranges_in_order() -> None:
    assert package_for("م") == "fonts-noto-core"
    assert package_for("한") == "fonts-noto-cjk"
    assert package_for("\U0001f9e0") == "fonts-noto-color-emoji"
    assert package_for("\U00012000") == "fonts-noto-core"
    assert all(one.last < other.first for one, other in pairwise(SCRIPTS))


def test_the_stylesheet_names_only_fonts_that_we_build_or_know_the_package_of() -> None:
    css = (resource_dir("pdfs") / "print.css").read_text()
    assert set(re.findall(r"asset:([\w.-]+)", css)) == set(BUILT)
    fallbacks = {
        name
        for line in re.findall(r"--other-scripts: (.*);?", css)
        for name in re.findall(r'"([^"]+)"', line)
    }
    assert fallbacks <= {script.family for script in SCRIPTS}


def test_built_fonts_are_whole_files_and_not_subsets() -> None:
    """Subset files of one family make the layout program draw other letters than are written."""
    from fontTools.ttLib import TTFont

    for name in BUILT:
        with TTFont(built_dir() / name, lazy=True) as font:
            letters = font.getBestCmap()
        assert {ord(letter) for letter in "AażłęŻĄñßøéïΑωЖяđắ"} <= letters.keys(), name


def test_kana_and_hangul_tell_whose_han_is_meant() -> None:
    assert [han_style(name) for name in (NAMES["Chinese"], NAMES["Japanese"], NAMES["Korean"], "Ann")] == [
        "zh",
        "ja",
        "ko",
        "zh",
    ]


def _drawn(pdf: bytes) -> int:
    """Ink where the first signature stands: at the height of the words that say how it was made, to their right."""
    _, top = place_of_word(pdf, "typing")
    return ink_of(pdf, 376, round(top) - 18, 180, 45)
