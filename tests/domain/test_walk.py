"""The order of the walk, and what stands between a patient and the signature (P11-06)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentapp.domain.facts.intakes import (
    AskedInPerson,
    FlagReviewed,
    IntakeDeclined,
    LinkMade,
    LinkOpened,
    QuestionAnswered,
    QuestionAsked,
)
from consentapp.domain.facts.walk import AnswersReviewed, FormSkipped, PageAnswered
from consentapp.domain.form import Form
from consentapp.domain.stops import Review, Station
from consentapp.domain.walk import Walk
from tests.builders import (
    CLINICIAN,
    DESK,
    HEALTH,
    SMALL_WALK,
    THERAPY,
    Tale,
    a_paragraph,
    a_rule,
    an_item,
    small_catalog,
    when,
)


def keys(walk: Walk) -> list[str]:
    return [stop.key for stop in walk.stops]


def next_key(walk: Walk) -> str:
    return walk.next.key if walk.next else ""


def station(walk: Walk, key: str) -> Station:
    form, _, page = key.partition("/")
    found = walk.station(form, page)
    assert found
    return found


def reviewed(tale: Tale, decision: str) -> None:
    """A clinician decides on every flag that holds signing."""
    for held in tale.walk().holds:
        flag = FlagReviewed(
            form=held.flag.form, rule=held.flag.rule.id, raised_by=held.raised_by, decision=decision
        )
        tale.tells(flag, CLINICIAN)


# The order ------------------------------------------------------------------------------------------------------------


def test_the_walk_has_every_page_of_the_packet_in_order() -> None:
    assert keys(Tale().identified().walk()) == list(SMALL_WALK)


def test_each_saved_page_leads_to_the_next() -> None:
    tale = Tale().identified()

    led = []
    for key in SMALL_WALK[:-1]:
        led.append(next_key(tale.walk()))
        if key == "review":
            tale.tells(AnswersReviewed())
        else:
            tale.saves(key)

    assert [*led, next_key(tale.walk())] == list(SMALL_WALK)


@pytest.mark.parametrize("left_out", SMALL_WALK[:-1])
def test_no_page_can_be_left_out_before_signing(left_out: str) -> None:
    """P11-06: everything but one page is done, and the signature is out of reach."""
    tale = Tale().identified()
    for key in SMALL_WALK[:-1]:
        if key == left_out:
            continue
        if key == "review":
            tale.tells(AnswersReviewed())
        else:
            tale.saves(key)

    walk = tale.walk()

    assert next_key(walk) == left_out
    assert walk.signing_station is None
    assert not walk.reachable(station(walk, "signing/sign"))


@given(st.lists(st.sampled_from(SMALL_WALK[:-1]), max_size=30))
def test_only_the_whole_walk_in_its_order_leads_to_the_signature(saves: list[str]) -> None:
    """P11-06: whatever pages are saved in whatever order, signing needs each of them and a review after the last."""
    tale = Tale().identified()
    for key in saves:
        if key == "review":
            tale.tells(AnswersReviewed())
        else:
            tale.saves(key)

    before_review = set(SMALL_WALK[: SMALL_WALK.index("review")])
    last = max((n for n, key in enumerate(saves) if key in before_review), default=-1)
    whole = before_review <= set(saves) and "right-now/right-now" in saves and "review" in saves[last + 1 :]

    assert (tale.walk().signing_station is not None) == whole


def test_a_page_is_reachable_only_when_all_before_it_are_complete() -> None:
    tale = Tale().identified().walks_to("health/heart")

    walk = tale.walk()

    assert walk.reachable(station(walk, "health/heart"))
    assert walk.reachable(station(walk, "records/records"))
    assert not walk.reachable(station(walk, "mood/mood"))
    assert not walk.reachable(Review())


def test_the_stop_before_is_the_one_walked_before() -> None:
    walk = Tale().identified().walks_to("mood/mood").walk()

    assert walk.before(station(walk, "mood/mood")) == station(walk, "health/heart")
    assert walk.before(station(walk, "records/records")) is None


def test_nothing_comes_next_once_signed() -> None:
    tale = Tale().identified().walks_to("signing/sign")
    tale.signs()

    assert tale.walk().next is None


def test_an_intake_of_a_form_that_is_not_at_hand_is_a_key_error() -> None:
    tale = Tale()
    tale.forms = {key: form for key, form in tale.forms.items() if key[0] != "mood"}

    with pytest.raises(KeyError, match="mood"):
        tale.walk()


# Conditions -------------------------------------------------------------------------------------------------------------


def test_a_page_about_what_the_patient_has_is_on_the_walk() -> None:
    tale = Tale().identified()
    tale.saves("health/reasons", reasons=("depression", "anxiety"))

    walk = tale.walk()

    assert "therapy/anxiety" in keys(walk)
    assert walk.offered == ()


def test_a_page_about_what_the_patient_does_not_have_is_offered_and_not_on_the_way() -> None:
    tale = Tale().identified().walks_to("mood/mood")
    early = tale.walk()
    walk = tale.walks_to("therapy/risks").walk()

    assert "therapy/anxiety" not in keys(walk)
    assert [offered.key for offered in walk.offered] == ["therapy/anxiety"]
    assert not early.reachable(early.offered[0])
    assert walk.reachable(walk.offered[0])


def test_an_offered_page_that_was_read_does_not_come_onto_the_way() -> None:
    tale = Tale().identified().walks_to("signing/sign")
    tale.saves("therapy/anxiety")

    assert next_key(tale.walk()) == "signing/sign"


def test_a_changed_answer_brings_its_page_onto_the_way_again() -> None:
    tale = Tale().identified().walks_to("signing/sign")
    tale.saves("health/reasons", reasons="anxiety")

    assert next_key(tale.walk()) == "therapy/anxiety"


def test_a_condition_on_a_question_that_nobody_asked_hides_the_page() -> None:
    unknown = replace(THERAPY.pages[0], enable_when=when("health/never-asked", "yes"))
    tale = Tale(replace(THERAPY, pages=(unknown, *THERAPY.pages[1:])))

    assert "therapy/risks" not in keys(tale.walk())


def test_an_answer_that_opens_a_question_leaves_its_page_incomplete() -> None:
    tale = Tale().identified().walks_to("health/heart")
    tale.saves("health/heart", pressure="yes", treated=())

    assert next_key(tale.walk()) == "health/heart"
    assert [item.link_id for item in tale.walk().asked(station(tale.walk(), "health/heart"))] == [
        "pressure", "treated", "note",
    ]  # fmt: skip


# Text -------------------------------------------------------------------------------------------------------------------


def changed_risks() -> Form:
    page = THERAPY.pages[0]
    content = (*page.content, a_paragraph("It can hurt your bladder."))
    return replace(THERAPY, pages=(replace(page, content=content), *THERAPY.pages[1:]))


def test_a_page_saved_under_other_words_is_incomplete_again() -> None:
    """Promise 1: what counts is what was read."""
    tale = Tale().identified().walks_to("signing/sign")
    tale.forms = small_catalog(changed_risks()).forms

    assert next_key(tale.walk()) == "therapy/risks"


def test_reading_the_new_words_needs_a_new_review() -> None:
    tale = Tale().identified().walks_to("signing/sign")
    tale.forms = small_catalog(changed_risks()).forms
    tale.saves("therapy/risks")

    assert next_key(tale.walk()) == "review"


def test_a_question_added_to_a_page_is_asked_of_those_who_saved_it_before() -> None:
    tale = Tale().identified().walks_to("mood/mood")
    form = tale.forms[("health", "1", "en")]
    asked = an_item("kidneys", "choice", "Are your kidneys well?", "yes", "no")
    page = replace(form.pages[1], content=(*form.pages[1].content, asked))
    tale.forms = {**tale.forms, ("health", "1", "en"): replace(form, pages=(form.pages[0], page))}

    assert next_key(tale.walk()) == "health/heart"


# Comprehension ----------------------------------------------------------------------------------------------------------


def test_a_wrong_answer_is_taught_again_before_the_walk_goes_on() -> None:
    """EIC-04"""
    tale = Tale().identified().walks_to("therapy/risks")
    tale.saves("therapy/risks", check_driving="today")

    walk = tale.walk()

    assert next_key(walk) == "therapy/risks"
    assert [item.link_id for item in walk.checks.to_teach(station(walk, "therapy/risks"))] == [
        "check-driving"
    ]
    assert walk.checks.missed(walk.stations) == ()


def test_after_a_second_wrong_answer_the_walk_goes_on_and_a_clinician_teaches() -> None:
    """EIC-04: a check never blocks."""
    tale = Tale().identified().walks_to("therapy/risks")
    tale.saves("therapy/risks", check_driving="today")
    tale.saves("therapy/risks", check_driving="today")

    walk = tale.walk()

    assert next_key(walk) == "therapy/route"
    assert [(at.key, item.link_id) for at, item in walk.checks.missed(walk.stations)] == [
        ("therapy/risks", "check-driving")
    ]


def test_a_right_answer_after_a_wrong_one_leaves_nothing_to_teach() -> None:
    tale = Tale().identified().walks_to("therapy/risks")
    tale.saves("therapy/risks", check_driving="today")
    tale.saves("therapy/risks", check_driving="next-day")

    walk = tale.walk()

    assert next_key(walk) == "therapy/route"
    assert walk.checks.missed(walk.stations) == ()


def test_every_attempt_is_kept() -> None:
    tale = Tale().identified().walks_to("therapy/risks")
    tale.saves("therapy/risks", check_driving="today")
    tale.saves("therapy/risks", check_driving="next-day")

    attempts = tale.intake().attempts["therapy/check-driving"]

    assert [(a.attempt, a.chosen, a.correct) for a in attempts] == [(1, "today", 0), (2, "next-day", 1)]


# Review -----------------------------------------------------------------------------------------------------------------


def test_an_answer_changed_after_the_review_needs_a_new_review() -> None:
    """UE-03"""
    tale = Tale().identified().walks_to("signing/sign")
    tale.saves("health/heart", note="I faint at times.")

    assert next_key(tale.walk()) == "review"


def test_answers_given_after_the_review_need_no_other() -> None:
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now")

    assert next_key(tale.walk()) == "signing/sign"


# Freshness and holds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "following"), [(60, "signing/sign"), (61, "right-now/right-now")])
def test_answers_about_right_now_count_for_an_hour(minutes: int, following: str) -> None:
    tale = Tale().identified().walks_to("signing/sign")
    tale.clock.move(minutes=minutes)

    assert next_key(tale.walk()) == following


def test_other_answers_do_not_grow_old() -> None:
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.clock.move(days=400)

    assert next_key(tale.walk()) == "right-now/right-now"


@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_an_answer_that_holds_signing_keeps_the_patient_from_it(answer: str) -> None:
    """C25: consent given while drunk or drowsy is none."""
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now", drunk=answer)

    walk = tale.walk()

    assert [held.flag.rule.id for held in walk.holds] == ["N1"]
    assert walk.signing_station is None


def test_an_answer_that_holds_signing_does_not_grow_old() -> None:
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now", drunk="yes")
    tale.clock.move(days=3)

    assert next_key(tale.walk()) == "signing/sign"
    assert tale.walk().signing_station is None


@pytest.mark.parametrize(
    ("decision", "may_sign"), [("proceed", True), ("do-not-proceed", False), ("delay", False)]
)
def test_only_a_clinician_s_proceed_lifts_a_hold(decision: str, may_sign: bool) -> None:
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now", drunk="yes")
    reviewed(tale, decision)

    assert (tale.walk().signing_station is not None) is may_sign


def test_the_newest_decision_on_a_hold_counts() -> None:
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now", drunk="yes")
    reviewed(tale, "delay")
    reviewed(tale, "proceed")

    assert tale.walk().signing_station is not None


def test_a_decision_counts_only_for_the_answer_it_was_made_on() -> None:
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now", drunk="yes")
    reviewed(tale, "proceed")
    tale.saves("right-now/right-now", drunk="no")
    tale.saves("right-now/right-now", drunk="yes")

    assert tale.walk().signing_station is None


def test_a_decision_stays_when_the_page_is_saved_again_unchanged() -> None:
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now", drunk="yes")
    reviewed(tale, "proceed")
    tale.saves("right-now/right-now", drunk="yes")

    assert tale.walk().signing_station is not None


def test_a_hold_is_not_lifted_by_changing_the_answer() -> None:
    """AB-25: whoever is pushed to sign may be pushed to say that nobody pushes."""
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now", drunk="yes")
    tale.saves("right-now/right-now", drunk="no")

    (raised,) = tale.walk().holds

    assert tale.walk().signing_station is None
    assert not raised.standing


def test_an_urgent_answer_stays_a_flag_when_it_is_changed() -> None:
    """Dossier 9.3"""
    tale = Tale().identified().walks_to("mood/safety")
    urgent = tale.saves("mood/safety", death="daily")
    tale.saves("mood/safety", death="never")

    assert [(r.raised_by, r.standing) for r in tale.walk().flags if r.flag.rule.crisis] == [(urgent, False)]


def test_a_caution_that_was_a_mistake_goes_with_the_answer() -> None:
    tale = Tale().identified().walks_to("health/heart")
    tale.saves("health/heart", pressure="yes", treated="yes")
    tale.saves("health/heart", pressure="no")

    assert tale.walk().flags == ()


def test_once_a_hold_is_lifted_the_questions_about_right_now_grow_old_again() -> None:
    tale = Tale().identified().walks_to("right-now/right-now")
    tale.saves("right-now/right-now", drunk="yes")
    reviewed(tale, "proceed")
    tale.clock.move(minutes=61)

    assert next_key(tale.walk()) == "right-now/right-now"


# What else stands in the way --------------------------------------------------------------------------------------------------


def test_nothing_stands_in_the_way_of_who_has_walked_it_all() -> None:
    walk = Tale().identified().walks_to("signing/sign").walk()

    assert walk.signing_station == station(walk, "signing/sign")


def test_an_open_question_holds_signing_until_it_is_answered() -> None:
    """EIC-03"""
    tale = Tale().identified().walks_to("signing/sign")
    asked = tale.tells(QuestionAsked(subject="treatment", form="therapy", page="risks"))
    before = tale.walk().signing_station
    tale.tells(QuestionAnswered(question=asked), CLINICIAN)

    assert before is None
    assert tale.walk().signing_station is not None


def test_who_never_told_the_birth_date_cannot_sign() -> None:
    walk = Tale().walks_to("signing/sign").walk()

    assert walk.signing_station is None


def test_who_declined_cannot_sign() -> None:
    tale = Tale().identified().walks_to("signing/sign")
    tale.tells(IntakeDeclined(wants_call=False))

    assert tale.walk().signing_station is None


def test_who_signed_cannot_sign_again() -> None:
    tale = Tale().identified().walks_to("signing/sign")
    tale.signs()

    assert tale.walk().signing_station is None


# Questions that need someone on call -----------------------------------------------------------------------------------------


def asks_mood(walk: Walk) -> bool:
    return "mood/mood" in keys(walk)


@pytest.mark.parametrize(
    ("mode", "on_call", "asked"),
    [("remote", False, False), ("remote", True, True), ("on-site", False, True), ("on-site", True, True)],
)
def test_questions_on_suicide_need_someone_on_call_or_at_hand(mode: str, on_call: bool, asked: bool) -> None:
    """Dossier 9.3"""
    walk = Tale().identified(mode).walk(on_call=on_call)

    assert asks_mood(walk) is asked
    assert [form.id for form in walk.ask_in_person] == ([] if asked else ["mood"])


def test_the_link_that_was_opened_last_says_where_the_patient_is() -> None:
    tale = Tale().identified("remote")
    tale.tells(LinkOpened(link="link2", mode="on-site"))

    assert asks_mood(tale.walk())


def test_what_was_answered_on_site_stays_when_the_patient_goes_on_at_home() -> None:
    tale = Tale().identified("on-site").walks_to("therapy/risks")
    tale.tells(LinkOpened(link="link2", mode="remote"))

    assert asks_mood(tale.walk())


def test_a_form_is_asked_whole_or_not_at_all() -> None:
    """A score of half the questions is none."""
    tale = Tale().identified("on-site").walks_to("mood/safety")
    tale.tells(LinkOpened(link="link2", mode="remote"))

    walk = tale.walk()

    assert not asks_mood(walk)
    assert [form.id for form in walk.ask_in_person] == ["mood"]


def test_each_link_has_its_own_place_whatever_was_opened_last() -> None:
    """Two devices at once: what is asked depends on the one in hand."""
    tale = Tale().identified("on-site")
    tale.tells(LinkMade(link="link2", mode="remote", ends_at="2026-12-23T17:00:00.000Z"), DESK)
    tale.tells(LinkOpened(link="link2", mode="remote"))

    assert asks_mood(tale.walk(link="link1"))
    assert not asks_mood(tale.walk(link="link2"))


def test_a_form_that_a_clinician_asked_in_person_is_not_asked_again() -> None:
    tale = Tale().identified("remote")
    tale.tells(AskedInPerson(form="mood"), CLINICIAN)

    walk = tale.walk(on_call=True)

    assert not asks_mood(walk)
    assert walk.ask_in_person == ()


def test_a_skipped_form_is_asked_in_person_and_not_on_the_walk() -> None:
    tale = Tale().identified()
    tale.tells(FormSkipped(form="mood", version="1", language="en"))

    walk = tale.walk()

    assert not asks_mood(walk)
    assert [form.id for form in walk.ask_in_person] == ["mood"]


def test_a_form_that_is_not_asked_does_not_stand_in_the_way() -> None:
    tale = Tale().identified("remote")
    for key in SMALL_WALK[:-1]:
        if key == "review":
            tale.tells(AnswersReviewed())
        elif not key.startswith("mood/"):
            tale.saves(key)

    assert tale.walk().signing_station is not None


# Flags --------------------------------------------------------------------------------------------------------------------


def test_a_flag_names_the_save_that_raised_it_and_not_a_later_one_that_says_the_same() -> None:
    tale = Tale().identified().walks_to("health/heart")
    first = tale.saves("health/heart", pressure="yes", treated="yes")
    newest = tale.saves("health/heart", pressure="yes", treated="no")

    assert {(r.flag.rule.id, r.raised_by) for r in tale.walk().flags} == {("H1", first), ("H2", newest)}


def test_a_flag_carries_its_decision_and_who_made_it() -> None:
    tale = Tale().identified().walks_to("health/heart")
    raised_by = tale.saves("health/heart", pressure="yes", treated="yes")
    tale.tells(FlagReviewed(form="health", rule="H1", raised_by=raised_by, decision="proceed"), CLINICIAN)

    (raised,) = tale.walk().flags

    assert (raised.open, raised.decision, raised.decided_by) == (False, "proceed", "clinician")


def test_a_rule_may_ask_about_an_earlier_form() -> None:
    """A form that the catalog takes never breaks a patient's walk."""
    rule = a_rule("X1", "caution", "health/pressure", "yes")
    across = replace(THERAPY, rules=(rule,))
    tale = Tale(across).identified()
    tale.saves("health/reasons")
    saved = tale.saves("health/heart", pressure="yes", treated="yes")

    raised = next(r for r in tale.walk().flags if r.flag.form == "therapy")

    assert raised.raised_by == saved


def test_a_rule_may_ask_for_an_answer_that_is_not_there() -> None:
    rule = replace(a_rule("X2", "info", "pressure"), when=when("pressure", False, "exists"))
    tale = Tale(replace(HEALTH, rules=(rule,))).identified().walks_to("health/heart")
    before = tale.walk().flags
    saved = tale.saves("health/heart", pressure=())

    assert before == ()
    assert [(r.flag.rule.id, r.raised_by) for r in tale.walk().flags] == [("X2", saved)]


def test_a_save_holds_only_what_the_answers_called_for() -> None:
    tale = Tale().identified().walks_to("health/heart")
    tale.saves("health/heart", pressure="no", treated="no")

    last = tale.facts[-1].fact

    assert isinstance(last, PageAnswered)
    assert [row.values()["link_id"] for row in last.rows] == ["pressure"]
