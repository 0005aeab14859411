"""Whatever is wrong with a page, an answer on it that someone must hear of is heard."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from consentapp.domain.facts.intakes import AlertRaised
from consentapp.domain.facts.walk import AnswerRow, FormSkipped, PageAnswered
from consentapp.domain.form import Form
from consentapp.services import audits, intakes
from tests.builders import DESK, HEALTH, MOOD, Pager
from tests.web.people import House, Patient, Person, meanwhile, packet_of, sender

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


@pytest.mark.parametrize("words", ["made up", "another page's"])
@pytest.mark.parametrize("button", ["Save and go on", "Stop here and keep my answers"])
def test_an_answer_under_words_that_this_page_never_had_is_heard_beside_the_pages(
    words: str, button: str, house: House, at_the_question: Patient
) -> None:
    """A record says what was read: no page is recorded, and somebody is told all the same."""
    saved = house.told(at_the_question.intake, PageAnswered)
    digest = "0" * 64 if words == "made up" else saved[0].text_digest
    at_the_question.browser.press(button, {"item-death": "daily", "text_digest": digest})

    assert at_the_question.browser.is_at("/walk/help-now")
    assert is_heard(house, at_the_question.intake)
    assert house.told(at_the_question.intake, PageAnswered) == saved


def test_what_was_heard_beside_the_pages_holds_signing_until_somebody_has_confirmed_it(
    house: House, at_the_question: Patient
) -> None:
    browser = at_the_question.browser
    browser.press("Save and go on", {"item-death": "daily", "text_digest": "0" * 64}).press("Go on")
    at_the_question.walks_to("Sign")
    held = browser.shows("Signing waits until a clinician has talked with you.")
    clinician = house.staff("clinician").open(f"/clinician/intakes/{at_the_question.intake}")
    clinician.press("I have this alert and I am acting on it")

    assert held
    browser.open("/walk")
    assert at_the_question.signs().is_at("/walk/done")


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


# When the record is closed, or the patient unknown -----------------------------------------------------------------------


def test_an_answer_from_another_window_is_heard_after_the_signature(house: House, patient: Patient) -> None:
    """Nothing is added to what was signed: the answer stands with its alert."""
    window = patient.walks_to("Sign").browser.copy()
    window.open("/walk/mood/safety")
    patient.signs()
    answers(window)

    assert window.is_at("/walk/help-now")
    assert is_heard(house, patient.intake)
    (alert,) = house.facts(patient.intake, AlertRaised)
    assert [(row.link_id, row.value) for row in alert.fact.rows if isinstance(row, AnswerRow)] == [
        ("death", "daily")
    ]
    assert audits.verify_store(house.clinic).outcome == "PASSED"
    assert window.press("Go on").is_at("/walk/done")


def test_the_very_same_answer_sent_twice_from_there_is_one_alert(house: House, patient: Patient) -> None:
    window = patient.walks_to("Sign").browser.copy()
    window.open("/walk/mood/safety")
    again = window.copy()
    patient.signs()
    answers(window)
    answers(again)

    assert again.is_at("/walk/help-now")
    assert is_heard(house, patient.intake)


def test_a_clinician_reads_what_was_answered_there(house: House, patient: Patient) -> None:
    window = patient.walks_to("Sign").browser.copy()
    window.open("/walk/mood/safety")
    patient.signs()
    answers(window)
    clinician = house.staff("clinician").open(f"/clinician/intakes/{patient.intake}")

    assert clinician.shows("This answer stands with the alert alone: its page could not be saved.")
    assert clinician.shows("Thoughts of death: Daily")


UNKNOWN = "Your answer could not be saved, and nobody at the clinic was told of it."


def ends_elsewhere(patient: Patient) -> None:
    patient.browser.copy().press("Stop here and keep my answers")


def is_idle(patient: Patient) -> None:
    patient.house.clock.move(hours=9)


def opens_the_link_again(patient: Patient) -> None:
    tab = patient.browser.copy()
    tab.open(f"/l/{patient.link.token}").press("Open my form")
    patient.browser.cookies = tab.cookies


def loses_the_link(patient: Patient) -> None:
    intakes.revoke_link(patient.house.clinic, intake=patient.intake, link=patient.link.id, by=DESK)


@pytest.mark.parametrize("happens", [ends_elsewhere, is_idle, opens_the_link_again, loses_the_link])
def test_who_is_not_known_any_more_is_shown_help_and_told_that_nobody_was_told(
    happens: Callable[[Patient], None], house: House, at_the_question: Patient
) -> None:
    happens(at_the_question)
    browser = answers(at_the_question.browser)

    assert browser.shows(UNKNOWN)
    assert {"tel:988", "sms:988", "tel:911"} <= {href for _, href in browser.page.links}
    assert browser.status >= 400
    assert house.told(at_the_question.intake, AlertRaised) == []


@pytest.mark.parametrize("happens", [ends_elsewhere, is_idle])
def test_a_calm_answer_then_leads_to_the_door_as_any_other(
    happens: Callable[[Patient], None], at_the_question: Patient
) -> None:
    happens(at_the_question)

    assert answers(at_the_question.browser, death="never").is_at("/lost")


def test_an_answer_is_heard_where_a_form_of_the_record_is_gone(
    house: House, at_the_question: Patient
) -> None:
    catalog = packet_of()
    left = {key: form for key, form in catalog.forms.items() if form.id != "therapy"}
    without = house.with_parts(catalog=replace(catalog, forms=left))
    there = at_the_question.browser.copy()
    there._send = sender(without.app)
    answers(there)

    assert there.is_at("/walk/help-now")
    assert there.page.heading == "Thank you for telling us"
    assert is_heard(house, at_the_question.intake)


# Heard already ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def heard(at_the_question: Patient) -> Patient:
    """Back on the page, with the answer that was heard."""
    answers(at_the_question.browser).press("Go on").open("/walk/mood/safety")
    return at_the_question


@pytest.mark.parametrize(
    ("way", "leads_to"),
    [
        ("ask", "/walk/ask"), ("not-sure", "/walk/not-sure"), ("paper", "/walk/paper"), ("decline", "/walk/decline"),
        ("back", "/walk/mood/mood"), ("stop", "/walk/stopped/later"),
    ],
)  # fmt: skip
def test_on_a_page_whose_answer_was_heard_every_button_does_what_it_says(
    way: str, leads_to: str, house: House, heard: Patient
) -> None:
    before = len(house.told(heard.intake, PageAnswered))
    digest = heard.browser.form("Save and go on").values["text_digest"][0]
    there = heard.browser.posts(
        "/walk/mood/safety", {"item-death": "daily", "text_digest": digest, "leave": way}
    )

    assert there.header("location").partition("?")[0].removeprefix("http://127.0.0.1:8000") == leads_to
    assert len(house.told(heard.intake, PageAnswered)) == before


def test_a_page_that_is_not_whole_says_what_is_missing_once_its_answer_was_heard(
    shipped_house: House,
) -> None:
    """ASQ: four questions on a page, one "yes" was heard, the others are blank."""
    browser = shipped_house.patient().walks_to("Your safety").browser
    browser.press("Save and go on", {"item-asq-4": "yes"}).press("Go on")
    browser.press("Save and go on")

    assert (browser.status, browser.path) == (422, "/walk/asq/asq")
    assert browser.shows("Choose one answer.")


@pytest.mark.parametrize("leaving", ["/walk/decline", "/walk/paper", "/walk/stop"])
def test_who_leaves_before_the_crisis_screen_was_seen_sees_it_first(
    leaving: str, at_the_question: Patient
) -> None:
    window = at_the_question.browser.copy()
    answers(at_the_question.browser)

    assert window.posts(leaving).header("location").endswith("/walk/help-now")


def test_who_stops_soon_after_is_told_whom_to_call_if_nobody_does(at_the_question: Patient) -> None:
    browser = answers(at_the_question.browser).press("Go on")
    browser.open(browser.posts("/walk/stop").header("location"))

    assert browser.shows("If nobody calls you soon, do not wait: Call 988, day or night.")


# Nobody else's doing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", [20_000, 60_000])
def test_without_the_page_s_own_token_no_alert_is_raised(
    rest: int, house: House, at_the_question: Patient
) -> None:
    """AB-26: a body of so many parts is refused before its token is looked at; its rest is no patient's answer."""
    parts = [*((f"f{n}", "x") for n in range(305)), *((f"big{n}", "y" * rest) for n in range(3))]
    body = "".join(
        f'--XbX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (*parts, ("item-death", "daily"))
    )
    at_the_question.browser.sends_body(
        "POST", "/walk/mood/safety", f"{body}--XbX--\r\n".encode(),
        Content_Type="multipart/form-data; boundary=XbX",
    )  # fmt: skip

    assert house.told(at_the_question.intake, AlertRaised) == []


def test_one_session_raises_a_few_alerts_beside_the_pages_and_no_flood(
    house: House, patient: Patient
) -> None:
    window = patient.walks_to("Sign").browser.copy()
    window.open("/walk/mood/safety")
    values = {name: list(value) for name, value in window.form("Save and go on").values.items()}
    patient.signs()
    for n in range(12):
        window.posts("/walk/mood/safety", {**values, "item-death": ("some", "often", "daily")[n % 3]})
        window.open("/walk/help-now")
        if window.is_at("/walk/help-now"):
            window.press("Go on")

    assert len(house.told(patient.intake, AlertRaised)) == 3
