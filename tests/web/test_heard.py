"""Whatever is wrong with a page, an answer on it that someone must hear of is heard."""

import pytest

from consentapp.domain.facts.intakes import AlertRaised
from consentapp.domain.facts.walk import FormSkipped, PageAnswered
from consentapp.domain.form import Form
from consentapp.services import audits
from tests.builders import HEALTH, MOOD, Pager
from tests.web.people import House, Patient, Person, meanwhile

SKIP = "I do not want to answer these questions here. Ask me in person."


@pytest.fixture
def at_the_question(patient: Patient) -> Patient:
    return patient.walks_to("Safety")


def answers(browser: Person, button: str = "Save and go on", death: str = "daily") -> Person:
    return browser.press(button, {"item-death": death})  # type: ignore[return-value]


def is_heard(house: House, intake: str) -> bool:
    return [raised.rule for raised in house.told(intake, AlertRaised)] == ["S1"]


@pytest.mark.parametrize(("form", "page"), [(MOOD, "safety"), (HEALTH, "reasons")], ids=["its", "an earlier"])
def test_an_answer_is_heard_though_words_have_changed_meanwhile(
    form: Form, page: str, house: House, at_the_question: Patient
) -> None:
    """Those of its own page, or those of a page before it, which is open again."""
    _, there = meanwhile(at_the_question, form, page)
    answers(there)

    assert there.is_at("/walk/help-now")
    assert is_heard(house, at_the_question.intake)


def test_it_is_recorded_under_the_words_that_were_shown(house: House, at_the_question: Patient) -> None:
    shown = at_the_question.browser.form("Save and go on").values["text_digest"]
    changed, there = meanwhile(at_the_question, MOOD, "safety")
    answers(there)
    told = house.told(at_the_question.intake, PageAnswered)[-1]

    assert [told.text_digest] == shown
    assert audits.verify_store(changed.clinic).outcome == "PASSED"


def test_the_page_comes_again_in_its_new_words(at_the_question: Patient) -> None:
    _, there = meanwhile(at_the_question, MOOD, "safety")
    answers(there).press("Go on")

    assert there.is_at("/walk/mood/safety")
    assert there.shows("This sentence is new.")
    assert there.form("Save and go on").values["item-death"] == ["daily"]


@pytest.mark.parametrize("way", ["stop", "back", "ask", "skip"])
def test_it_is_heard_by_any_button_though_words_have_changed(
    way: str, house: House, at_the_question: Patient
) -> None:
    digest = at_the_question.browser.form("Save and go on").values["text_digest"][0]
    _, there = meanwhile(at_the_question, MOOD, "safety")
    there.posts("/walk/mood/safety", {"item-death": "daily", "text_digest": digest, "leave": way})

    assert there.open("/walk").is_at("/walk/help-now")
    assert is_heard(house, at_the_question.intake)


def test_a_calm_answer_under_other_words_is_asked_again_and_alerts_nobody(
    house: House, at_the_question: Patient
) -> None:
    _, there = meanwhile(at_the_question, MOOD, "safety")

    assert answers(there, death="never").status == 409
    assert house.told(at_the_question.intake, AlertRaised) == []


def test_words_that_nobody_was_shown_carry_no_answer(house: House, at_the_question: Patient) -> None:
    """A record says what was read: a made-up digest is refused, the page stays with its answer."""
    before = house.record()
    browser = at_the_question.browser
    browser.press("Save and go on", {"item-death": "daily", "text_digest": "0" * 64})

    assert (browser.status, browser.form("Save and go on").values["item-death"]) == (409, ["daily"])
    assert house.record() == before


def test_the_words_of_another_page_carry_no_answer(house: House, at_the_question: Patient) -> None:
    before = house.record()
    other = house.told(at_the_question.intake, PageAnswered)[0].text_digest
    at_the_question.browser.press("Save and go on", {"item-death": "daily", "text_digest": other})

    assert house.record() == before


# Asked in person --------------------------------------------------------------------------------------------------------


def test_an_answer_that_was_chosen_is_sent_with_ask_me_in_person(
    house: House, at_the_question: Patient
) -> None:
    browser = answers(at_the_question.browser, SKIP)

    assert browser.is_at("/walk/help-now")
    assert is_heard(house, at_the_question.intake)
    assert [skipped.form for skipped in house.told(at_the_question.intake, FormSkipped)] == ["mood"]
    assert browser.press("Go on").is_at("/walk/therapy/risks")


def test_a_calm_answer_beside_ask_me_in_person_is_not_recorded(
    house: House, pager: Pager, at_the_question: Patient
) -> None:
    answers(at_the_question.browser, SKIP, "never")

    assert house.told(at_the_question.intake, PageAnswered)[-1].page == "mood"
    assert pager.taken == []


def test_an_answer_is_heard_from_a_page_that_was_skipped_in_another_window(
    house: House, at_the_question: Patient
) -> None:
    window = at_the_question.browser.copy()
    window.press(SKIP)
    answers(at_the_question.browser)

    assert at_the_question.browser.is_at("/walk/help-now")
    assert is_heard(house, at_the_question.intake)
