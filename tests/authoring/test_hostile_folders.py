"""Whatever stands in a forms folder, its author is told in words: never a trace, never an endless wait."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consentapp.authoring.check import check
from consentapp.authoring.report import as_data, as_text
from consentapp.catalog import FormError
from consentapp.catalog.structure import MOST_BYTES
from tests.authoring.folders import consent, found
from tests.catalog.folders import SHORT, write_forms

NOBODY = 65534


def put(name: str, content: bytes | str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        path = folder / SHORT[name]
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    return write


def in_place(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    def replace(folder: Path) -> None:
        path = folder / SHORT[name]
        path.unlink()
        make(path)

    return replace


def changed(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / SHORT[name]
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def moved_out(folder: Path) -> None:
    here = folder / "consent/care/1"
    here.rename(folder.parent / "elsewhere")
    here.symlink_to(folder.parent / "elsewhere")


PAGE = "## The first page {#first}"
NASTY: dict[str, Callable[[Path], None]] = {
    "arrays inside arrays": put("care.toml", "a = " + "[" * 100_000 + "]" * 100_000),
    "tables inside tables": put("care.toml", "a = " + "{a=" * 5_000 + "1" + "}" * 5_000),
    "a key of a thousand parts": put("care.toml", ".".join("a" * 3_000) + " = 1"),
    "a number without end": put("care.toml", "fresh_minutes = " + "9" * 10_000),
    "a huge structure": put("care.toml", "#" * (MOST_BYTES + 1)),
    "a huge prose": put("care.md", "#" * (MOST_BYTES + 1)),
    "a huge id": changed("care.toml", 'id = "care"', f'id = "{"a" * 500_000}"'),
    "UTF-16": put("care.md", "# Care".encode("utf-16")),
    "Latin-1": put("health.en", 'title = "Sí"'.encode("latin-1")),
    "a byte order mark": put("care.toml", b"\xef\xbb\xbfid = 1"),
    "NUL in the structure": changed("care.toml", 'id = "care"', 'id = "ca\0re"'),
    "a lone surrogate": put("health.en", b'title = "\xed\xa0\x80"'),
    "an empty structure": put("care.toml", ""),
    "an empty prose": put("care.md", ""),
    "a folder for a structure": in_place("care.toml", Path.mkdir),
    "a folder for a prose": in_place("care.md", Path.mkdir),
    "a folder for a packet": in_place("packet", Path.mkdir),
    "a pipe for a prose": in_place("care.md", os.mkfifo),
    "a link to nowhere": in_place("care.md", lambda path: path.symlink_to("nowhere")),
    "a link to itself": in_place("care.md", lambda path: path.symlink_to(path)),
    "a link to a secret": in_place("care.md", lambda path: path.symlink_to("/etc/passwd")),
    "a link to a device": in_place("care.md", lambda path: path.symlink_to("/dev/zero")),
    "a form that stands elsewhere": moved_out,
    "a language that climbs out": changed("care.toml", '["en"]', '["../../../secret"]'),
    "a circle of conditions": changed(
        "care.toml", '{ question = "health/heart"', '{ question = "sign"'
    ),
    "an option set that is not there": changed("health.toml", 'options = "yes-no"', 'options = "none"'),
    "a reference to a missing source": changed("care.md", "{source: R1}", "{source: R99}"),
    "a block that is never closed": changed("care.md", "I agree.\n:::", "I agree."),
    "quotes inside quotes": changed("care.md", PAGE, f"{PAGE}\n\n" + ">" * 5_000 + " deep"),
    "lists inside lists": changed(
        "care.md", PAGE, PAGE + "\n\n" + "\n".join("  " * depth + "- a" for depth in range(300))
    ),
    "open brackets": changed("care.md", PAGE, f"{PAGE}\n\n" + "[" * 50_000 + "](x)"),
    "open braces": changed("care.md", PAGE, f"{PAGE}\n\n" + "{" * 100_000),
    "a table of a million cells": changed(
        "care.md", PAGE, f"{PAGE}\n\n" + "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "|b|\n" * 1000
    ),
    "a script": changed("care.md", "Sign, or not.", "<script>alert(1)</script>"),
    "a picture": changed("care.md", "Sign, or not.", "![x](http://example.org/x.png)"),
}  # fmt: skip


@pytest.mark.parametrize("spoil", NASTY.values(), ids=NASTY)
def test_what_cannot_be_read_is_a_finding_in_words(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = write_forms(tmp_path / "forms")
    spoil(folder)

    report = check(folder)

    assert report.unread, "nothing was found"
    assert all(finding.message and finding.mend for finding in report.unread)
    assert "\n".join(as_text(report))
    assert as_data(report)["counts"]["error"] >= 1


def test_one_form_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)
    put("care.toml", "id = ")(folder)

    report = check(folder)

    assert [form.draft.form.id for form in report.forms] == ["health"]
    assert [finding.path for finding in report.unread] == [folder / SHORT["care.toml"]]


def test_several_forms_that_cannot_be_read_are_all_named(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)
    put("care.toml", "id = ")(folder)
    put("health.en", "title = 1")(folder)
    put("packet", "step = 1")(folder)

    assert {finding.path.name for finding in check(folder).unread} == {"form.toml", "en.toml", "care.toml"}


CALM = {
    "a line of spaces": "a" + " " * 200_000 + "b",
    "a title of spaces": "### a" + " " * 200_000 + "b",
    "a paragraph of many lines": "a\n" * 20_000,
    "stars and lines": "*a _b " * 10_000,
    "backslashes": "\\" * 50_000,
    "a word without end": "a" * 200_000,
    "a sentence without end": "word " * 40_000,
    "dots": "A. " * 40_000,
    "numbers": "9" * 100_000,
    "signs of every kind": "\u202e\u200b\u0301\U0001f600 \ufeff",
    "no sense": "%s $(id) ../.. '; DROP TABLE --",
}  # fmt: skip


@pytest.mark.parametrize("text", CALM.values(), ids=CALM)
def test_odd_prose_is_read_measured_and_reported(tmp_path: Path, text: str) -> None:
    report = check(consent(tmp_path, text))

    assert report.unread == ()
    assert "\n".join(as_text(report))


def test_ten_thousand_pages_are_checked(tmp_path: Path) -> None:
    folder = tmp_path / "consent/big/1"
    folder.mkdir(parents=True)
    head = 'id = "big"\nversion = "1"\nkind = "consent"\nstatus = "draft"\nlanguages = ["en"]\n'
    page = '[[page]]\nid = "p{0}"\n[[page.item]]\nlink_id = "q{0}"\ntype = "acknowledgment"\n'
    prose = "## Page {0} {{#p{0}}}\n\nA study.\n\n::: acknowledgment q{0}\nYes.\n:::\n"
    (folder / "form.toml").write_text(head + "".join(page.format(n) for n in range(10_000)), encoding="utf-8")
    (folder / "en.md").write_text(
        "# Big\n" + "".join(prose.format(n) for n in range(10_000)), encoding="utf-8"
    )

    report = check(tmp_path)

    assert report.unread == ()
    assert report.count("warning") == 10_000
    assert len(report.forms[0].grade.pages) == 10_000


FRAGMENTS = [
    "# T\n", "## P {#p}\n", "## Two {#p}\n", ":::", "::: choice c\n", "- a: b\n", "why: x\n", "hint:\n", "{source: R1}",
    "{evidence: strong; R1}", "{clinic.phone}", "{", "}", "[", "](x)", "![", "**", "_", "`", "| a | b |\n|--|--|\n", "Table: t\n",
    "> ", "- ", "1. ", "<", "&amp;", "\\", "\n\n", "\t", " " * 9, "~~~\n", "===\n", "***\n", "64%", "word. ", "\0", "\ufeff", "é",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=40).map("".join))
def test_any_prose_is_read_or_refused_in_words(prose: str) -> None:
    with TemporaryDirectory() as folder:
        here = consent(Path(folder), "Hello.") / "consent/note/1/en.md"
        here.write_bytes(prose.encode("utf-8", "surrogatepass"))

        report = check(Path(folder))

        assert report.unread or report.forms


TOML = [
    'title = "T"\n', "[page.heart]\n", 'intro = "', '"""', "'", '"\n', "[", "]", "{", "}", "=", "\\u0000", "\\", "\n", "# ", ".",
    "[[rule]]\n", 'text = "x"\n', "1979-05-27", "nan", "0x", "true", "option.yes = ", "[item.heart]\n", "\0", "é", "[score]\n",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(TOML) | st.text(max_size=5), max_size=30).map("".join),
    st.sampled_from(["health.toml", "health.en"]),
)
def test_any_toml_is_read_or_refused_in_words(toml: str, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = write_forms(Path(folder)) / SHORT[name]
        path.write_bytes(path.read_bytes() + toml.encode("utf-8", "surrogatepass"))

        report = check(Path(folder))

        assert report.unread or report.forms


def test_a_page_id_twice_among_thousands_is_found(tmp_path: Path) -> None:
    folder = consent(tmp_path, "Hello.")
    structure = folder / "consent/note/1/form.toml"
    pages = "".join(f'[[page]]\nid = "p{n}"\n' for n in range(20_000))
    structure.write_text(structure.read_text() + pages + '[[page]]\nid = "p7"\n')

    assert "the page `p7` stands twice" in found(folder, "not-readable")[0].message


@pytest.mark.parametrize(
    "make", [Path.touch, Path.mkdir, lambda _: None], ids=["a file", "an empty folder", "nothing"]
)
def test_what_is_no_forms_folder_is_refused_with_the_layout(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "forms")

    with pytest.raises(FormError, match=r"<kind>/<id>/<version>/form\.toml"):
        check(tmp_path / "forms")


def test_a_link_inside_its_own_folder_is_read(tmp_path: Path) -> None:
    """As a mounted configuration has them: the file is a link to one beside it."""
    folder = write_forms(tmp_path)
    path = folder / SHORT["care.md"]
    path.rename(path.with_name("..data"))
    path.symlink_to("..data")

    assert check(folder).unread == ()


@pytest.mark.parametrize(("spoilt", "mode"), [("consent/care/1/en.md", 0), ("consent/care/1", 0o311)])
def test_what_may_not_be_read_is_a_finding(spoilt: str, mode: int) -> None:
    with TemporaryDirectory() as place, nobody() as become:
        folder = write_forms(Path(place))
        for inside in (Path(place), *(path for path in folder.rglob("*") if path.is_dir())):
            inside.chmod(0o755)
        assert check(folder).unread == ()
        (folder / spoilt).chmod(mode)
        become()

        assert "cannot be" in check(folder).unread[0].message


@contextmanager
def nobody() -> Iterator[Callable[[], None]]:
    """Root may read everything: for a while be somebody who may not. Anyone else stays who they are."""
    root = os.geteuid()
    try:
        yield (lambda: os.seteuid(NOBODY)) if root == 0 else (lambda: None)
    finally:
        os.seteuid(root)
