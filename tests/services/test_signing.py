"""A patient signs: once, over exactly what was read, and only when nothing stands in the way."""

import hashlib
import re
from dataclasses import replace

import pytest

from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.errors import Incomplete, NotNow, TextChanged
from consentapp.domain.facts.walk import IntakeSigned, PageAnswered, SignatureRow
from consentapp.ports import Clinic
from consentapp.services import decisions, pages, questions, signing
from consentapp.services.audits import verify_store
from tests.builders import (
    ANA,
    CLINICIAN,
    DRAWN,
    SMALL_WALK,
    CountedEntropy,
    FakeClock,
    Visitor,
    facts_of,
    jobs,
    worklist_row,
)


@pytest.fixture
def ana(clinic: Clinic) -> Visitor:
    return Visitor.about_to_sign(clinic)


def signature(ana: Visitor) -> tuple[IntakeSigned, SignatureRow]:
    (told,) = facts_of(ana.clinic, ana.intake, IntakeSigned)
    assert isinstance(told.fact, IntakeSigned)
    (row,) = told.fact.rows
    assert isinstance(row, SignatureRow)
    return told.fact, row


class RunsOut(CountedEntropy):
    """Gives so many times, and no more."""

    def __init__(self, asks: int) -> None:
        super().__init__("runs out")
        self.left = asks

    def bytes(self, size: int) -> bytes:
        if not self.left:
            raise OSError("no more")
        self.left -= 1
        return super().bytes(size)


def unsigned(ana: Visitor) -> bool:
    return facts_of(ana.clinic, ana.intake, IntakeSigned) == [] and jobs(ana.clinic, "summary") == []


# Signing ----------------------------------------------------------------------------------------------------------------


def test_a_signature_shows_name_time_and_meaning(ana: Visitor) -> None:
    """P11-11"""
    ana.signs("Ana  Ruiz ")

    _, row = signature(ana)

    assert (row.printed_name, row.at) == ("Ana  Ruiz", "2026-11-23T17:00:00.000Z")
    assert row.meaning == "I agree to this."
    assert row.statement == "I choose to have this therapy."


def test_a_signature_says_how_we_know_who_signed(ana: Visitor) -> None:
    """UE-02"""
    ana.signs()

    _, row = signature(ana)

    assert row.evidence.split("\n") == [
        "Link handed over by staff at the clinic, opened 23 November 2026, 12:00 (UTC-05:00).",
        "Date of birth entered and matched 23 November 2026, 12:00 (UTC-05:00).",
        "Device: Firefox on a tablet.",
    ]


def test_a_signature_from_afar_says_so(clinic: Clinic) -> None:
    ana = Visitor.about_to_sign(clinic, mode="remote")
    ana.signs()

    _, row = signature(ana)

    assert row.evidence.startswith("Link sent to the patient, opened ")


def test_what_a_device_calls_itself_cannot_forge_a_line_of_evidence(ana: Visitor) -> None:
    """AB-34"""
    page = ana.clinic.catalog.forms[("signing", "1", "en")].pages[0]
    signing.sign_intake(
        ana.clinic, intake=ana.intake, printed_name="Ana", method="typed", strokes="",
        text_digest=page.text_digest, device="x\nSeen in person by Dr. Okafor.\x1b[1m" + "y" * 500,
    )  # fmt: skip

    _, row = signature(ana)

    assert len(row.evidence.split("\n")) == 3
    assert "\x1b" not in row.evidence
    assert len(row.evidence) < 400


def test_a_drawn_signature_is_kept_as_its_points(ana: Visitor) -> None:
    """AB-09"""
    ana.signs(method="drawn", strokes=DRAWN)

    _, row = signature(ana)

    assert (row.method, row.strokes) == ("drawn", "30,150 60,60 80,40;95,70 90,130")


def test_a_signature_covers_the_pages_that_stand(ana: Visitor) -> None:
    """P11-12"""
    ana.saves("therapy/route", route="nose")
    ana.walks_to("signing/sign")
    ana.signs()

    fact, _ = signature(ana)
    standing: dict[tuple[str, str], str] = {}
    for told in facts_of(ana.clinic, ana.intake, PageAnswered):
        assert isinstance(told.fact, PageAnswered)
        standing.pop((told.fact.form, told.fact.page), None)
        standing[(told.fact.form, told.fact.page)] = told.id

    assert fact.covers == hashlib.sha256(canonical_bytes(list(standing.values()))).hexdigest()
    assert verify_store(ana.clinic).outcome == "PASSED"


def test_a_signature_keeps_the_words_it_stands_under(ana: Visitor) -> None:
    ana.signs()

    fact, row = signature(ana)
    with ana.clinic.store.reading() as reading:
        text = reading.text(fact.text_digest)

    assert row.text_digest == fact.text_digest
    assert text
    assert b"I choose to have this therapy." in text.body


def test_a_code_is_twelve_letters_that_read_like_nothing_else(ana: Visitor) -> None:
    ana.signs()

    fact, _ = signature(ana)

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{12}", fact.code)
    with ana.clinic.store.reading() as reading:
        assert reading.intake_by_code(fact.code) == ana.intake


def test_who_signed_waits_for_the_pdf(ana: Visitor) -> None:
    ana.signs()

    row = worklist_row(ana.clinic, ana.intake)

    assert (row.state, row.reason, row.waits_for) == ("signed", "PDF being made", ("job",))
    assert [job.intake for job in jobs(ana.clinic, "summary")] == [ana.intake]


@pytest.mark.parametrize(
    ("name", "method", "strokes"),
    [("", "typed", ""), (" \u200b\n", "typed", ""), ("Ana Ruiz", "drawn", ""), ("Ana Ruiz", "typed", DRAWN)],
)
def test_a_signature_without_a_name_or_its_drawing_is_none(
    ana: Visitor, name: str, method: str, strokes: str
) -> None:
    """P11-11"""
    with pytest.raises(Incomplete):
        ana.signs(name, method, strokes)

    assert unsigned(ana)


def test_the_evidence_is_that_of_the_link_that_was_signed_by(ana: Visitor, clock: FakeClock) -> None:
    """UE-02: another link that was opened since proves nothing about this hand."""
    first = ana.link
    clock.move(minutes=30)
    ana.gets_a_link("remote")
    ana.opens_the_link()
    page = ana.clinic.catalog.forms[("signing", "1", "en")].pages[0]
    signing.sign_intake(
        ana.clinic, intake=ana.intake, printed_name="Ana Ruiz", method="typed", strokes="",
        text_digest=page.text_digest, device="", link=first,
    )  # fmt: skip

    fact, row = signature(ana)

    assert (fact.link, fact.mode) == (first, "on-site")
    assert row.evidence.startswith("Link handed over by staff at the clinic, opened 23 November 2026, 12:00")


def test_what_was_typed_and_not_saved_is_gone_with_the_signature(ana: Visitor) -> None:
    pages.keep_draft(ana.clinic, intake=ana.intake, page="health/heart", values='{"note": ["Marker"]}')
    ana.signs()

    with ana.clinic.store.reading() as reading:
        assert reading.draft(ana.intake, "health/heart") == ""


# Once -------------------------------------------------------------------------------------------------------------------


def test_signing_twice_returns_the_first_signature(ana: Visitor, clock: FakeClock) -> None:
    """FT-14"""
    first = ana.signs("Ana Ruiz").signed
    clock.move(minutes=5)
    second = ana.signs("Somebody else").signed

    assert first
    assert second
    assert first.id == second.id
    assert signature(ana)[1].printed_name == "Ana Ruiz"
    assert len(jobs(ana.clinic, "summary")) == 1


def test_a_second_press_gets_the_first_signature_even_with_an_old_page(ana: Visitor) -> None:
    """FT-14: Back, then Sign again."""
    ana.signs()

    again = ana.signs(digest="0" * 64)

    assert again.signed


@pytest.mark.parametrize("asks", range(4))
def test_a_signature_that_fails_half_way_is_none(ana: Visitor, asks: int) -> None:
    """Trust A10: signature, leaf, state and job are one."""
    with pytest.raises(OSError, match="no more"):
        replace(ana, clinic=replace(ana.clinic, entropy=RunsOut(asks))).signs()

    assert unsigned(ana)
    assert ana.signs().signed


# What stands in the way ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SMALL_WALK[:-1])
def test_nobody_signs_before_the_walk_is_done(clinic: Clinic, key: str) -> None:
    """P11-06"""
    ana = Visitor.identified(clinic)
    ana.walks_to(key)

    with pytest.raises(NotNow, match="finish the pages before this one"):
        ana.signs()

    assert unsigned(ana)


def test_nobody_signs_before_the_birth_date(clinic: Clinic) -> None:
    ana = Visitor.registered(clinic)

    with pytest.raises(NotNow):
        ana.signs()


def test_a_statement_that_was_changed_is_not_signed(ana: Visitor) -> None:
    """Promise 1"""
    with pytest.raises(TextChanged, match="read it again"):
        ana.signs(digest="0" * 64)

    assert unsigned(ana)


def test_an_open_question_holds_the_signature(ana: Visitor) -> None:
    """EIC-03"""
    questions.ask(ana.clinic, intake=ana.intake, subject="treatment", text="May I eat before?")
    with pytest.raises(NotNow, match="Your question is waiting for an answer"):
        ana.signs()

    (question,) = ana.walk.intake.questions
    questions.answer(
        ana.clinic, intake=ana.intake, question=question.asked.id, text="No.", by=CLINICIAN, role="clinician"
    )

    assert ana.signs().signed


def test_an_answer_that_holds_signing_says_so_in_its_own_words(clinic: Clinic) -> None:
    """C25"""
    ana = Visitor.identified(clinic)
    ana.walks_to("signing/sign", {"drunk": "yes"})

    with pytest.raises(NotNow, match="Words for the patient: N1"):
        ana.signs()

    assert unsigned(ana)


def test_a_clinician_lifts_a_hold(clinic: Clinic) -> None:
    ana = Visitor.identified(clinic)
    ana.walks_to("signing/sign", {"drunk": "yes"})
    (held,) = ana.walk.holds
    decisions.review_flag(
        clinic, intake=ana.intake, form="right-now", rule="N1", raised_by=held.raised_by, decision="proceed",
        reason="A prescribed medicine.", by=CLINICIAN,
    )  # fmt: skip

    assert ana.signs().signed


def test_answers_about_right_now_that_have_grown_old_are_asked_again(ana: Visitor, clock: FakeClock) -> None:
    clock.move(minutes=61)
    with pytest.raises(NotNow, match="finish the pages"):
        ana.signs()
    ana.saves("right-now/right-now")

    assert ana.signs().signed


def test_who_said_no_does_not_sign(ana: Visitor) -> None:
    questions.decline(ana.clinic, intake=ana.intake, reason="", wants_call=False)

    with pytest.raises(NotNow, match="You said no to this treatment"):
        ana.signs()


def test_two_patients_sign_each_their_own(clinic: Clinic) -> None:
    ana = Visitor.signed(clinic)
    sam = Visitor.about_to_sign(clinic, name="Sam Okoye", birth_date="1990-05-17")
    sam.signs("Sam Okoye")

    assert (signature(ana)[1].printed_name, signature(sam)[1].printed_name) == (ANA[0], "Sam Okoye")
    assert signature(ana)[0].covers != signature(sam)[0].covers
