"""A text is found again in the file that it comes from, whatever marks stand in it there."""

from pathlib import Path

from consentapp.authoring.passages import Located

PROSE = """\
# Care

A first line.

You may get a [[placebo]], or
**[[something else|dummy]]** in its place.

| One | [[how much\\|dose]] you get |
"""


def test_a_text_with_words_that_are_explained_is_found_on_its_line(tmp_path: Path) -> None:
    path = tmp_path / "en.md"
    path.write_text(PROSE, encoding="utf-8")
    located = Located(path)
    assert located.line("You may get a placebo, or something else in its place.") == 5
    assert located.line("something else in its place.") == 6
    assert located.line("how much you get") == 8
