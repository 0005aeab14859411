"""Why a patient is not ready: each reason with its sentence, and whom it waits for."""

from collections.abc import Callable

import pytest

from consentapp.domain.facts.documents import DocumentSealed
from consentapp.domain.facts.intakes import (
    AlertAccepted,
    AlertConfirmed,
    AlertRaised,
    BirthDateMismatched,
    FlagReviewed,
    IdentityConfirmed,
    IntakeDeclined,
    LinkMade,
    LinkOpened,
    LinkRevoked,
    PaperPreferred,
    QuestionAnswered,
    QuestionAsked,
)
from consentapp.domain.facts.walk import FormSkipped
from consentapp.domain.readiness import reasons
from consentapp.domain.reasons import sentence
from tests.builders import CLINICIAN, DESK, Tale

Reasons = list[tuple[str, str, str]]


def told(tale: Tale) -> Reasons:
    return [(reason.code, reason.sentence, reason.waits_for) for reason in reasons(tale.walk())]


def signed(mode: str = "on-site") -> Tale:
    tale = Tale().identified(mode)
    tale.walks_to("signing/sign").signs()
    return tale


def sealed(tale: Tale) -> Tale:
    fact = DocumentSealed(
        code="7K3MX9QF2T8B", edition=1, signature="s", document_id="d", sha256="", length=1, certificate=""
    )
    tale.tells(fact)
    return tale


def asked(subject: str) -> Tale:
    tale = sealed(signed())
    tale.tells(QuestionAsked(subject=subject, form="", page=""))
    return tale


def link_made(tale: Tale) -> Tale:
    tale.tells(LinkMade(link="link1", mode="remote", ends_at="2026-12-23T17:00:00.000Z"), DESK)
    return tale


def answered(key: str, **answers: str) -> Tale:
    """Signed and sealed, with one page answered otherwise."""
    tale = Tale().identified()
    tale.walks_to("signing/sign")
    tale.saves(key, **answers)
    tale.signs()
    return sealed(tale)


def decided(tale: Tale, decision: str) -> Tale:
    for raised in tale.walk().flags:
        fact = FlagReviewed(
            form=raised.flag.form, rule=raised.flag.rule.id, raised_by=raised.raised_by, decision=decision
        )
        tale.tells(fact, CLINICIAN)
    return tale


def no_link() -> Tale:
    return Tale()


def not_started() -> Tale:
    return link_made(Tale())


def locked_out() -> Tale:
    tale = link_made(Tale())
    for _ in range(5):
        tale.tells(BirthDateMismatched(link="link1"))
    return tale


def link_revoked() -> Tale:
    tale = link_made(Tale())
    tale.tells(LinkRevoked(link="link1"), DESK)
    return tale


def half_way() -> Tale:
    return Tale().identified().walks_to("mood/mood")


def wants_paper() -> Tale:
    tale = half_way()
    tale.tells(PaperPreferred())
    return tale


def without_pdf() -> Tale:
    return signed()


def signed_from_afar() -> Tale:
    tale = Tale().identified("on-site").walks_to("signing/sign")
    tale.tells(LinkOpened(link="link1", mode="remote"))
    tale.signs()
    return sealed(tale)


def skipped() -> Tale:
    tale = sealed(signed())
    tale.facts = [told for told in tale.facts if getattr(told.fact, "form", "") != "mood"]
    tale.tells(FormSkipped(form="mood", version="1", language="en"))
    return tale


def never_understood() -> Tale:
    tale = Tale().identified().walks_to("therapy/risks")
    tale.saves("therapy/risks", check_driving="today")
    tale.saves("therapy/risks", check_driving="today")
    tale.signs()
    return sealed(tale)


def held() -> Tale:
    tale = half_way()
    tale.saves("right-now/right-now", drunk="yes")
    return tale


CASES: dict[Callable[[], Tale], Reasons] = {
    no_link: [("no-link", "no link yet", "intake")],
    link_revoked: [("no-link", "no link yet", "intake")],
    not_started: [("not-started", "not started", "patient")],
    locked_out: [("birth-date", "birth date wrong five times: help at the desk", "intake")],
    half_way: [("unsigned", "not signed: 3 of 10 pages done", "patient")],
    wants_paper: [("paper", "asks for paper", "intake"), ("unsigned", "not signed: 3 of 10 pages done", "patient")],
    held: [("hold", "signing held: N1", "clinician"), ("unsigned", "not signed: 4 of 10 pages done", "patient")],
    without_pdf: [("document", "PDF being made", "job")],
    signed_from_afar: [("identity", "identity not confirmed by a clinician", "clinician")],
    skipped: [("in-person", "Mood: ask in person", "clinician")],
    never_understood: [("teach-before-dosing", "teach again before the first dose: 1 check", "clinician")],
}  # fmt: skip


@pytest.mark.parametrize(("tale", "expected"), CASES.items(), ids=lambda case: getattr(case, "__name__", ""))
def test_each_reason_has_its_sentence_and_who_mends_it(tale: Callable[[], Tale], expected: Reasons) -> None:
    assert told(tale()) == expected


def test_nothing_is_left_for_who_signed_on_site_with_calm_answers() -> None:
    found = reasons(sealed(signed()).walk())

    assert found == ()
    assert sentence(found) == "Ready for a clinician's decision on the day"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("practical", ("question-desk", "1 question waiting for the desk", "intake")),
        ("treatment", ("question-clinician", "1 question waiting for a clinician", "clinician")),
        ("not-sure", ("question-clinician", "1 question waiting for a clinician", "clinician")),
    ],
)
def test_a_question_waits_for_who_may_answer_it(subject: str, expected: tuple[str, str, str]) -> None:
    """P11-07"""
    assert told(asked(subject)) == [expected]


def test_questions_are_counted() -> None:
    tale = asked("treatment")
    tale.tells(QuestionAsked(subject="not-sure", form="", page=""))

    assert told(tale) == [("question-clinician", "2 questions waiting for a clinician", "clinician")]


def test_an_answered_question_is_no_reason() -> None:
    tale = sealed(signed())
    question = tale.tells(QuestionAsked(subject="treatment", form="", page=""))
    tale.tells(QuestionAnswered(question=question), CLINICIAN)

    assert told(tale) == []


def test_flags_wait_for_a_clinician_by_their_names() -> None:
    tale = answered("health/heart", pressure="yes", treated="no")

    assert told(tale) == [("flags", "2 flags not reviewed: H2, H1", "clinician")]


def test_a_flag_for_information_holds_nobody_up() -> None:
    tale = Tale().identified()
    tale.walks_to("signing/sign")
    tale.saves("health/reasons", reasons="anxiety")
    tale.saves("therapy/anxiety")
    tale.signs()

    assert told(sealed(tale)) == []


def test_a_flag_decided_with_proceed_is_no_reason() -> None:
    assert told(decided(answered("health/heart", pressure="yes", treated="no"), "proceed")) == []


@pytest.mark.parametrize("decision", ["do-not-proceed", "delay"])
def test_a_clinician_s_no_is_a_reason(decision: str) -> None:
    tale = decided(answered("health/heart", pressure="yes", treated="yes"), decision)

    assert told(tale) == [("decided", "clinician decided not to go on now: H1", "clinician")]


def test_an_urgent_answer_comes_first() -> None:
    tale = answered("mood/safety", death="daily")
    tale.tells(QuestionAsked(subject="practical", form="", page=""))

    assert told(tale)[0] == ("urgent", "urgent answer not reviewed: S1", "clinician")


def test_an_alert_is_a_reason_until_a_named_person_confirms_it() -> None:
    tale = decided(answered("mood/safety", death="daily"), "proceed")
    alert = tale.tells(AlertRaised(form="mood", rule="S1", raised_by="fact1"))
    waiting = told(tale)
    tale.tells(AlertAccepted(alert=alert, contact="Dr. Okafor", channel="pager"))
    paged = told(tale)
    tale.clock.move(minutes=15)
    late = told(tale)
    tale.tells(AlertConfirmed(alert=alert), CLINICIAN)

    assert waiting == [("alert", "an alert has not reached the on-call contact", "intake")]
    assert paged == [("unconfirmed", "nobody has confirmed an alert", "clinician")]
    assert late == [("unconfirmed-late", "nobody has confirmed an alert in time", "clinician")]
    assert told(tale) == []


@pytest.mark.parametrize("method", ["in-person", "video"])
def test_identity_is_no_reason_once_a_clinician_confirmed_it(method: str) -> None:
    """EIC-05: a link alone does not prove who signed."""
    tale = signed_from_afar()
    tale.tells(IdentityConfirmed(method=method), CLINICIAN)

    assert told(tale) == []


@pytest.mark.parametrize(("wants_call", "words"), [(False, "declined"), (True, "declined, asks for a call")])
def test_who_declined_waits_for_the_desk(wants_call: bool, words: str) -> None:
    tale = half_way()
    tale.tells(IntakeDeclined(wants_call=wants_call))

    assert [found[1:] for found in told(tale)] == [(words, "intake")]


def test_declining_does_not_hide_an_urgent_answer() -> None:
    """Dossier 9.3: somebody in danger who says no is still somebody in danger."""
    tale = half_way()
    tale.saves("mood/mood")
    raised_by = tale.saves("mood/safety", death="daily")
    tale.tells(AlertRaised(form="mood", rule="S1", raised_by=raised_by))
    tale.tells(IntakeDeclined(wants_call=False))

    assert told(tale) == [
        ("urgent", "urgent answer not reviewed: S1", "clinician"),
        ("alert", "an alert has not reached the on-call contact", "intake"),
        ("declined", "declined", "intake"),
    ]


def test_the_sentence_joins_all_reasons() -> None:
    found = reasons(wants_paper().walk())

    assert sentence(found) == "Asks for paper; not signed: 3 of 10 pages done"
