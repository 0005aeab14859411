"""What a patient does on the pages: in order, under the words that were read, whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from consentapp.domain.errors import Ended, Incomplete, NotFound, NotNow, TextChanged
from consentapp.domain.facts.intakes import AlertRaised
from consentapp.domain.facts.walk import AnswersReviewed, FormSkipped, PageAnswered
from consentapp.ports import Clinic
from consentapp.services import pages, questions
from tests.builders import (
    RECORDS,
    SMALL_WALK,
    Visitor,
    a_paragraph,
    facts_of,
    jobs,
    small_catalog,
    worklist_row,
)


@pytest.fixture
def ana(clinic: Clinic) -> Visitor:
    return Visitor.identified(clinic)


def saves(ana: Visitor, key: str, given: dict[str, tuple[str, ...]], digest: str = "") -> Any:
    """Post exactly this, whatever the page would ask for."""
    form, _, page = key.partition("/")
    found = ana.clinic.catalog.forms[(form, "1", "en")].page(page)
    assert found
    return pages.save_page(
        ana.clinic,
        intake=ana.intake,
        form=form,
        page=page,
        given=given,
        text_digest=digest or found.text_digest,
    )


def rows(ana: Visitor) -> list[dict[str, Any]]:
    """The rows of the newest save."""
    return [row.values() for row in facts_of(ana.clinic, ana.intake, PageAnswered)[-1].fact.rows]


def size(ana: Visitor) -> int:
    return len(facts_of(ana.clinic, ana.intake))


# Order ------------------------------------------------------------------------------------------------------------------


def test_a_page_once_saved_leads_to_the_next(ana: Visitor) -> None:
    walk = ana.saves("records/records")

    assert walk.next
    assert walk.next.key == "health/reasons"


@pytest.mark.parametrize("key", [key for key in SMALL_WALK[1:] if key not in ("review", "signing/sign")])
def test_a_later_page_cannot_be_saved_before_the_first(ana: Visitor, key: str) -> None:
    """P11-06: posting straight to a later step is refused, and nothing of it is kept."""
    before = size(ana)

    with pytest.raises(NotNow, match="finish the pages before"):
        ana.saves(key)

    assert size(ana) == before


def test_reviewing_before_the_pages_are_done_is_refused(ana: Visitor) -> None:
    """P11-06"""
    ana.walks_to("therapy/route")

    with pytest.raises(NotNow, match="finish the pages before"):
        pages.review_answers(ana.clinic, intake=ana.intake)


def test_nothing_can_be_saved_before_the_birth_date(clinic: Clinic) -> None:
    ana = Visitor.registered(clinic)
    ana.gets_a_link()
    ana.opens_the_link()
    deeds: tuple[Callable[[], object], ...] = (
        lambda: ana.saves("records/records"),
        lambda: pages.review_answers(clinic, intake=ana.intake),
        lambda: pages.skip_form(clinic, intake=ana.intake, form="mood"),
        lambda: pages.keep_draft(clinic, intake=ana.intake, page="records/records", values="{}"),
    )

    for deed in deeds:
        with pytest.raises(NotNow, match="date of birth first"):
            deed()


@pytest.mark.parametrize("end", ["signs", "declines"])
def test_nothing_can_be_changed_after_the_end(clinic: Clinic, end: str) -> None:
    """P11-07: nobody edits a signed record."""
    ana = Visitor.about_to_sign(clinic)
    if end == "signs":
        ana.signs()
    else:
        questions.decline(clinic, intake=ana.intake, reason="", wants_call=False)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: ana.saves("records/records"),
        lambda: pages.review_answers(clinic, intake=ana.intake),
        lambda: pages.skip_form(clinic, intake=ana.intake, form="mood"),
        lambda: pages.keep_draft(clinic, intake=ana.intake, page="records/records", values="{}"),
    )
    before = size(ana)

    for deed in deeds:
        with pytest.raises(Ended):
            deed()
    assert size(ana) == before


@pytest.mark.parametrize("key", ["records/nothing", "nothing/records", "signing/sign"])
def test_a_page_that_takes_no_answers_is_not_found(ana: Visitor, key: str) -> None:
    form, _, page = key.partition("/")

    with pytest.raises(NotFound, match="no such page"):
        pages.save_page(ana.clinic, intake=ana.intake, form=form, page=page, given={}, text_digest="")


def test_an_offered_page_waits_until_its_form_may_be_read(ana: Visitor) -> None:
    """P11-06: nothing is acknowledged before electronic records are agreed to."""
    with pytest.raises(NotNow):
        ana.saves("therapy/anxiety")
    ana.walks_to("therapy/risks")

    ana.saves("therapy/anxiety")

    assert rows(ana)[0]["link_id"] == "anxiety-read"


# Words ------------------------------------------------------------------------------------------------------------------


def test_a_page_whose_words_have_changed_since_it_was_opened_is_not_saved(ana: Visitor) -> None:
    """Promise 1"""
    before = size(ana)

    with pytest.raises(TextChanged, match="read it again"):
        saves(ana, "records/records", {"records-agreed": ("yes",)}, digest="0" * 64)

    assert size(ana) == before


def test_the_words_that_were_read_are_kept_with_the_save(ana: Visitor) -> None:
    ana.saves("records/records")

    (told,) = facts_of(ana.clinic, ana.intake, PageAnswered)
    assert isinstance(told.fact, PageAnswered)
    with ana.clinic.store.reading() as reading:
        text = reading.text(told.fact.text_digest)
    assert text
    assert b"Call (555) 010-4477 for paper." in text.body


def test_a_page_saved_under_other_words_is_asked_again(ana: Visitor) -> None:
    ana.walks_to("signing/sign")
    page = RECORDS.pages[0]
    changed = replace(RECORDS, pages=(replace(page, content=(*page.content, a_paragraph("New."))),))
    later = replace(ana, clinic=replace(ana.clinic, catalog=small_catalog(changed)))

    assert later.walk.next
    assert later.walk.next.key == "records/records"


# Answers ----------------------------------------------------------------------------------------------------------------


def test_each_kind_of_item_is_kept_in_its_own_table(ana: Visitor) -> None:
    ana.walks_to("therapy/risks")
    ana.saves("therapy/risks")
    risks = facts_of(ana.clinic, ana.intake, PageAnswered)[-1].fact.rows
    ana.saves("therapy/route", route="nose")
    route = facts_of(ana.clinic, ana.intake, PageAnswered)[-1].fact.rows

    assert [row.table for row in risks] == ["comprehension", "acknowledgment"]
    assert [row.table for row in route] == ["preference", "acknowledgment"]


def test_an_acknowledgment_keeps_the_words_that_were_affirmed(ana: Visitor) -> None:
    ana.saves("records/records")

    (row,) = rows(ana)

    assert row["statement"] == "I agree to use electronic records."
    assert row["text_digest"] == ana.clinic.catalog.forms[("records", "1", "en")].pages[0].text_digest


@pytest.mark.parametrize("given", [{}, {"records-agreed": ()}, {"other": ("yes",)}])
def test_a_page_with_a_blank_is_not_saved(ana: Visitor, given: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(Incomplete) as refused:
        saves(ana, "records/records", given)

    assert refused.value.link_ids == ("records-agreed",)


@pytest.mark.parametrize("values", [("perhaps",), ("no", "perhaps"), ("no yes",), ("",)])
def test_an_answer_that_was_not_offered_is_not_saved(ana: Visitor, values: tuple[str, ...]) -> None:
    ana.walks_to("health/heart")

    with pytest.raises(Incomplete) as refused:
        saves(ana, "health/heart", {"pressure": values})

    assert refused.value.link_ids == ("pressure",)


def test_an_answer_that_opens_a_question_is_saved_and_the_page_is_shown_again(ana: Visitor) -> None:
    ana.walks_to("health/heart")

    walk = saves(ana, "health/heart", {"pressure": ("yes",)})

    assert walk.next
    assert walk.next.key == "health/heart"
    assert [row["link_id"] for row in rows(ana)] == ["pressure"]


def test_an_answer_that_closes_a_question_does_not_ask_it_any_more(ana: Visitor) -> None:
    """Who ticked yes by mistake is not made to answer what does not concern them."""
    ana.walks_to("health/heart")
    saves(ana, "health/heart", {"pressure": ("yes",)})

    walk = saves(ana, "health/heart", {"pressure": ("no",)})

    assert walk.next
    assert walk.next.key == "mood/mood"


def test_an_answer_to_a_question_that_is_closed_is_not_kept(ana: Visitor) -> None:
    ana.walks_to("health/heart")

    saves(ana, "health/heart", {"pressure": ("no",), "treated": ("no",)})

    assert [row["link_id"] for row in rows(ana)] == ["pressure"]


def test_an_answer_to_a_question_that_was_just_opened_must_be_one_that_is_offered(ana: Visitor) -> None:
    ana.walks_to("health/heart")

    with pytest.raises(Incomplete) as refused:
        saves(ana, "health/heart", {"pressure": ("yes",), "treated": ("perhaps",)})

    assert refused.value.link_ids == ("treated",)


def test_written_words_enter_as_they_read_everywhere(ana: Visitor) -> None:
    """AB-34"""
    ana.walks_to("health/heart")

    saves(ana, "health/heart", {"pressure": ("no",), "note": ("Cafe\u0301\r\n\x1b[2J\x00too much",)})

    assert rows(ana)[1]["value"] == "Café\n[2Jtoo much"


def test_a_wrong_and_a_right_attempt_are_two_facts(ana: Visitor) -> None:
    """EIC-04, promise 2"""
    ana.walks_to("therapy/risks")
    ana.saves("therapy/risks", check_driving="today")
    ana.saves("therapy/risks")

    attempts = ana.walk.intake.attempts["therapy/check-driving"]

    assert [(row.attempt, row.chosen, row.correct) for row in attempts] == [
        (1, "today", 0),
        (2, "next-day", 1),
    ]


def test_saving_a_page_again_after_a_right_answer_is_no_new_attempt(ana: Visitor) -> None:
    ana.walks_to("therapy/route")
    ana.saves("therapy/risks")

    assert len(ana.walk.intake.attempts["therapy/check-driving"]) == 1
    assert ana.walk.next
    assert ana.walk.next.key == "therapy/route"


def test_every_save_is_one_fact_in_one_transaction(ana: Visitor) -> None:
    """P11-05"""
    before = size(ana)

    with pytest.raises(ZeroDivisionError):
        replace(ana, clinic=replace(ana.clinic, entropy=_Broken())).saves("records/records")
    ana.saves("records/records")

    assert size(ana) == before + 1


class _Broken:
    def bytes(self, size: int) -> bytes:
        raise ZeroDivisionError


# Drafts -----------------------------------------------------------------------------------------------------------------


def test_a_draft_is_gone_with_the_save_of_its_page(ana: Visitor) -> None:
    pages.keep_draft(ana.clinic, intake=ana.intake, page="records/records", values='{"typed": ["half"]}')
    before = _draft(ana)
    ana.saves("records/records")

    assert (before, _draft(ana)) == ('{"typed": ["half"]}', "")


def test_a_draft_is_no_fact(ana: Visitor) -> None:
    before = size(ana)
    pages.keep_draft(ana.clinic, intake=ana.intake, page="records/records", values="{}")

    assert size(ana) == before


def _draft(ana: Visitor) -> str:
    with ana.clinic.store.reading() as reading:
        return reading.draft(ana.intake, "records/records")


# Review and skip ----------------------------------------------------------------------------------------------------------


def test_a_change_after_the_review_asks_for_another(ana: Visitor) -> None:
    """UE-03"""
    ana.walks_to("right-now/right-now")
    ana.saves("health/heart", note="I faint.")

    assert ana.walk.next
    assert ana.walk.next.key == "review"
    assert len(facts_of(ana.clinic, ana.intake, AnswersReviewed)) == 1


def test_a_form_that_needs_someone_on_call_can_be_left_for_a_person_to_ask(ana: Visitor) -> None:
    ana.walks_to("mood/mood")

    pages.skip_form(ana.clinic, intake=ana.intake, form="mood")

    assert ana.walk.next
    assert ana.walk.next.key == "therapy/risks"
    assert "Mood: ask in person" in worklist_row(ana.clinic, ana.intake).reason


@pytest.mark.parametrize("form", ["health", "therapy", "nothing"])
def test_no_other_form_can_be_skipped(ana: Visitor, form: str) -> None:
    with pytest.raises(NotFound):
        pages.skip_form(ana.clinic, intake=ana.intake, form=form)

    assert facts_of(ana.clinic, ana.intake, FormSkipped) == []


def test_a_form_that_was_begun_can_be_left_and_is_asked_in_person(ana: Visitor) -> None:
    """Dossier 9.3: who does not want to answer is somebody to talk with."""
    ana.walks_to("mood/safety")

    pages.skip_form(ana.clinic, intake=ana.intake, form="mood")

    assert [form.id for form in ana.walk.ask_in_person] == ["mood"]
    assert ana.walk.next
    assert not ana.walk.next.key.startswith("mood/")


def test_a_skipped_form_takes_no_answers(ana: Visitor) -> None:
    ana.walks_to("mood/mood")
    pages.skip_form(ana.clinic, intake=ana.intake, form="mood")

    with pytest.raises(NotFound):
        ana.saves("mood/mood")


# Alerts -----------------------------------------------------------------------------------------------------------------


def test_an_answer_that_someone_must_hear_of_is_an_alert_in_the_same_transaction(ana: Visitor) -> None:
    """Dossier 9.3"""
    ana.walks_to("mood/safety")
    ana.saves("mood/safety", death="some")

    page, alert = facts_of(ana.clinic, ana.intake)[-2:]
    (job,) = jobs(ana.clinic, "alert")

    assert alert.fact == AlertRaised(form="mood", rule="S1", raised_by=page.id)
    assert (job.cause, job.intake) == (alert.id, ana.intake)


def test_each_save_with_such_an_answer_alerts_again(ana: Visitor) -> None:
    ana.walks_to("mood/safety")
    for answer in ("some", "daily"):
        ana.saves("mood/safety", death=answer)

    assert len(facts_of(ana.clinic, ana.intake, AlertRaised)) == 2
    assert len(jobs(ana.clinic, "alert")) == 2


def test_a_later_page_does_not_alert_again(ana: Visitor) -> None:
    ana.walks_to("mood/safety")
    ana.saves("mood/safety", death="some")
    ana.saves("therapy/risks")

    assert len(facts_of(ana.clinic, ana.intake, AlertRaised)) == 1


def test_a_calm_answer_alerts_nobody(ana: Visitor) -> None:
    ana.walks_to("therapy/risks")

    assert jobs(ana.clinic, "alert") == []


def test_a_page_that_is_not_on_the_walk_cannot_be_saved(clinic: Clinic) -> None:
    ana = Visitor.identified(clinic, mode="remote")

    with pytest.raises(NotFound):
        saves(ana, "mood/safety", {"death": ("daily",)})
