"""The copy of record says everything that the summary says, in plain words, and is the same each time."""

from dataclasses import replace

import pytest

from consentapp.documents.summary import qr_path, stroke_path, summary_html
from consentapp.domain.summary import CarriedOver
from tests.documents import content
from tests.documents.builders import LEAF, a_passage, a_signature, a_summary, digest
from tests.documents.reading import pages_of, squeezed, text_of, without_spaces

SAMPLE = "SAMPLE, NOT APPROVED FOR CARE"


def test_the_letter_opens_with_who_what_when_and_the_meaning_of_each_signature(letter: bytes) -> None:
    """P11-50: printed name, time with its zone, and meaning."""
    first = pages_of(letter)[0]
    assert first.count("Maria Delgado") >= 3
    for words in (
        "born 4 March 1990",
        "Consent to ketamine-assisted therapy, version 2026.1 in English",
        "23 November 2026, 13:01 (UTC-05:00): signed by Maria Delgado I consent to ketamine-assisted therapy",
        "23 November 2026, 13:03 (UTC-05:00): signed by Dr. Lena Okafor I explained this treatment",
        "7K3M-X9QF-2T8B",
        "Signed by hand on the screen",
        "checked a passport",
    ):
        assert words in first


def test_every_page_names_the_patient_the_birth_date_the_code_the_form_and_its_number(letter: bytes) -> None:
    pages = pages_of(letter)
    for number, page in enumerate(pages, start=1):
        assert "Maria Delgado, born 4 March 1990" in page
        assert "code 7K3M-X9QF-2T8B" in page
        assert f"page {number} of {len(pages)}" in page
        assert ", version " in page


def test_what_was_chosen_acknowledged_checked_and_asked_is_there_word_for_word(letter: bytes) -> None:
    text, summary = text_of(letter), a_summary()
    for choice in summary.choices:
        assert squeezed(f"{choice.question} {choice.answer or 'No answer given'}") in text
    for acknowledged in summary.acknowledgments:
        assert acknowledged.statement in text
        assert f"text {acknowledged.text_digest[:12]}" in text
    for check in summary.checks:
        assert check.question in text
        assert all(
            f"“{answer}”. {'Right.' if right else 'Not right.'}" in text for answer, right in check.attempts
        )
        assert all(right for _, right in check.attempts) or f"We then explained: {check.why}" in text
    assert "Go on as before." in text
    assert "Nobody had answered this when this copy was made." in text


def test_screening_answers_come_with_scores_bands_and_flags_in_words(letter: bytes) -> None:
    text = text_of(letter)
    questions = content.MOOD + content.WORRY + content.TRAUMA + content.DRINKING + content.BODY
    assert len(questions) == 40
    assert all(question in text for question in questions)
    for words in (
        "Mood (PHQ-9): 14 of 27, moderate.",
        "Urgent. You answered that you had thoughts of being better off dead",
        "Decision: proceed, with a call on the next day.",
        "No clinician had decided on this when this copy was made.",
        "Been constantly on guard, watchful, or easily startled? No answer given",
    ):
        assert words in text


def test_the_text_as_read_carries_grades_in_words_and_numbers_of_references(letter: bytes) -> None:
    text = text_of(letter)
    assert len(content.PASSAGES) == 25
    assert all(title in text for title, _ in content.PASSAGES)
    assert "On another sedating drug it was 28 of 100. Moderate evidence (6)" in text
    assert "Doctors do not yet know how it helps people. Very limited evidence (2, 3)" in text
    assert "the drug agency has not checked it for this use. Source (5)" in text
    assert "Drip into a vein minutes about 1 hour Best studied." in text
    assert all(without_spaces(citation) in without_spaces(text) for _, citation in content.REFERENCES)
    assert "saved 23 November 2026, 12:24 (UTC-05:00)" in text


def test_the_certificate_names_forms_ledger_leaf_checkpoint_and_steps(letter: bytes) -> None:
    text, summary = text_of(letter), a_summary()
    for _, _, _, number in summary.certificate.forms:
        assert number in text
    assert LEAF in text
    assert summary.document_id in text
    assert "k7qm2x5vt3yz4hn6p8rbw9c1da, at position 4182" in text
    assert "Dr. Lena Okafor, clinician Decided on a flag: proceed" in text
    assert squeezed(summary.certificate.checkpoint)[:60] in text


def test_without_a_checkpoint_the_certificate_says_that_it_is_pending() -> None:
    summary = a_summary()
    html = summary_html(replace(summary, certificate=replace(summary.certificate, checkpoint="")))
    assert "Checkpoint pending." in html


def test_a_sample_says_on_every_page_that_it_is_not_for_care(a4_sample: bytes, letter: bytes) -> None:
    assert all(page.count(SAMPLE) == 2 for page in pages_of(a4_sample))
    assert SAMPLE not in text_of(letter)


def test_a_summary_of_a_refusal_without_signature_or_answers_is_still_a_letter() -> None:
    bare = a_summary(
        signatures=(), choices=(), acknowledgments=(), checks=(), questions=(), screenings=(), readings=()
    )
    html = summary_html(bare)
    assert "Nobody has signed." in html
    assert "What you chose" not in html


def test_the_same_summary_gives_the_same_html() -> None:
    assert summary_html(a_summary()) == summary_html(a_summary())


@pytest.mark.parametrize("changes", [{"paper": "legal"}, {"language": 'en" onload="x'}, {"language": ""}])
def test_an_unknown_paper_or_a_language_that_is_no_tag_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"no such paper|not a language tag"):
        summary_html(a_summary(**changes))


def test_a_drawn_signature_stays_in_its_box_and_holds_numbers_only() -> None:
    assert stroke_path((((-5, 10), (700, 300)), (), ((3, 4),))) == "M0 10L600 200M3 4L3 4"
    assert "Signature drawn by Maria Delgado" in summary_html(a_summary(signatures=(a_signature(),)))


def test_the_square_holds_the_address_and_a_quiet_zone() -> None:
    side, path = qr_path("https://consent.riverside.example/code/7K3MX9QF2T8B")
    assert side == 37
    assert path.startswith("M2 2h7v1h-7z")


def test_a_reference_without_an_entry_in_the_list_is_named_by_its_key() -> None:
    passage = a_passage("A page", ("A claim. | limited | r99",), 0)
    summary = a_summary()
    read = replace(summary.readings[0], passages=(passage,))
    assert "Limited evidence&nbsp;(r99)" in summary_html(replace(summary, readings=(read,)))
    assert digest("A page")[:12] in summary_html(replace(summary, readings=(read,)))


def test_a_renewal_says_which_pages_were_carried_over_from_which_record() -> None:
    """21 CFR 11.70: read then, in which version, under which signature; and where the older record is named."""
    carried = CarriedOver(code="2B4D6F8H0J1K", signed_at="2026-10-20T16:00:00.000Z", version="2025.2")
    whole = a_summary()
    reading = whole.readings[0]
    passages = (replace(reading.passages[0], carried_over=carried), *reading.passages[1:])
    acknowledged = (replace(whole.acknowledgments[0], carried_over=carried), *whole.acknowledgments[1:])
    html = squeezed(
        summary_html(
            replace(
                whole,
                readings=(replace(reading, passages=passages), *whole.readings[1:]),
                acknowledgments=acknowledged,
                certificate=replace(
                    whole.certificate,
                    renews_code=carried.code,
                    renews_signed_at=carried.signed_at,
                    notice_digest="e" * 64,
                ),
            )
        )
    )
    assert html.count("Carried over from the record signed 20 October 2026, 12:00 (UTC-04:00)") == 1
    assert "code 2B4D-6F8H-0J1K: read in version 2025.2" in html
    assert html.count("carried over from 2B4D-6F8H-0J1K") == 1
    assert "2B4D-6F8H-0J1K, signed 20 October 2026" in html
    assert "e" * 64 in html


def test_a_first_signature_names_no_older_record() -> None:
    html = summary_html(a_summary())
    assert "arried over" not in html
    assert "Renews the record" not in html


def test_the_words_that_the_text_explains_are_listed_after_it_once_and_by_the_alphabet(letter: bytes) -> None:
    """Promise 5: what a patient could open on the screen is in the copy of record."""
    _, found, listed = text_of(letter).partition("Words explained")
    places = [listed.index(f"{word}: {content.GLOSSARY[word]}") for word in ("dissociation", "off-label")]
    assert found
    assert places == sorted(places)
    assert [listed.count(meaning) for meaning in content.GLOSSARY.values()] == [1, 1]


def test_a_text_that_explains_nothing_has_no_such_list() -> None:
    (reading,) = a_summary().readings
    bare = replace(reading, passages=tuple(a_passage("Bare", ("No marks.",), n) for n in range(2)))
    assert "Words explained" not in summary_html(a_summary(readings=(bare,)))
