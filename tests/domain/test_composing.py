"""From facts to the copy of record: everything that was said and shown, and nothing that was not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from consentapp.domain.composing import NO_TEXTS, Letterhead, Texts, summary_of
from consentapp.domain.facts import Actor
from consentapp.domain.facts.documents import DocumentOpened
from consentapp.domain.facts.intakes import FlagReviewed, NoteRow, QuestionAnswered, QuestionAsked
from consentapp.domain.facts.people import PatientRow
from consentapp.domain.facts.walk import AnswersReviewed, FormSkipped, SignatureRow
from consentapp.domain.summary import Summary
from consentapp.domain.text import Heading, Paragraph, Run
from consentapp.domain.wording import NO_ANSWER, who
from tests.builders import CLINICIAN, DRAWN, MOOD, Tale, a_paragraph, when

HEAD = Letterhead(
    clinic_name="Riverside Clinic", clinic_address="12 Main Street", clinic_phone="(555) 010-4477",
    code_address="https://consent.riverside.example/code/7K3MX9QF2T8B", zone="America/New_York", paper="letter",
    ledger="riverside/main", program="consentapp", staff={"clinician": "Dr. Ada Okafor"},
)  # fmt: skip
ANA = PatientRow(patient="ana", name="Ana Ruiz", birth_date="1984-03-27")


def signature(**changes: Any) -> SignatureRow:
    return SignatureRow(
        **{
            "form": "signing", "version": "1", "language": "en", "page": "sign", "link_id": "signature",
            "role": "patient", "printed_name": "Ana Ruiz", "at": "2026-11-23T17:00:00.000Z", "meaning": "I consent",
            "statement": "I choose to have this therapy.", "method": "typed", "strokes": "", "text_digest": "",
            "evidence": "Handed over by staff.\nDate of birth matched.",
        }
        | changes
    )  # fmt: skip


def composed(tale: Tale, texts: Texts = NO_TEXTS) -> Summary:
    return summary_of(
        tale.walk(), ANA, HEAD, document_id="id", made_at="2026-11-23T17:05:00.000Z", title="Therapy", leaf="leaf",
        texts=texts,
    )  # fmt: skip


def signed(before: Callable[[Tale], object] = lambda tale: None, row: SignatureRow | None = None) -> Summary:
    tale = Tale().identified()
    tale.walks_to("signing/sign")
    before(tale)
    tale.signs(row or signature())
    return composed(tale)


def test_an_instrument_that_was_never_asked_is_not_in_the_copy_and_one_that_waits_for_a_person_is() -> None:
    never = replace(
        MOOD, pages=tuple(replace(p, enable_when=when("health/pressure", "yes")) for p in MOOD.pages)
    )
    calm = Tale(never).identified().walks_to("mood/mood")
    skipped = Tale().identified().walks_to("mood/mood")
    skipped.tells(FormSkipped(form="mood", version="1", language="en"))
    for tale in (calm, skipped):
        tale.signs(signature())

    assert "Mood" not in {screened.title for screened in composed(calm).screenings}
    assert "Mood" not in {title for title, *_ in composed(calm).certificate.forms}
    (mood,) = (screened for screened in composed(skipped).screenings if screened.title == "Mood")
    assert mood.answers == ()


def test_there_is_no_copy_of_record_before_a_signature() -> None:
    with pytest.raises(ValueError, match="before a signature"):
        composed(Tale().identified().walks_to("signing/sign"))


def test_a_signature_shows_name_time_meaning_and_how_we_know() -> None:
    """P11-11"""
    (shown,) = signed().signatures

    assert (shown.printed_name, shown.at, shown.meaning) == (
        "Ana Ruiz",
        "2026-11-23T17:00:00.000Z",
        "I consent",
    )
    assert shown.statement == "I choose to have this therapy."
    assert shown.evidence == ("Handed over by staff.", "Date of birth matched.")


def test_a_drawn_signature_is_drawn_again() -> None:
    (shown,) = signed(row=signature(method="drawn", strokes=DRAWN)).signatures

    assert shown.strokes == (((30, 150), (60, 60), (80, 40)), ((95, 70), (90, 130)))


def test_every_page_that_was_read_is_printed_with_its_digest() -> None:
    """Promise 1"""
    summary = signed()

    pages = [(reading.form, passage.title) for reading in summary.readings for passage in reading.passages]

    assert pages == [("records", "Records"), ("therapy", "Risks"), ("therapy", "Route"), ("signing", "Sign")]
    assert all(len(p.text_digest) == 64 for reading in summary.readings for p in reading.passages)


def test_a_page_is_printed_with_its_text_its_questions_and_their_choices() -> None:
    risks = signed().readings[1].passages[0]

    assert risks.blocks == (
        Heading((Run("What may go wrong"),)),
        Paragraph((Run("You are not fit to drive until the next day."),)),
        (Run("When may you drive?"),),
        (Run("Choices: Today / Next day", "emphasis"),),
        (Run("I will not drive today."),),
    )


def test_screening_answers_are_printed_in_words_under_their_page() -> None:
    summary = signed(
        lambda tale: tale.saves("health/reasons", reasons=("depression", "other"), reasons_other="Grief")
    )

    health = summary.screenings[0]

    assert [(a.page_title, a.question, a.answer) for a in health.answers] == [
        ("Reasons", "Why are you here?", "Depression; Other"),
        ("Reasons", "Which other reason?", "Grief"),
        ("Heart", "Do you have high blood pressure?", "No"),
        ("Heart", "Anything else?", NO_ANSWER),
    ]


def test_a_score_is_printed_with_its_band_and_source() -> None:
    scored = signed(lambda tale: tale.saves("mood/mood", low="daily", tired="often")).screenings[1].scores[0]

    assert scored
    assert (scored.total, scored.highest, scored.band, scored.source) == (5, 9, "Severe", "Dossier")


def test_a_flag_is_printed_with_the_clinician_s_decision() -> None:
    def decided(tale: Tale) -> None:
        raised_by = tale.saves("health/heart", pressure="yes", treated="yes")
        note = NoteRow(purpose="reason", text="Measured today.")
        fact = FlagReviewed(form="health", rule="H1", raised_by=raised_by, decision="proceed", rows=(note,))
        tale.tells(fact, CLINICIAN)

    (flag,) = signed(decided).screenings[0].flags

    assert (flag.id, flag.level, flag.reason) == ("H1", "caution", "Words for the patient: H1.")
    assert flag.review == "The clinician decided to proceed. Measured today."


def test_a_decision_that_came_after_the_signature_is_in_no_copy_of_it() -> None:
    tale = Tale().identified().walks_to("signing/sign")
    raised_by = tale.saves("health/heart", pressure="yes", treated="yes")
    tale.tells(AnswersReviewed())
    tale.signs(signature())
    tale.clock.move(minutes=1)
    tale.tells(FlagReviewed(form="health", rule="H1", raised_by=raised_by, decision="proceed"), CLINICIAN)

    (flag,) = composed(tale).screenings[0].flags

    assert flag.review == ""


def test_a_grave_answer_that_was_changed_is_printed_as_such() -> None:
    def changed(tale: Tale) -> None:
        tale.saves("mood/safety", death="daily")
        tale.saves("mood/safety", death="never")

    (flag,) = signed(changed).screenings[1].flags

    assert flag.reason == "Words for the patient: S1. This answer was changed later."


def test_the_words_that_were_shown_are_printed_whatever_the_form_says_today() -> None:
    """Promise 5"""
    tale = Tale().identified().walks_to("signing/sign")
    tale.signs(signature())
    shown = tale.forms[("therapy", "1", "en")].pages[0]
    now = replace(shown, content=(a_paragraph("There is no risk."), *shown.content[2:]), text_digest="other")
    form = tale.forms[("therapy", "1", "en")]
    tale.forms = {**tale.forms, ("therapy", "1", "en"): replace(form, pages=(now, *form.pages[1:]))}

    summary = composed(tale, texts={shown.text_digest: shown})

    assert "There is no risk." not in repr(summary.readings)
    assert "You are not fit to drive until the next day." in repr(summary.readings)


def test_a_page_that_was_read_by_choice_is_printed_too() -> None:
    """P11-12: whatever the signature covers is in its copy."""
    tale = Tale().identified().walks_to("therapy/route")
    tale.saves("therapy/anxiety")
    tale.walks_to("signing/sign").signs(signature())

    titles = [passage.title for passage in composed(tale).readings[1].passages]

    assert titles == ["Risks", "Anxiety", "Route"]


def test_a_flag_raised_by_not_knowing_says_so() -> None:
    (flag,) = signed(lambda tale: tale.saves("health/heart", pressure="unknown")).screenings[0].flags

    assert flag.reason == 'Answered "I don\'t know". Words for the patient: H1.'
    assert flag.review == ""


def test_every_attempt_at_a_check_is_printed_with_what_was_taught() -> None:
    tale = Tale().identified().walks_to("therapy/risks")
    tale.saves("therapy/risks", check_driving="today")
    tale.walks_to("signing/sign").signs(signature())

    (check,) = composed(tale).checks

    assert check.attempts == (("Today", False), ("Next day", True))
    assert check.why == "You are slower until you have slept."


def test_choices_that_the_clinic_carries_out_stand_apart() -> None:
    assert [(c.question, c.answer) for c in signed().choices] == [("Which way do you prefer?", "Help me")]


def test_each_acknowledgment_is_printed_with_its_page_and_digest() -> None:
    summary = signed()

    assert [(a.page_title, a.statement) for a in summary.acknowledgments] == [
        ("Records", "I agree to use electronic records."),
        ("Risks", "I will not drive today."),
        ("Route", "I know that the clinician decides with me."),
    ]
    assert {a.text_digest for a in summary.acknowledgments} == {
        p.text_digest for reading in summary.readings for p in reading.passages if reading.form != "signing"
    }


def test_questions_are_printed_with_their_answers_and_who_gave_them() -> None:
    def asked(tale: Tale) -> None:
        rows = (NoteRow(purpose="question", text="May I eat?"),)
        question = tale.tells(QuestionAsked(subject="treatment", form="", page="", rows=rows))
        tale.tells(
            QuestionAnswered(question=question, rows=(NoteRow(purpose="answer", text="No."),)), CLINICIAN
        )
        tale.tells(QuestionAsked(subject="not-sure", form="", page=""))

    found = [(q.question, q.answer, q.answered_by) for q in signed(asked).questions]

    assert found == [("May I eat?", "No.", "Dr. Ada Okafor"), ("I am not sure", "", "")]


def test_the_certificate_names_each_form_by_its_digest() -> None:
    certificate = signed().certificate

    assert [(title, version) for title, version, _, _ in certificate.forms] == [
        ("Records", "1"), ("Health", "1"), ("Mood", "1"), ("Therapy", "1"), ("Right-now", "1"), ("Signing", "1"),
    ]  # fmt: skip
    assert all(len(digest) == 64 for *_, digest in certificate.forms)


def test_the_certificate_tells_what_happened_up_to_the_signature() -> None:
    tale = Tale().identified().walks_to("signing/sign")
    signature_id = tale.signs(signature())
    tale.tells(DocumentOpened(document="d", purpose="print"), CLINICIAN)

    certificate = composed(tale).certificate

    assert certificate.signature_fact == signature_id
    assert [step.position for step in certificate.steps] == list(range(certificate.signature_position + 1))
    assert certificate.steps[-1].who == "The patient"


@pytest.mark.parametrize("sample", [True, False])
def test_what_began_as_a_sample_is_printed_as_one(sample: bool) -> None:
    tale = Tale(sample=sample).identified()
    tale.walks_to("signing/sign").signs(signature())

    assert composed(tale).sample is sample


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (Actor("patient", "ana"), "The patient"),
        (Actor("staff", "clinician"), "Dr. Ada Okafor"),
        (Actor("staff", "gone"), "gone"),
        (Actor("job", "summary"), "The program (summary)"),
    ],
)
def test_who_did_it_is_told_by_name(actor: Actor, words: str) -> None:
    assert who(actor, HEAD.staff) == words
