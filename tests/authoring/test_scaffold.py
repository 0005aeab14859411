"""`consentapp forms new`: a form to fill in."""

from pathlib import Path

import pytest

from consentapp.authoring.check import check
from consentapp.authoring.scaffold import KINDS, Kind, begin
from consentapp.catalog import read_library
from tests.authoring.folders import found


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_form_is_read_by_the_strict_reader_as_it_is(tmp_path: Path, kind: Kind) -> None:
    begin(tmp_path, "our-form", kind)

    (form,) = read_library(tmp_path).forms.values()

    assert (form.id, form.version, form.kind, form.status, form.title) == (
        "our-form",
        "1",
        kind,
        "draft",
        "Our form",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_blank_of_a_new_form_is_named_until_it_is_written(tmp_path: Path, kind: Kind) -> None:
    written = begin(tmp_path, "our-form", kind)
    blanks = sum(path.read_text().count('"[') for path in written if path.suffix == ".toml")

    assert len(found(tmp_path, "to-fill-in")) >= max(blanks, 1)
    assert check(tmp_path).unread == ()

    for path in (path for path in written if path.name != "form.toml"):
        path.write_text(
            path.read_text()
            .replace("[Authors", "Authors")
            .replace(".]", ".")
            .replace('"[', '"x ')
            .replace("[Say", "Say")
        )
    left = " ".join(finding.message for finding in found(tmp_path, "to-fill-in"))
    assert "[Authors" not in left


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_a_new_form_are_easy_and_neither_sell_nor_hide(tmp_path: Path, kind: Kind) -> None:
    begin(tmp_path, "our-form", kind)

    kinds = {finding.kind for finding in check(tmp_path).findings if finding.severity == "error"}

    assert kinds <= {"to-fill-in", "missing-topic"}


def test_what_is_there_already_is_never_overwritten(tmp_path: Path) -> None:
    written = begin(tmp_path, "our-form", "consent")
    written[0].write_text("mine", encoding="utf-8")

    with pytest.raises(FileExistsError, match="nothing was changed"):
        begin(tmp_path, "our-form", "consent")
    with pytest.raises(FileExistsError, match="nothing was changed"):
        begin(tmp_path, "our-form", "screening")

    assert written[0].read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "Our form", "../x", "1st", "a/b", "a" * 81, "form\n"])
def test_a_name_that_no_form_may_have_is_refused_with_an_example(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="our-ketamine-consent"):
        begin(tmp_path, name, "consent")

    assert list(tmp_path.iterdir()) == []
