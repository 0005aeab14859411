"""A walk in another language: answers stay, what was affirmed is asked again (DESIGN 6)."""

from dataclasses import replace

from consentapp.domain.facts.intakes import AskedInPerson
from consentapp.domain.facts.walk import AnswersReviewed, FormSkipped
from tests.builders import (
    CLINICIAN,
    HEALTH,
    MOOD,
    RECORDS,
    RIGHT_NOW,
    SIGNING,
    SMALL_WALK,
    THERAPY,
    Tale,
    in_spanish,
)

SPANISH = tuple(in_spanish(form) for form in (RECORDS, HEALTH, THERAPY, RIGHT_NOW, SIGNING))
"""Everything of our own; the instrument "mood" has no Spanish."""


def a_tale() -> Tale:
    return Tale(*SPANISH).identified()


def keys(tale: Tale) -> list[str]:
    return [stop.key for stop in tale.walk().stops]


def next_key(tale: Tale) -> str:
    following = tale.walk().next
    return following.key if following else ""


def test_the_forms_are_those_of_the_language_that_was_chosen_last() -> None:
    walk = a_tale().speaks("es").walk()

    assert {form.language for form in walk.forms if form.id != "mood"} == {"es"}


def test_an_instrument_without_the_language_is_asked_in_person() -> None:
    """Dossier 7.3: shown in a language only when its owner's text is in hand."""
    tale = a_tale()
    before = keys(tale)
    tale.speaks("es")

    assert [key for key in before if key not in keys(tale)] == ["mood/mood", "mood/safety"]
    assert [form.id for form in tale.walk().ask_in_person] == ["mood"]


def test_a_consent_form_is_never_left_out_for_want_of_its_language() -> None:
    tale = Tale(in_spanish(RECORDS)).identified().speaks("es")

    assert keys(tale) == ["records/records", "therapy/risks", "therapy/route", "review", "signing/sign"]


def test_answers_stay_and_what_was_affirmed_is_asked_again() -> None:
    """DESIGN 6: that form's acknowledgments and checks are asked again."""
    tale = a_tale().walks_to("review").speaks("es")
    again = []
    while (key := next_key(tale)) != "review":
        again.append(key)
        tale.saves(key)

    assert again == ["records/records", "therapy/risks", "therapy/route"]
    assert tale.walk().answers["health/pressure"] == ("no",)


def test_answers_to_an_instrument_stay_where_it_cannot_be_asked_again() -> None:
    tale = a_tale().walks_to("therapy/risks").speaks("es")

    assert tale.walk().ask_in_person == ()
    assert tale.walk().answers["mood/low"] == ("never",)


def test_a_check_that_was_right_in_one_language_is_tried_anew_in_the_other() -> None:
    """EIC-04"""
    tale = a_tale().walks_to("therapy/route").speaks("es")
    tale.saves("records/records")
    tale.saves("therapy/risks", check_driving="today")
    missed = tale.walk().checks.to_teach(next(s for s in tale.walk().stations if s.key == "therapy/risks"))

    assert [item.link_id for item in missed] == ["check-driving"]
    assert len(tale.intake().attempts["therapy/check-driving"]) == 2


def test_going_back_to_the_first_language_needs_nothing_again() -> None:
    tale = a_tale().walks_to("review").speaks("es").speaks("en")

    assert next_key(tale) == "review"


def test_a_changed_question_is_asked_again_also_in_another_language() -> None:
    """What was answered under words that are not in force counts in no language."""
    tale = a_tale().walks_to("mood/mood")
    tale.saves("health/heart", text_digest="0" * 64)
    tale.speaks("es")
    tale.saves("records/records")

    assert next_key(tale) == "health/heart"


def test_the_whole_walk_can_be_signed_in_the_other_language() -> None:
    tale = a_tale().speaks("es")
    for key in SMALL_WALK[:-1]:
        if key == "review":
            tale.tells(AnswersReviewed())
        elif not key.startswith("mood/"):
            tale.saves(key)

    assert tale.walk().signing_station


def test_a_language_chosen_in_mid_crisis_lets_nobody_sign_past_the_questions_that_are_left() -> None:
    """Dossier 9.3: what was begun and raised a worry is asked to its end, by a person where not on the screen."""
    page, safety = MOOD.pages
    more = replace(safety, id="more", content=tuple(replace(i, link_id="more") for i in safety.items))
    tale = Tale(*SPANISH, replace(MOOD, pages=(page, safety, more))).identified().walks_to("mood/mood")
    tale.saves("mood/mood")
    tale.saves("mood/safety", death="daily")
    before = tale.walk().half_asked
    tale.speaks("es")
    for key in ("records/records", "therapy/risks", "therapy/route"):
        tale.saves(key)
    tale.tells(AnswersReviewed())
    tale.saves("right-now/right-now")
    held = tale.walk()
    tale.tells(AskedInPerson(form="mood"), CLINICIAN)

    assert (before, held.half_asked, held.signing_station) == (False, True, None)
    assert tale.walk().signing_station


def test_skipping_the_rest_after_a_worry_holds_signing_too() -> None:
    page, safety = MOOD.pages
    tale = Tale(replace(MOOD, pages=(safety, page))).identified().walks_to("mood/mood")
    tale.saves("mood/safety", death="daily")
    tale.tells(FormSkipped(form="mood", version="1", language="en"))

    assert tale.walk().half_asked
