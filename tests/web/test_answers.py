"""Blanks, numbers, dates, and the order in which a check's answers stand."""

from dataclasses import replace

import pytest

from consentapp.domain.facts.walk import ComprehensionRow, PageAnswered
from tests.builders import HEALTH, MOOD, THERAPY, a_form, a_page, an_item
from tests.web.people import House, Patient, packet_of

GO_ON = "Save and go on"


def may_be_blank(house: House) -> Patient:
    """At an instrument whose questions may be left blank."""
    page, safety = MOOD.pages
    items = tuple(replace(item, required=False) for item in page.items)
    form = replace(MOOD, pages=(replace(page, content=items), safety))
    return house.with_parts(catalog=packet_of(form)).patient().walks_to("Mood")


# Blanks -----------------------------------------------------------------------------------------------------------------


def test_a_blank_is_prompted_for_and_nothing_is_recorded_yet(house: House) -> None:
    patient = may_be_blank(house)
    patient.browser.press(GO_ON, {"item-low": "often"})

    assert patient.browser.status == 422
    assert patient.browser.shows("You left one question blank")
    assert house.told(patient.intake, PageAnswered)[-1].page != "mood"


def test_the_answer_beside_the_blank_is_kept(house: House) -> None:
    patient = may_be_blank(house)
    patient.browser.press(GO_ON, {"item-low": "often"})

    assert patient.browser.form(GO_ON).values["item-low"] == ["often"]


def test_a_second_press_leaves_it_blank(house: House) -> None:
    patient = may_be_blank(house)
    patient.browser.press(GO_ON, {"item-low": "often"}).press(GO_ON)

    assert [row.link_id for row in house.told(patient.intake, PageAnswered)[-1].rows] == ["low"]
    assert patient.browser.page.heading == "Safety"


def test_the_review_says_that_no_answer_was_given(house: House) -> None:
    patient = may_be_blank(house)
    patient.browser.press(GO_ON).press(GO_ON)
    patient.walks_to("Check your answers")

    assert patient.browser.text.count("No answer given") >= 2


# Numbers and dates ------------------------------------------------------------------------------------------------------

MEASURES = a_form(
    "health",
    a_page("reasons", *HEALTH.pages[0].content),
    a_page(
        "measures",
        an_item("drinks", "integer", "How many drinks?", minimum="0", maximum="40"),
        an_item("weight", "decimal", "Your weight in kilograms?", minimum="20"),
        an_item("since", "date", "Since when?", maximum="2026-11-23", required=False),
    ),
    kind="screening",
)


def at_measures(house: House) -> Patient:
    return house.with_parts(catalog=packet_of(MEASURES)).patient().walks_to("Measures")


def test_numbers_and_dates_are_kept_as_they_were_written(house: House) -> None:
    patient = at_measures(house)
    patient.browser.press(GO_ON, {"item-drinks": " 3 ", "item-weight": "71.5", "item-since": "2020-02-29"})

    values = {row.link_id: row.value for row in house.told(patient.intake, PageAnswered)[-1].rows}
    assert values == {"drinks": "3", "weight": "71.5", "since": "2020-02-29"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("drinks", "41", "Write a whole number from 0 to 40."),
        ("drinks", "three", "Write a whole number from 0 to 40."),
        ("drinks", "3.5", "Write a whole number from 0 to 40."),
        ("drinks", "1_0", "Write a whole number from 0 to 40."),
        ("drinks", "", "Write an answer."),
        ("weight", "19.9", "Write a number, 20 or more."),
        ("weight", "NaN", "Write a number, 20 or more."),
        ("since", "2026-11-24", "Write a date, 2026-11-23 or earlier."),
        ("since", "2021-02-29", "Write a date, 2026-11-23 or earlier."),
    ],
)
def test_what_is_no_such_number_or_date_is_refused_in_plain_words(
    house: House, name: str, value: str, words: str
) -> None:
    patient = at_measures(house)
    good = {"item-drinks": "3", "item-weight": "70", "item-since": ""}
    patient.browser.press(GO_ON, good | {f"item-{name}": value})

    assert patient.browser.status == 422
    assert patient.browser.shows(words)
    assert patient.browser.form(GO_ON).values[f"item-{name}"] == [value]


# The order of answers -----------------------------------------------------------------------------------------------------

MANY = ("one", "two", "three", "four", "five", "six")


def at_a_check_of_many(house: House) -> Patient:
    check = an_item("check-many", "comprehension", "Which?", *MANY, correct="one", why="It is one.")
    form = replace(THERAPY, pages=(a_page("risks", check), *THERAPY.pages[1:]))
    return house.with_parts(catalog=packet_of(form)).patient().walks_to("Risks")


def orders(patient: Patient) -> list[str]:
    return patient.browser.form(GO_ON).options["item-check-many"]


def test_the_answers_of_a_check_stand_in_an_order_of_each_intake(house: House) -> None:
    """EIC-04: nobody learns that the second answer is right."""
    seen = {tuple(orders(at_a_check_of_many(house))) for _ in range(4)}

    assert len(seen) > 1
    assert {frozenset(order) for order in seen} == {frozenset(MANY)}


def test_the_order_stays_the_same_for_one_intake_and_stands_on_record(house: House) -> None:
    patient = at_a_check_of_many(house)
    first = orders(patient)
    patient.browser.press(GO_ON, {"item-check-many": "two"})
    again = orders(patient)

    assert first == again
    assert house.told(patient.intake, PageAnswered)[-1].orders == (f"check-many: {' '.join(first)}",)


def test_the_order_changes_nothing_of_what_is_right(house: House) -> None:
    patient = at_a_check_of_many(house)
    patient.browser.press(GO_ON, {"item-check-many": "one"})
    (row,) = house.told(patient.intake, PageAnswered)[-1].rows

    assert isinstance(row, ComprehensionRow)
    assert row.correct == 1
