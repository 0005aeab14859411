"""The order of the walk, what a page says when something is missing, and what it keeps (P11-06)."""

from html.parser import HTMLParser

import pytest

from consentapp.domain.facts.walk import AnswersReviewed, PageAnswered
from tests.builders import SMALL_WALK
from tests.web.people import House, Patient, Person

LATER = ["health/heart", "mood/mood", "therapy/risks", "therapy/route", "right-now/right-now", "signing/sign"]

NAMES = {
    "health/heart": {"item-pressure": "no"},
    "mood/mood": {"item-low": "never", "item-tired": "never"},
    "therapy/risks": {"item-check-driving": "next-day", "item-risks-read": "yes"},
    "therapy/route": {"item-route": "nose", "item-route-read": "yes"},
    "right-now/right-now": {"item-drunk": "no"},
    "signing/sign": {"printed_name": "Ana Ruiz", "method": "typed"},
}
"""Good answers for a page."""


def digest_of(house: House, key: str) -> str:
    form, _, page = key.partition("/")
    found = house.forms[form].page(page)
    assert found
    return found.text_digest


class Ids(HTMLParser):
    """Every id of a page, and where the links of its error summary lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.order: list[str] = []
        self.targets: list[str] = []
        self._in_summary = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if "govuk-error-summary" in (given.get("class") or "").split():
            self._in_summary = 1
            self.order.append("summary")
        elif self._in_summary and tag == "a":
            self.targets.append(str(given["href"]).removeprefix("#"))
        if tag == "h1":
            self.order.append("heading")
        if tag == "form" and self._in_summary:
            self._in_summary = 0


def ids_of(person: Person) -> Ids:
    return Ids(person.body.decode())


# The order ------------------------------------------------------------------------------------------------------------


def test_the_walk_comes_to_every_stop_in_the_order_of_the_packet(patient: Patient) -> None:
    patient.signs()
    visited = [path.removeprefix("/walk/") for path in patient.walker.pages]
    assert (*visited, "signing/sign") == SMALL_WALK


def test_a_later_page_leads_back_to_the_page_that_comes_next(patient: Patient) -> None:
    """P11-06"""
    browser = patient.walks_to("Reasons").browser
    assert [
        key for key in [*LATER, "review"] if not browser.open(f"/walk/{key}").is_at("/walk/health/reasons")
    ] == []


def test_a_later_page_cannot_be_posted(house: House, patient: Patient) -> None:
    """P11-06: with good answers, a good token and the right digest."""
    patient.walks_to("Reasons")
    before = house.record()
    for key in LATER:
        values = NAMES[key] | {"text_digest": digest_of(house, key)}
        assert patient.browser.posts(f"/walk/{key}", values).status == 409, key
    assert house.record() == before


def test_a_later_page_posted_empty_is_not_even_shown(patient: Patient) -> None:
    """P11-06: a refusal that shows the page would open what is not open yet."""
    patient.walks_to("Reasons")
    assert [key for key in LATER if patient.browser.posts(f"/walk/{key}").status != 409] == []


def test_the_review_cannot_be_posted_early(house: House, patient: Patient) -> None:
    """P11-06"""
    patient.walks_to("Route")
    assert patient.browser.posts("/walk/review").status == 409
    assert house.facts(patient.intake, AnswersReviewed) == []


def test_a_page_that_was_saved_can_be_opened_again(patient: Patient) -> None:
    """EIC-01"""
    patient.walks_to("Mood")
    assert patient.browser.open("/walk/records/records").page.heading == "Records"
    assert patient.browser.form("Save and go on").values["item-records-agreed"] == ["yes"]


def test_back_leads_to_the_page_before(patient: Patient) -> None:
    """EIC-01"""
    patient.walks_to("Heart")
    assert patient.browser.press("Back").is_at("/walk/health/reasons")


def test_back_on_the_first_page_leads_to_the_welcome(patient: Patient) -> None:
    assert patient.browser.press("Back").is_at("/walk/welcome")


def test_a_page_that_no_form_has_is_not_found(patient: Patient) -> None:
    for path in ("/walk/records/nothing", "/walk/nothing/records", "/walk/signing/%00", "/walk/%ff/x"):
        assert patient.browser.open(path).status == 404, path
        assert patient.browser.posts(path, {"leave": "stop"}).status == 404, path


def test_the_progress_says_which_form_and_how_far(patient: Patient) -> None:
    assert patient.browser.shows("Records: page 1 of 10")
    patient.walks_to("Mood")
    assert patient.browser.shows("Mood: page 4 of 10")
    patient.walks_to("Check your answers")
    assert patient.browser.shows("Nearly done: page 8 of 10")


def test_a_page_is_told_by_its_title(patient: Patient) -> None:
    assert "<title>Records – Riverside Clinic</title>" in patient.browser.body.decode()


# What is missing ------------------------------------------------------------------------------------------------------


def test_a_missing_answer_is_said_first_and_nothing_is_recorded(house: House, patient: Patient) -> None:
    before = house.record()
    browser = patient.browser.press("Save and go on")
    assert browser.status == 422
    assert ids_of(browser).order == ["summary", "heading"]
    assert "<title>Error: Records" in browser.body.decode()
    assert house.record() == before


def test_each_error_leads_to_a_place_on_the_page(patient: Patient) -> None:
    for heading in ("Records", "Reasons", "Heart", "Mood", "Safety", "Risks", "Route", "Right now"):
        found = ids_of(patient.walks_to(heading).browser.press("Save and go on"))
        assert found.targets, heading
        assert [target for target in found.targets if target not in found.ids] == [], heading


def test_other_answers_are_kept_on_an_error(patient: Patient) -> None:
    browser = patient.walks_to("Mood").browser.press("Save and go on", {"item-low": "often"})
    assert browser.status == 422
    assert browser.form("Save and go on").values["item-low"] == ["often"]


def test_an_error_says_what_to_do(patient: Patient) -> None:
    browser = patient.walks_to("Mood").browser.press("Save and go on")
    assert browser.shows("Choose one answer.")


def test_an_answer_that_stands_alone_is_refused_with_another(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Reasons").browser
    browser.press("Save and go on", {"item-reasons": ["depression", "unknown"]})
    assert browser.status == 422
    assert browser.shows("Choose one or the other.")
    assert browser.form("Save and go on").values["item-reasons"] == ["depression", "unknown"]


def test_several_answers_are_kept_each_by_itself(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Reasons").browser
    browser.press("Save and go on", {"item-reasons": ["depression", "anxiety"]})
    rows = house.rows("answer", "link_id = 'reasons'")
    assert [row["value"] for row in rows] == ["depression anxiety"]
    browser.open("/walk/health/reasons")
    assert browser.form("Save and go on").values["item-reasons"] == ["depression", "anxiety"]


def test_a_code_that_is_not_offered_is_no_answer(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Heart").browser
    for code in ("bogus", "YES", "yes ", "yes no", "0", "<b>", "nо"):
        browser.press("Save and go on", {"item-pressure": code})
        assert browser.status == 422, code
    assert house.rows("answer", "link_id = 'pressure'") == []


def test_a_code_that_is_not_offered_among_several_is_no_answer(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Reasons").browser
    assert browser.press("Save and go on", {"item-reasons": ["depression", "bogus"]}).status == 422


def test_two_answers_to_a_question_with_one_are_the_first(house: House, patient: Patient) -> None:
    patient.walks_to("Heart").browser.press("Save and go on", {"item-pressure": ["no", "yes"]})
    assert [row["value"] for row in house.rows("answer", "link_id = 'pressure'")] == ["no"]


def test_a_text_of_two_thousand_characters_is_saved_whole(house: House, patient: Patient) -> None:
    """AB-08"""
    browser = patient.walks_to("Heart").browser
    browser.press("Save and go on", {"item-pressure": "no", "item-note": "é" * 2000})
    assert [row["value"] for row in house.rows("answer", "link_id = 'note'")] == ["é" * 2000]


def test_a_longer_text_is_refused_and_kept_for_shortening(house: House, patient: Patient) -> None:
    """AB-08"""
    browser = patient.walks_to("Heart").browser
    browser.press("Save and go on", {"item-pressure": "no", "item-note": "x" * 2001})
    assert browser.status == 422
    assert browser.shows("Write 2000 characters or fewer.")
    assert browser.form("Save and go on").values["item-note"] == ["x" * 2001]


def test_a_longer_line_is_refused(patient: Patient) -> None:
    browser = patient.walks_to("Reasons").browser
    browser.press("Save and go on", {"item-reasons": "other"}).open("/walk/health/reasons")
    browser.press("Save and go on", {"item-reasons-other": "x" * 201})
    assert browser.status == 422
    assert browser.shows("Write 200 characters or fewer.")


def test_a_text_of_blanks_is_no_answer(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Heart").browser
    browser.press("Save and go on", {"item-pressure": "no", "item-note": " \n\t "})
    assert house.rows("answer", "link_id = 'note'") == []


# What an answer opens -------------------------------------------------------------------------------------------------


def test_an_answer_opens_its_question_on_the_same_page(patient: Patient) -> None:
    browser = patient.walks_to("Heart").browser
    assert not browser.shows("Is it treated?")
    browser.press("Save and go on", {"item-pressure": "yes"})
    assert browser.is_at("/walk/health/heart")
    assert browser.shows("Your answer opens a new question on this page.")
    assert browser.shows("Is it treated?")
    assert browser.form("Save and go on").values["item-pressure"] == ["yes"]


def test_a_question_that_may_stay_blank_is_shown_too_when_an_answer_opens_it(patient: Patient) -> None:
    browser = patient.walks_to("Reasons").browser.press("Save and go on", {"item-reasons": "other"})
    assert browser.is_at("/walk/health/reasons")
    assert browser.shows("Which other reason?")


def test_a_question_that_may_stay_blank_holds_nobody_up(patient: Patient) -> None:
    browser = patient.walks_to("Reasons").browser.press("Save and go on", {"item-reasons": "other"})
    assert browser.open("/walk/health/reasons").press("Save and go on").is_at("/walk/health/heart")


def test_the_question_that_was_opened_has_to_be_answered(patient: Patient) -> None:
    browser = patient.walks_to("Heart").browser
    browser.press("Save and go on", {"item-pressure": "yes"}).press("Save and go on")
    assert browser.status == 422
    assert browser.press("Save and go on", {"item-treated": "yes"}).is_at("/walk/mood/mood")


def test_an_answer_that_closes_a_question_needs_no_answer_to_it(patient: Patient) -> None:
    """Whoever chose "yes" by mistake and mends it need not answer what follows from "yes"."""
    browser = patient.walks_to("Heart").browser
    browser.press("Save and go on", {"item-pressure": "yes"})
    assert browser.press("Save and go on", {"item-pressure": "no"}).is_at("/walk/mood/mood")


def test_an_answer_to_a_closed_question_is_not_kept(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Heart").browser
    browser.press("Save and go on", {"item-pressure": "yes"}).press("Save and go on", {"item-treated": "no"})
    browser.open("/walk/health/heart").press("Save and go on", {"item-pressure": "no", "item-treated": "no"})
    newest = house.facts(patient.intake, PageAnswered)[-1].fact
    assert [row.values()["link_id"] for row in newest.rows] == ["pressure"]


# Changing -------------------------------------------------------------------------------------------------------------


def test_the_review_shows_every_answer_with_a_way_to_change_it(patient: Patient) -> None:
    """UETA 10: before signing, everything can be seen and mended."""
    browser = patient.walks_to("Check your answers").browser
    for words in (
        "Why are you here?",
        "Depression",
        "Do you have high blood pressure?",
        "Which way do you prefer?",
    ):
        assert browser.shows(words)
    changes = [href for words, href in browser.page.links if words == "Change"]
    assert "/walk/health/heart#item-pressure" in changes


def test_the_review_says_what_a_clinician_will_look_at_in_the_patient_s_words(house: House) -> None:
    """A flag explains itself to the person it is about."""
    patient = house.patient(pressure="yes", treated="no").walks_to("Check your answers")

    assert patient.browser.shows("Words for the patient: H1.")
    assert patient.browser.shows("Words for the patient: H2.")
    assert not patient.browser.shows("Reason of H1.")


def test_the_review_shows_no_check_and_no_acknowledgment(patient: Patient) -> None:
    browser = patient.walks_to("Check your answers").browser
    assert not browser.shows("When may you drive?")
    assert not browser.shows("I will not drive today.")


def test_each_change_leads_to_its_question(patient: Patient) -> None:
    browser = patient.walks_to("Check your answers").browser
    for words, href in list(browser.page.links):
        if words == "Change":
            path, _, target = href.partition("#")
            assert target in ids_of(browser.open(path)).ids


def test_an_answer_changed_after_the_review_asks_for_the_review_again(patient: Patient) -> None:
    """UETA 10"""
    patient.walks_to("Right now")
    patient.browser.open("/walk/health/heart").press("Save and go on", {"item-note": "one more thing"})
    assert patient.browser.is_at("/walk/review")
    assert patient.browser.shows("one more thing")


def test_both_answers_stay_on_record(house: House, patient: Patient) -> None:
    """P11-05: a change obscures nothing."""
    patient.walks_to("Check your answers")
    patient.browser.open("/walk/therapy/route").press("Save and go on", {"item-route": "nose"})
    assert [row["value"] for row in house.rows("preference")] == ["oral", "nose"]


def test_a_change_that_opens_a_page_leads_there(patient: Patient) -> None:
    patient.walks_to("Check your answers")
    patient.browser.open("/walk/health/reasons").press("Save and go on", {"item-reasons": "anxiety"})
    assert patient.browser.is_at("/walk/therapy/anxiety")


# Pages that are offered -----------------------------------------------------------------------------------------------


def test_a_page_about_what_a_patient_does_not_have_is_one_tap_away(patient: Patient) -> None:
    browser = patient.walks_to("Check your answers").browser
    browser.follow("More to read, if you wish").follow("Anxiety")
    assert browser.shows("Only small studies exist.")


def test_an_offered_page_counts_nowhere(patient: Patient) -> None:
    browser = patient.walks_to("Check your answers").browser
    assert " of 10" not in browser.open("/walk/therapy/anxiety").text


def test_an_offered_page_that_was_read_is_kept_and_leads_back(house: House, patient: Patient) -> None:
    browser = patient.walks_to("Check your answers").browser
    browser.open("/walk/therapy/anxiety").press("Save and go on", {"item-anxiety-read": "yes"})
    assert browser.is_at("/walk/more")
    assert house.told(patient.intake, PageAnswered)[-1].page == "anxiety"
    assert browser.follow("Back to my form").is_at("/walk/review")


def test_an_offered_page_can_be_left_without_an_answer(patient: Patient) -> None:
    browser = patient.walks_to("Check your answers").browser
    assert browser.open("/walk/therapy/anxiety").press("Leave this page").is_at("/walk/more")


# Checks of understanding ----------------------------------------------------------------------------------------------


@pytest.fixture
def at_a_check(patient: Patient) -> Patient:
    return patient.walks_to("Risks")


def test_a_wrong_answer_to_a_check_is_taught_once_and_asked_again(at_a_check: Patient) -> None:
    """EIC-04"""
    browser = at_a_check.saves(check_driving="today")
    assert browser.is_at("/walk/therapy/risks")
    assert browser.shows("Not quite.")
    assert browser.shows("You are slower until you have slept.")
    assert "teach" in ids_of(browser).ids


def test_a_right_second_answer_goes_on(at_a_check: Patient) -> None:
    """EIC-04"""
    at_a_check.saves(check_driving="today")
    browser = at_a_check.saves(check_driving="next-day")
    assert browser.is_at("/walk/therapy/route")
    assert not browser.shows("About your last answer")


def test_a_second_wrong_answer_goes_on_with_the_reason_shown(at_a_check: Patient) -> None:
    """EIC-04: it never blocks."""
    at_a_check.saves(check_driving="today")
    browser = at_a_check.saves(check_driving="today")
    assert browser.is_at("/walk/therapy/route")
    assert browser.shows("About your last answer: You are slower until you have slept.")
    assert browser.shows("A clinician will go through this with you in person.")


def test_the_reason_is_shown_once(at_a_check: Patient) -> None:
    at_a_check.saves(check_driving="today")
    browser = at_a_check.saves(check_driving="today")
    assert not browser.open("/walk/therapy/route").shows("About your last answer")


def test_a_check_that_stayed_wrong_waits_for_a_clinician(house: House, at_a_check: Patient) -> None:
    """EIC-04"""
    at_a_check.saves(check_driving="today")
    at_a_check.saves(check_driving="today")
    assert "teach again before the first dose: 1 check" in house.sentence(at_a_check.intake).lower()


def test_a_check_that_stayed_wrong_keeps_nobody_from_signing(at_a_check: Patient) -> None:
    """EIC-04"""
    at_a_check.saves(check_driving="today")
    at_a_check.saves(check_driving="today")
    assert at_a_check.signs().is_at("/walk/done")


def test_each_attempt_at_a_check_is_kept(house: House, at_a_check: Patient) -> None:
    """EIC-04"""
    at_a_check.saves(check_driving="today")
    at_a_check.saves(check_driving="next-day")
    rows = house.rows("comprehension")
    assert [(row["attempt"], row["chosen"], row["correct"]) for row in rows] == [
        (1, "today", 0),
        (2, "next-day", 1),
    ]


def test_no_page_tells_the_right_answer_of_a_check(at_a_check: Patient) -> None:
    """A check that can be read from the page checks nothing."""
    body = at_a_check.browser.body.decode()
    assert "correct" not in body
    assert "You are slower until you have slept." not in body


def test_a_patient_may_say_no_with_a_check_unanswered(at_a_check: Patient) -> None:
    """EIC-04"""
    browser = at_a_check.browser.press("I do not want this").press("I do not want this")
    assert browser.is_at("/walk/stopped/declined")
