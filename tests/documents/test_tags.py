"""The file says that it is PDF/A-3a and PDF/UA-1, and its tags are what a screen reader needs."""

import re
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from consentapp.documents.renderer import render
from consentapp.documents.summary import summary_html
from consentapp.domain import summary as parts
from tests.documents.builders import a_summary
from tests.documents.reading import elements_of, kids_of

LEVELS = re.compile(r"/H(\d)")


def kinds(pdf: bytes) -> list[str]:
    with elements_of(pdf) as elements:
        return [str(element.S) for element in elements]


def test_the_file_claims_both_standards_in_one_statement_each(letter: bytes) -> None:
    with pikepdf.open(BytesIO(letter)) as opened:
        with opened.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        xmp = opened.Root.Metadata.read_bytes()
        assert xmp.count(b"<rdf:RDF") == 1
        assert b"pdfaSchema:prefix>pdfuaid" in xmp
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en"
        assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_every_font_is_embedded_and_the_header_says_1_7(letter: bytes) -> None:
    assert letter.startswith(b"%PDF-1.7")
    with pikepdf.open(BytesIO(letter)) as opened:
        fonts = [
            o
            for o in opened.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert len(fonts) == 5
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_headings_begin_with_one_and_skip_no_level(letter: bytes) -> None:
    levels = [int(found[1]) for kind in kinds(letter) if (found := LEVELS.fullmatch(kind))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_table_is_one_table_however_many_pages_it_takes(letter: bytes) -> None:
    html = summary_html(a_summary())
    assert kinds(letter).count("/Table") == html.count("<table")
    assert kinds(letter).count("/THead") == html.count("<thead")
    assert kinds(letter).count("/TR") == html.count("<tr")


def test_every_head_cell_says_what_it_heads_and_every_cell_names_its_heads(letter: bytes) -> None:
    with elements_of(letter) as elements:
        heads = [element for element in elements if element.S == "/TH"]
        assert all(head.A.Scope in ("/Row", "/Column") for head in heads)
        named = {bytes(name) for cell in elements if cell.S == "/TD" for name in cell.A.Headers}
        assert named
        assert named <= {bytes(head.ID) for head in heads}


def test_running_heads_are_artifacts_and_no_mark_is_without_an_owner(letter: bytes) -> None:
    with pikepdf.open(BytesIO(letter)) as opened:
        owners = opened.Root.StructTreeRoot.ParentTree.Nums
        for number, page in enumerate(opened.pages):
            content = page.Contents.read_bytes()
            assert content.count(b"/Type /Pagination") >= 4
            marks = {int(mark) for mark in re.findall(rb"/MCID (\d+)", content)}
            owned = {
                i for i, owner in enumerate(owners[2 * number + 1]) if isinstance(owner, pikepdf.Dictionary)
            }
            assert marks == owned


def test_a_paragraph_holds_its_text_itself(letter: bytes) -> None:
    """Not one element for each printed line."""
    assert "/Span" not in kinds(letter)
    assert len(kinds(letter)) < 700
    with elements_of(letter) as elements:
        kids = [kid for element in elements if element.S == "/P" for kid in kids_of(element)]
        assert all(isinstance(kid, int) for kid in kids)


def test_pictures_have_words_and_stand_on_their_page(letter: bytes) -> None:
    with elements_of(letter) as elements:
        figures = [element for element in elements if element.S == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == [
            "QR code that opens https://consent.riverside.example/code/7K3MX9QF2T8B",
            "Signature drawn by Maria Delgado",
        ]
        for figure in figures:
            left, bottom, right, top = (float(side) for side in figure.A.BBox)
            assert 0 < left < right < 612
            assert 0 < bottom < top < 792


def test_the_field_for_the_seal_is_there_tagged_named_and_empty(letter: bytes) -> None:
    with pikepdf.open(BytesIO(letter)) as opened:
        form = opened.Root.AcroForm
        assert "/NeedAppearances" not in form
        (field,) = form.Fields
        assert (str(field.FT), str(field["/T"]), str(field.TU)) == (
            "/Sig",
            "Seal",
            "Seal of Riverside Clinic",
        )
        assert "/V" not in field
        left, bottom, right, top = (float(side) for side in field.Rect)
        assert right - left > 200
        assert top - bottom > 20
    with elements_of(letter) as elements:
        (element,) = [element for element in elements if element.S == "/Form"]
        assert isinstance(element.K, pikepdf.Dictionary)
        assert element.K.Type == "/OBJR"


def test_rows_taller_than_a_page_still_make_one_table() -> None:
    said = tuple(parts.Choice(question="?", answer="word " * 900) for _ in range(3))
    html = summary_html(a_summary(choices=said, readings=(), screenings=()))
    pdf = render(html, made_at="2026-11-23T18:05:06.123Z")
    assert kinds(pdf).count("/Table") == html.count("<table")
    assert kinds(pdf).count("/THead") == html.count("<thead")


@pytest.mark.parametrize("changes", [{"readings": ()}, {"screenings": (), "checks": ()}, {"signatures": ()}])
def test_a_shorter_letter_keeps_the_rules_too(changes: dict[str, tuple[()]]) -> None:
    html = summary_html(a_summary(**changes))
    pdf = render(html, made_at="2026-11-23T18:05:06.123Z")
    assert kinds(pdf).count("/Table") == html.count("<table")
