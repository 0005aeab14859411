"""The copy of record in the language that was shown: its words, its dates, its direction, and what the file says of itself."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from consentapp.documents.renderer import SummaryRenderer
from consentapp.documents.summary import summary_html
from consentapp.domain.form import Translation
from consentapp.domain.summary import Summary
from consentapp.ports import Clinic
from consentapp.services import languages
from consentapp.services.summaries import make_summary
from consentapp.setup import publish_seal
from consentapp.translations import Catalogues
from tests.builders import (
    SMALL_FORMS,
    PlainRenderer,
    Visitor,
    a_site,
    in_spanish,
    jobs,
    small_catalog,
)
from tests.documents.builders import a_summary
from tests.documents.reading import ink_of, pages_of, place_of_word, places_of, text_of
from tests.pseudo import LANGUAGE, catalogues, mirrored
from tests.sentences import english_in

EVIDENCE = ("Date of birth entered and matched", "handed over by staff at the clinic")
"""Stored with the signature as it was made: it stays as recorded."""


def without_evidence(text: str) -> str:
    for recorded in EVIDENCE:
        text = text.replace(recorded, "")
    return text


@pytest.fixture
def spanish(clinic: Clinic) -> Summary:
    """Of a patient who changed to Spanish at the door, asked, raised flags, missed a check and signed."""
    forms = [replace(in_spanish(form), translation=Translation()) for form in SMALL_FORMS]
    bilingual = replace(clinic, site=a_site(languages=("en", "es")), catalog=small_catalog(*forms))
    publish_seal(bilingual)
    ana = Visitor.identified(bilingual)
    languages.choose_language(bilingual, intake=ana.intake, language="es")
    ana.walks_to("therapy/risks", {"pressure": "yes", "treated": "unknown"})
    ana.saves("therapy/risks", check_driving="today")
    ana.walks_to("signing/sign")
    page = bilingual.catalog.forms[("signing", "1", "es")].pages[0]
    ana.signs(digest=page.text_digest)
    (job,) = jobs(bilingual, "summary")
    make_summary(bilingual, job)
    renderer = bilingual.renderer
    assert isinstance(renderer, PlainRenderer)
    return renderer.printed[-1]


def test_a_spanish_copy_holds_no_english_sentence_of_ours(spanish: Summary) -> None:
    pdf = SummaryRenderer().summary_pdf(spanish)
    text = text_of(pdf)

    assert english_in(without_evidence(text)) == []
    for words in (
        "Lo que usted eligió",
        "El texto como usted lo leyó",
        "Certificado",
        "nacimiento: 27 de marzo de 1984",
    ):
        assert words in text
    assert "guardó una página: Risks (es)" in text
    assert spanish.title == "Therapy (es)"
    assert "Respondió “No sé”." in text
    assert "Primera respuesta" in text


def test_a_spanish_copy_says_on_each_page_where_it_is(spanish: Summary) -> None:
    pages = pages_of(SummaryRenderer().summary_pdf(spanish))

    for number, page in enumerate(pages, start=1):
        assert f"página {number} de {len(pages)}" in page
        assert f"código {spanish.code[:4]}" in page
        assert "MUESTRA, NO APROBADA PARA ATENDER PACIENTES" in page


def test_the_file_says_in_which_language_it_is(spanish: Summary) -> None:
    assert spanish.language == "es"
    with pikepdf.open(BytesIO(SummaryRenderer().summary_pdf(spanish))) as opened:
        assert str(opened.Root.Lang) == "es"


def test_what_a_summary_names_is_never_taken_for_markup_or_for_a_place_to_fill_in() -> None:
    hostile = "<b>%(name)s</b> {number} 100% & more"
    html = summary_html(a_summary(patient_name=hostile, clinic_name=hostile, language="es"))

    assert "&lt;b&gt;%(name)s&lt;/b&gt; {number} 100% &amp; more" in html
    assert "<b>%(name)s" not in html


def test_a_language_without_a_catalogue_is_printed_in_english_under_its_own_name() -> None:
    html = summary_html(a_summary(language="fr"))

    assert '<html lang="fr" dir="ltr"' in html
    assert "What you chose" in html


# From right to left -----------------------------------------------------------------------------------------------------


WIDTH, MIDDLE = 612, 306
"""Of letter paper, in points."""


@pytest.fixture(scope="module")
def phrases(tmp_path_factory: pytest.TempPathFactory) -> Catalogues:
    return catalogues(tmp_path_factory.mktemp("catalogues"))


@pytest.fixture(scope="module")
def mirrored_pdf(phrases: Catalogues) -> bytes:
    return SummaryRenderer(phrases).summary_pdf(a_summary(language=LANGUAGE))


def test_a_copy_in_a_language_from_right_to_left_is_mirrored(letter: bytes, mirrored_pdf: bytes) -> None:
    """The square to scan stands at the end of the first line, wherever that is: letter paper is 612 points wide."""
    left, right = (57, 90, 90, 90), (470, 90, 90, 90)

    assert ink_of(letter, *right) > 4 * ink_of(letter, *left)
    assert ink_of(mirrored_pdf, *left) > 4 * ink_of(mirrored_pdf, *right)


def test_its_own_sentences_are_in_its_letters_and_its_tables_begin_at_the_right(mirrored_pdf: bytes) -> None:
    text, told = text_of(mirrored_pdf), repr(a_summary())

    assert [said for said in english_in(text) if said not in told] == []
    assert mirrored("Certificate") in text
    x, _ = place_of_word(mirrored_pdf, mirrored("Who")[::-1])
    assert x > MIDDLE


def test_what_runs_along_its_pages_changes_sides(mirrored_pdf: bytes) -> None:
    """The patient at the right and the code at the left; the form at the right and the number of the page at the left."""
    for page in places_of(mirrored_pdf)[1:]:
        head = {place.word: place for place in page if place.top < 72}
        foot = [place for place in page if place.top > 738]

        assert head["Delgado"].left > MIDDLE > head["7K3M-X9QF-2T8B"].right
        assert all(place.right < MIDDLE for place in foot if place.word == mirrored("page")[::-1])
        assert any(place.left > MIDDLE for place in foot)


def test_no_page_of_a_sample_cuts_off_that_it_is_one(phrases: Catalogues) -> None:
    pdf = SummaryRenderer(phrases).summary_pdf(a_summary(language=LANGUAGE, sample=True))

    for page in places_of(pdf):
        first = [place for place in page if place.word == f",{mirrored('SAMPLE')[::-1]}"]
        last = [place for place in page if place.word == mirrored("CARE")[::-1]]
        assert len(first) == 2
        assert all(place.left > MIDDLE and place.right < WIDTH for place in first)
        assert all(place.left > 0 for place in last)


def test_a_citation_in_latin_letters_keeps_the_order_of_its_numbers(mirrored_pdf: bytes) -> None:
    words = [place.word for page in places_of(mirrored_pdf) for place in page]

    assert "2018;5:65–78." in words


def test_codes_and_telephone_numbers_keep_their_order(mirrored_pdf: bytes) -> None:
    area, _ = place_of_word(mirrored_pdf, r"\(555\)")
    rest, _ = place_of_word(mirrored_pdf, "010-4477")
    assert area < rest
