"""Between opening a page and sending it, its words may change: what is recorded is what was read (promise 1)."""

from dataclasses import replace

import pytest

from consentapp.domain.facts.walk import IntakeSigned, PageAnswered
from tests.builders import HEALTH, RECORDS, SIGNING
from tests.web.people import House, Patient, meanwhile, packet_of


def digest_of(house: House, form: str, page: str) -> str:
    found = house.forms[form].page(page)
    assert found
    return found.text_digest


@pytest.fixture
def at_the_heart(patient: Patient) -> Patient:
    return patient.walks_to("Heart")


def test_a_page_under_other_words_is_not_saved(house: House, at_the_heart: Patient) -> None:
    before = house.record()
    _, there = meanwhile(at_the_heart, HEALTH, "heart")
    there.press("Save and go on", {"item-pressure": "no"})
    assert there.status == 409
    assert there.shows("This page has changed since you opened it. Please read it again.")
    assert house.record() == before


def test_the_new_words_are_shown_with_the_answers_kept(at_the_heart: Patient) -> None:
    _, there = meanwhile(at_the_heart, HEALTH, "heart")
    there.press("Save and go on", {"item-pressure": "no", "item-note": "half a sentence"})
    assert there.shows("This sentence is new.")
    values = there.form("Save and go on").values
    assert (values["item-pressure"], values["item-note"]) == (["no"], ["half a sentence"])


def test_what_is_recorded_then_is_the_digest_of_the_new_words(at_the_heart: Patient) -> None:
    house, there = meanwhile(at_the_heart, HEALTH, "heart")
    old = there.form("Save and go on").values["text_digest"]
    there.press("Save and go on", {"item-pressure": "no"}).press("Save and go on")
    recorded = house.told(at_the_heart.intake, PageAnswered)[-1]
    assert recorded.page == "heart"
    assert recorded.text_digest == digest_of(house, "health", "heart")
    assert [recorded.text_digest] != old


def test_an_acknowledgment_is_given_anew_under_new_words(patient: Patient) -> None:
    """P11-11: a tick that stands already is no act; under other words nobody has agreed to anything."""
    _, there = meanwhile(patient, RECORDS, "records")
    there.press("Save and go on", {"item-records-agreed": "yes"})
    assert there.status == 409
    assert "item-records-agreed" not in there.form("Save and go on").values


def test_a_tick_that_was_only_a_draft_does_not_move_to_new_words(patient: Patient) -> None:
    """P11-11"""
    patient.browser.posts("/walk/draft/records/records", {"item-records-agreed": "yes"})
    _, there = meanwhile(patient, RECORDS, "records")
    there.open("/walk/records/records")
    assert "item-records-agreed" not in there.form("Save and go on").values


def test_a_page_saved_under_old_words_is_asked_again(at_the_heart: Patient) -> None:
    """EIC-07"""
    _, there = meanwhile(at_the_heart, RECORDS, "records")
    there.open("/walk")
    assert there.is_at("/walk/records/records")
    assert "item-records-agreed" not in there.form("Save and go on").values


def test_answers_outlive_a_change_of_words(at_the_heart: Patient) -> None:
    _, there = meanwhile(at_the_heart, HEALTH, "reasons")
    assert there.open("/walk").form("Save and go on").values["item-reasons"] == ["depression"]


def test_a_statement_that_changed_is_not_signed(house: House, about_to_sign: Patient) -> None:
    """P11-12"""
    _, there = meanwhile(about_to_sign, SIGNING, "sign")
    there.press("Sign", {"printed_name": "Ana Ruiz", "method": "typed"})
    assert there.status == 409
    assert there.shows("This sentence is new.")
    assert house.facts(about_to_sign.intake, IntakeSigned) == []


def test_the_new_statement_can_be_signed_at_once(about_to_sign: Patient) -> None:
    """P11-12"""
    house, there = meanwhile(about_to_sign, SIGNING, "sign")
    there.press("Sign", {"printed_name": "Ana Ruiz", "method": "typed"})
    there.press("Sign", {"printed_name": "Ana Ruiz", "method": "typed"})
    assert there.is_at("/walk/done")
    assert house.told(about_to_sign.intake, IntakeSigned)[0].text_digest == digest_of(
        house, "signing", "sign"
    )


def test_a_made_up_digest_saves_nothing(house: House, at_the_heart: Patient) -> None:
    before = house.record()
    for digest in ("", "0" * 64, "x", "é", "' OR 1=1"):
        values = {"item-pressure": "no", "text_digest": digest}
        assert at_the_heart.browser.posts("/walk/health/heart", values).status == 409, digest
    assert house.record() == before


def test_the_words_that_were_read_are_kept_once(house: House, patient: Patient) -> None:
    """Promise 1"""
    patient.signs()
    told = {fact.text_digest for fact in house.told(patient.intake, PageAnswered)}
    assert told <= {row["digest"] for row in house.rows("text")}


def test_a_record_whose_forms_are_gone_is_said_in_plain_words(house: House, patient: Patient) -> None:
    """Promise 1: nothing is shown in other words than those that were read."""
    catalog = packet_of()
    left = {key: form for key, form in catalog.forms.items() if form.id != "mood"}
    without = house.with_parts(catalog=replace(catalog, forms=left))
    desk = without.staff("intake").open(f"/desk/intakes/{patient.intake}")
    assert desk.status == 503
    assert desk.page.heading == "This cannot be shown now"
