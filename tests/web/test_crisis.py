"""An answer that someone must hear of now: help first, and only the truth about who is told (ES, clinical 9.3)."""

from dataclasses import replace

import pytest

from consentapp.domain.facts.intakes import AlertAccepted, AlertRaised, CrisisScreenShown, UnderAge
from consentapp.domain.facts.walk import FormSkipped, PageAnswered
from consentapp.domain.form import Safety
from tests.builders import MOOD, OFTEN, Pager, an_item
from tests.web.people import House, Patient, Person, packet_of

TOLD = "We are telling the clinic now."
NOT_TOLD = "Nobody is watching this form right now."
SKIP = "I do not want to answer these questions here. Ask me in person."

OTHERS = [
    "/walk", "/walk/welcome", "/walk/records/records", "/walk/mood/safety", "/walk/therapy/risks", "/walk/review",
    "/walk/signing/sign", "/walk/done", "/walk/more", "/walk/ask", "/walk/not-sure", "/walk/paper", "/walk/decline",
]  # fmt: skip


@pytest.fixture
def in_crisis(patient: Patient) -> Patient:
    """Who has just told us of thoughts of death, while somebody is on call."""
    patient.walks_to("Safety").saves(death="some")
    return patient


def told_worry(house: House, **parts: object) -> Person:
    """The same, in a clinic with these parts."""
    patient = house.with_parts(**parts).patient()
    return patient.walks_to("Safety").saves(death="daily")


# The screen -----------------------------------------------------------------------------------------------------------


def test_the_page_is_saved_and_help_is_shown_before_anything_else(house: House, in_crisis: Patient) -> None:
    assert house.told(in_crisis.intake, PageAnswered)[-1].page == "safety"
    assert in_crisis.browser.is_at("/walk/help-now")
    assert in_crisis.browser.page.heading == "Thank you for telling us"


def test_the_help_lines_are_one_tap_away(in_crisis: Patient) -> None:
    addresses = [href for _, href in in_crisis.browser.page.links]
    assert {"tel:988", "sms:988", "tel:911"} <= set(addresses)


def test_any_other_address_leads_to_the_help_first(in_crisis: Patient) -> None:
    assert [path for path in OTHERS if not in_crisis.browser.open(path).is_at("/walk/help-now")] == []


def comes_in(patient: Patient) -> Person:
    """Through the link again, in another browser."""
    visitor = patient.house.visitor()
    visitor.open(f"/l/{patient.link.token}").press("Open my form")
    return visitor.press("Go on", {"month": "3", "day": "27", "year": "1984"})  # type: ignore[return-value]


def test_help_comes_first_on_another_device_too(in_crisis: Patient) -> None:
    assert comes_in(in_crisis).is_at("/walk/help-now")


def test_help_comes_first_after_stopping_and_coming_back(in_crisis: Patient) -> None:
    in_crisis.browser.posts("/walk/stop")
    assert comes_in(in_crisis).is_at("/walk/help-now")


LEAVING = ["ask", "not-sure", "paper", "decline", "stop", "back", "text-size"]


@pytest.mark.parametrize("way", LEAVING)
def test_an_answer_that_was_only_typed_is_heard_whichever_button_leads_away(
    way: str, house: House, patient: Patient
) -> None:
    """It must not lie unheard in a draft."""
    browser = patient.walks_to("Safety").browser
    digest = browser.form("Save and go on").values["text_digest"][0]
    answered = browser.posts(
        "/walk/mood/safety", {"item-death": "daily", "text_digest": digest, "leave": way}
    )
    assert browser.open(answered.header("location")).is_at("/walk/help-now")
    assert len(house.facts(patient.intake, AlertAccepted)) == 1


def test_a_calm_answer_that_was_only_typed_alerts_nobody(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Safety").browser
    digest = browser.form("Save and go on").values["text_digest"][0]
    for way in LEAVING:
        browser.posts("/walk/mood/safety", {"item-death": "never", "text_digest": digest, "leave": way})
    assert house.facts(patient.intake, AlertRaised) == []


def test_an_answer_that_must_be_heard_never_lies_in_a_draft(house: House, patient: Patient) -> None:
    patient.walks_to("Safety").browser.posts("/walk/draft/mood/safety", {"item-death": "daily"})
    assert house.draft(patient.intake, "mood/safety") == ""


def test_help_comes_first_when_the_words_have_changed_meanwhile(house: House, patient: Patient) -> None:
    """Whatever else is wrong with the page, the answer on it is heard."""
    browser = patient.walks_to("Safety").browser
    answered = browser.posts(
        "/walk/mood/safety", {"item-death": "daily", "text_digest": "0" * 64, "leave": "stop"}
    )
    assert answered.status != 302 or "stopped" not in answered.header("location")


@pytest.mark.parametrize("answer", ["some", "often", "daily"])
def test_every_answer_above_never_shows_the_help(answer: str, patient: Patient) -> None:
    assert patient.walks_to("Safety").saves(death=answer).is_at("/walk/help-now")


def test_never_shows_no_help_screen_and_alerts_nobody(house: House, pager: Pager, patient: Patient) -> None:
    assert patient.walks_to("Safety").saves(death="never").is_at("/walk/therapy/risks")
    assert house.facts(patient.intake, AlertRaised) == []
    assert pager.taken == []


def test_the_button_says_go_on_and_the_walk_goes_on(house: House, in_crisis: Patient) -> None:
    browser = in_crisis.browser.press("Go on")
    assert browser.is_at("/walk/therapy/risks")
    assert len(house.facts(in_crisis.intake, CrisisScreenShown)) == 1


def test_the_help_is_not_shown_again_once_it_was_seen(in_crisis: Patient) -> None:
    in_crisis.browser.press("Go on")
    assert in_crisis.browser.open("/walk/help-now").is_at("/walk/therapy/risks")


def test_a_patient_who_told_us_can_still_sign(in_crisis: Patient) -> None:
    """It stops nobody from going on: a clinician decides."""
    in_crisis.browser.press("Go on")
    assert in_crisis.signs().is_at("/walk/done")


def test_the_same_answer_given_again_later_shows_the_help_again(house: House, in_crisis: Patient) -> None:
    browser = in_crisis.browser.press("Go on").open("/walk/mood/safety")
    browser.press("Save and go on", {"item-death": "daily"})
    assert browser.is_at("/walk/help-now")
    assert len(house.facts(in_crisis.intake, AlertRaised)) == 2


def test_the_screen_promises_nothing_that_depends_on_answers(in_crisis: Patient) -> None:
    assert not in_crisis.browser.shows("cannot go on")
    assert in_crisis.browser.shows("you can go on with the form.")


# How it is said -------------------------------------------------------------------------------------------------------

SOFT = "Many people have thoughts like these when life is hard."
URGENT = "Please talk with someone now."


def alerted(house: House, safety: Safety) -> Person:
    """Somebody whose answer is taken like this."""
    rules = tuple(replace(rule, safety=safety) for rule in MOOD.rules)
    there = house.with_parts(catalog=packet_of(replace(MOOD, rules=rules)))
    return there.patient().walks_to("Safety").saves(death="some")


def test_thoughts_without_a_sign_of_danger_are_met_more_softly(house: House) -> None:
    """Clinical dossier 9.3: a low alert."""
    browser = alerted(house, "low")
    assert browser.shows(SOFT)
    assert not browser.shows(URGENT)


@pytest.mark.parametrize("safety", ["moderate", "acute"])
def test_nearer_danger_is_met_with_urgency(safety: Safety, house: House) -> None:
    browser = alerted(house, safety)
    assert browser.shows(URGENT)
    assert not browser.shows(SOFT)


@pytest.mark.parametrize("safety", ["low", "moderate", "acute"])
def test_every_number_and_who_is_told_stand_on_each_of_them(safety: Safety, house: House) -> None:
    browser = alerted(house, safety)
    assert {"tel:988", "sms:988", "tel:911"} <= {href for _, href in browser.page.links}
    assert browser.shows(TOLD)


# Who is told ----------------------------------------------------------------------------------------------------------


def test_the_screen_says_the_clinic_is_told_once_the_alert_was_accepted(in_crisis: Patient) -> None:
    assert in_crisis.browser.shows(TOLD)
    assert not in_crisis.browser.shows(NOT_TOLD)


def test_the_alert_is_accepted_before_the_screen_says_so(
    house: House, pager: Pager, in_crisis: Patient
) -> None:
    (accepted,) = house.told(in_crisis.intake, AlertAccepted)
    assert (accepted.contact, accepted.channel) == ("Dr. Okafor", "pager")
    assert len(pager.taken) == 1


def test_the_screen_says_that_nobody_watches_when_the_alert_was_not_accepted(house: House) -> None:
    browser = told_worry(house, courier=Pager(up=False))
    assert browser.shows(NOT_TOLD)
    assert not browser.shows(TOLD)


def test_the_screen_says_that_nobody_watches_when_no_contact_is_set(house: House) -> None:
    browser = told_worry(house, site=replace(house.clinic.site, on_call=""))
    assert browser.shows(NOT_TOLD)


def test_the_screen_changes_once_the_worker_reached_the_contact(house: House) -> None:
    pager = Pager(up=False)
    there = house.with_parts(courier=pager)
    patient = there.patient()
    patient.walks_to("Safety").saves(death="some")
    pager.up = True
    there.works()
    assert patient.browser.open("/walk/help-now").shows(TOLD)


def test_an_alert_that_reached_nobody_is_first_on_the_worklist(house: House) -> None:
    there = house.with_parts(courier=Pager(up=False))
    patient = there.patient()
    patient.walks_to("Safety").saves(death="some")
    sentence = house.sentence(patient.intake)
    assert sentence.startswith("Urgent answer not reviewed: S1; an alert has not reached the on-call contact")


def test_what_the_record_says_was_shown_is_what_was_shown(house: House) -> None:
    there = house.with_parts(courier=Pager(up=False))
    patient = there.patient()
    patient.walks_to("Safety").saves(death="some").press("Go on")
    (shown,) = house.told(patient.intake, CrisisScreenShown)
    assert shown.said_told is False


def test_the_alert_carries_no_name_and_no_answer(pager: Pager, in_crisis: Patient) -> None:
    """AB-14: it may lie on a lock screen."""
    contact, message = pager.taken[0]
    assert contact == "Dr. Okafor"
    for word in ("Ana", "Ruiz", "1984", "death", "some"):
        assert word not in message.subject + message.body


def test_the_alert_leads_to_a_page_that_only_a_clinician_opens(
    house: House, pager: Pager, in_crisis: Patient
) -> None:
    address = pager.taken[0][1].body.split()[-1]
    path = address.removeprefix(house.clinic.site.address)
    assert house.visitor().open(path).is_at("/staff/sign-in")
    assert house.staff("intake").open(path).status == 403
    assert house.staff("clinician").open(path).shows("Ana Ruiz")


def test_a_courier_that_fails_in_a_new_way_never_hides_the_help(house: House) -> None:
    """Whatever breaks behind it, the person in front of the screen sees the help lines."""

    class Broken:
        channel = "broken"

        def deliver(self, contact: str, message: object) -> None:
            raise RuntimeError("nobody foresaw this")

    browser = told_worry(house, courier=Broken())
    assert browser.is_at("/walk/help-now")
    assert browser.shows(NOT_TOLD)


# Asked only where someone is on call ----------------------------------------------------------------------------------


def confirmed(house: House, pager: Pager) -> None:
    """The on-call contact said back the code of a test alert."""
    desk = house.staff("intake").open("/desk/on-call")
    desk.press("Send a test alert to Dr. Okafor")
    desk.press("Confirm the contact: Dr. Okafor", {"code": pager.taken[-1][1].body.split()[-1]})
    assert desk.shows("Confirmed: worrying answers reach Dr. Okafor.")


def test_by_link_the_questions_are_not_asked_without_a_confirmed_contact(house: House) -> None:
    patient = house.patient("remote")
    patient.walks_to("Sign")
    assert [path for path in patient.walker.pages if "/mood/" in path] == []
    assert patient.browser.open("/walk/mood/safety").is_at("/walk/signing/sign")


def test_the_worklist_says_ask_in_person_instead(house: House) -> None:
    patient = house.patient("remote")
    assert "mood: ask in person" in house.sentence(patient.intake).lower()


def test_by_link_the_questions_are_asked_once_a_contact_is_confirmed(house: House, pager: Pager) -> None:
    confirmed(house, pager)
    patient = house.patient("remote").walks_to("Safety")
    assert "/walk/mood/mood" in patient.walker.pages


def test_another_contact_has_to_be_confirmed_anew(house: House, pager: Pager) -> None:
    confirmed(house, pager)
    moved = house.with_parts(site=replace(house.clinic.site, on_call="Dr. Lind"))
    patient = moved.patient("remote").walks_to("Sign")
    assert "/walk/mood/mood" not in patient.walker.pages


def test_at_the_clinic_the_questions_are_always_asked(patient: Patient) -> None:
    assert "/walk/mood/mood" in patient.walks_to("Safety").walker.pages


# Not answering --------------------------------------------------------------------------------------------------------


def test_a_patient_may_choose_not_to_answer_here(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Mood").browser.press(SKIP)
    assert browser.is_at("/walk/therapy/risks")
    assert [skipped.form for skipped in house.told(patient.intake, FormSkipped)] == ["mood"]
    assert "mood: ask in person" in house.sentence(patient.intake).lower()


@pytest.mark.parametrize("heading", ["Mood", "Safety"])
def test_every_page_that_offers_not_to_answer_keeps_its_word(heading: str, patient: Patient) -> None:
    browser = patient.walks_to(heading).browser
    offered = [button[2] for form in browser.page.forms for button in form.buttons]
    if SKIP in offered:
        assert browser.press(SKIP).is_at("/walk/therapy/risks")


def test_the_question_about_death_can_be_left_to_a_talk_in_person(patient: Patient) -> None:
    """The one page on which not answering matters most."""
    browser = patient.walks_to("Safety").browser
    assert SKIP in [button[2] for form in browser.page.forms for button in form.buttons]


def test_other_pages_do_not_offer_it(patient: Patient) -> None:
    browser = patient.walks_to("Heart").browser
    assert SKIP not in [button[2] for form in browser.page.forms for button in form.buttons]


def test_no_other_form_can_be_left_out(house: House, patient: Patient) -> None:
    """P11-06"""
    walked = patient.walks_to("Route")
    for page in ("records/records", "health/reasons", "therapy/risks", "therapy/route"):
        assert walked.browser.posts(f"/walk/{page}", {"leave": "skip"}).status == 404, page
    assert house.facts(patient.intake, FormSkipped) == []


def test_who_did_not_want_to_answer_goes_on_to_sign(pager: Pager, patient: Patient) -> None:
    patient.walks_to("Mood").browser.press(SKIP)
    assert patient.signs().is_at("/walk/done")
    assert pager.taken == []


# The shipped questions ------------------------------------------------------------------------------------------------


def test_any_thought_of_death_on_the_phq_9_shows_the_help(shipped_house: House) -> None:
    patient = shipped_house.patient().walks_to("The last 2 weeks: one more")
    words = "Thoughts that you would be better off dead or of hurting yourself in some way"
    assert patient.browser.shows(words)
    assert patient.browser.shows("No permission required to reproduce, translate, display or distribute.")
    browser = patient.saves(item_9="several-days")
    assert browser.is_at("/walk/help-now")
    assert browser.shows(TOLD)
    assert browser.press("Go on").page.heading == "Your daily life"


def test_the_phq_9_is_not_asked_by_link_without_a_confirmed_contact(shipped_house: House) -> None:
    patient = shipped_house.patient("remote")
    patient.walks_to(shipped_house.forms["ketamine-assisted-therapy"].pages[0].title)
    assert [path for path in patient.walker.pages if "phq-9" in path] == []
    assert "phq-9: ask in person" in shipped_house.sentence(patient.intake).lower()


# Nobody answers -----------------------------------------------------------------------------------------------------------


def goes_on(patient: Patient) -> Person:
    return patient.browser.press("Go on")  # type: ignore[return-value]


UNHEARD = "We could not reach the clinic yet."


ELSEWHERE = [
    "/walk", "/walk/ask", "/walk/not-sure", "/walk/paper", "/walk/decline", "/walk/more", "/walk/welcome",
    "/walk/nothing/here",
]  # fmt: skip


def test_a_patient_is_told_on_every_page_when_nobody_confirms_in_time(
    house: House, in_crisis: Patient
) -> None:
    """Dossier 9.3: then show patient "we could not reach the clinic"."""
    browser = goes_on(in_crisis)
    before = [path for path in ELSEWHERE if browser.open(path).shows(UNHEARD)]
    house.clock.move(minutes=15)

    assert before == []
    assert [path for path in ELSEWHERE if not browser.open(path).shows(UNHEARD)] == []
    browser.open("/walk")
    assert in_crisis.walks_to("Route").browser.shows(UNHEARD)


def test_a_patient_is_told_after_signing_too(house: House, in_crisis: Patient) -> None:
    goes_on(in_crisis)
    in_crisis.signs()
    house.clock.move(minutes=15)

    assert in_crisis.browser.open("/walk/done").shows(UNHEARD)


@pytest.mark.parametrize("leaving", ["/walk/stop", "/walk/decline", "/walk/paper"])
def test_who_stops_is_told_so_on_the_last_page(leaving: str, house: House, in_crisis: Patient) -> None:
    browser = goes_on(in_crisis)
    house.clock.move(minutes=15)
    ended = browser.posts(leaving)

    assert browser.open(ended.header("location")).shows(UNHEARD)
    assert "stopped" in ended.header("location")


def test_who_only_holds_the_link_is_told_nothing_of_it(house: House, in_crisis: Patient) -> None:
    goes_on(in_crisis)
    house.clock.move(minutes=15)
    visitor = house.visitor()
    visitor.open(f"/l/{in_crisis.link.token}").press("Open my form")

    assert not visitor.open("/walk/who").shows(UNHEARD)


def test_the_notice_goes_once_a_named_person_confirms(house: House, in_crisis: Patient) -> None:
    goes_on(in_crisis)
    house.clock.move(minutes=20)
    clinician = house.staff("clinician").open(f"/clinician/intakes/{in_crisis.intake}")
    clinician.press("I have this alert and I am acting on it")

    assert clinician.shows("Dr. Ada Okafor confirmed it")
    assert not in_crisis.browser.open("/walk").shows(UNHEARD)


def at_two_questions(house: House) -> Patient:
    """In front of a page with a second question about safety."""
    page, safety = MOOD.pages
    two = replace(
        safety, content=(*safety.content, an_item("harm", "choice", "Thoughts of harm", options=OFTEN))
    )
    return house.with_parts(catalog=packet_of(replace(MOOD, pages=(page, two)))).patient().walks_to("Safety")


def test_who_leaves_a_page_of_several_such_questions_is_heard(house: House) -> None:
    """An answer that someone must hear of is saved even where the page is not whole; the page comes again."""
    patient = at_two_questions(house)
    patient.browser.press("Stop here and keep my answers", {"item-death": "often"})

    assert patient.browser.is_at("/walk/help-now")
    assert len(house.facts(patient.intake, AlertRaised)) == 1
    assert goes_on(patient).page.heading == "Safety"


def test_an_answer_that_must_be_heard_is_heard_beside_a_blank(house: House) -> None:
    """ "Save and go on" with another question unanswered: help first, the page comes again."""
    patient = at_two_questions(house)
    patient.browser.press("Save and go on", {"item-death": "often"})

    assert patient.browser.is_at("/walk/help-now")
    assert len(house.facts(patient.intake, AlertRaised)) == 1


def test_the_crisis_screen_itself_stops_saying_told_when_nobody_confirms(
    house: House, in_crisis: Patient
) -> None:
    before = in_crisis.browser.open("/walk/help-now").shows(TOLD)
    house.clock.move(minutes=16)

    assert (before, in_crisis.browser.open("/walk/help-now").shows(NOT_TOLD)) == (True, True)


def test_an_acute_answer_holds_signing_until_a_clinician_has_talked_with_the_patient(house: House) -> None:
    """Dossier 9.3: screening goes on, signing waits."""
    (rule,) = MOOD.rules
    acute = replace(rule, safety="acute", holds_signing=True)
    patient = house.with_parts(catalog=packet_of(replace(MOOD, rules=(acute,)))).patient()
    patient.walks_to("Safety").saves(death="daily")
    goes_on(patient)
    patient.walks_to("Sign")

    assert not patient.browser.page.forms or "Sign" not in {
        w for f in patient.browser.page.forms for _, _, w in f.buttons
    }
    assert "signing held: S1" in house.sentence(patient.intake)


# Under 18 -----------------------------------------------------------------------------------------------------------------


def test_a_date_of_birth_under_18_ends_kindly_before_any_question(house: House) -> None:
    link = house.link(house.registers())
    visitor = house.visitor()
    visitor.open(f"/l/{link.token}").press("Open my form")
    visitor.press("Go on", {"month": "3", "day": "27", "year": "2012"})

    assert visitor.page.heading == "This form is for adults"
    assert {"tel:988", "tel:911"} <= {href for _, href in visitor.page.links}
    assert visitor.open("/walk").is_at("/walk/who")


def test_a_date_under_18_costs_no_try(house: House) -> None:
    intake = house.registers()
    link = house.link(intake)
    visitor = house.visitor()
    visitor.open(f"/l/{link.token}").press("Open my form")
    for _ in range(7):
        visitor.open("/walk/who").press("Go on", {"month": "3", "day": "27", "year": "2012"})
    visitor.open("/walk/who").press("Go on", {"month": "3", "day": "27", "year": "1984"})

    assert visitor.is_at("/walk/welcome")
    assert len(house.facts(intake, UnderAge)) == 7
