"""The clinician: flags and decisions, checks to teach again, forms to ask in person, who signed."""

import pytest

from consentapp.domain.facts.intakes import AskedInPerson, FlagReviewed, IdentityConfirmed, TaughtAgain
from tests.web.people import House, Patient, Person


@pytest.fixture
def clinician(house: House) -> Person:
    return house.staff("clinician")


@pytest.fixture
def flagged(patient: Patient) -> Patient:
    """High blood pressure that is not treated: a caution and a stop."""
    browser = patient.walks_to("Heart").browser
    browser.press("Save and go on", {"item-pressure": "yes"}).press("Save and go on", {"item-treated": "no"})
    return patient


def record_of(clinician: Person, patient: Patient) -> Person:
    return clinician.open(f"/clinician/intakes/{patient.intake}")


def decision_on(clinician: Person, patient: Patient, rule: str) -> dict[str, str]:
    """What the form of a flag sends."""
    shown = record_of(clinician, patient).page.forms
    form = next(form for form in shown if form.values.get("rule") == [rule])
    hidden = {name: form.values[name][0] for name in ("form", "rule", "raised_by")}
    return hidden | {"decision": "proceed", "reason": "We talked."}


# Who waits ------------------------------------------------------------------------------------------------------------


def test_an_empty_worklist_says_where_patients_come_from(clinician: Person) -> None:
    assert clinician.open("/clinician").shows("No patients yet.")


def test_those_who_wait_for_a_clinician_stand_first(
    house: House, clinician: Person, flagged: Patient
) -> None:
    house.clock.move(minutes=1)
    house.registers("Bo Lind")
    text = clinician.open("/clinician").text
    assert "Waiting for a clinician: 1" in text
    assert text.index("Ana Ruiz") < text.index("Bo Lind")


def test_an_urgent_answer_stands_before_everything(house: House, clinician: Person, flagged: Patient) -> None:
    house.clock.move(minutes=1)
    urgent = house.patient(name="Cy Okoye")
    urgent.walks_to("Safety").saves(death="daily")
    house.clock.move(minutes=1)
    house.patient(name="Di Park").walks_to("Heart").saves(pressure="yes")
    text = clinician.open("/clinician").text
    assert text.index("Cy Okoye") < min(text.index("Ana Ruiz"), text.index("Di Park"))


def test_a_clinician_finds_a_patient_by_name(house: House, clinician: Person, flagged: Patient) -> None:
    house.registers("Bo Lind")
    clinician.open("/clinician?search=ana")
    assert clinician.shows("Ana Ruiz")
    assert not clinician.shows("Bo Lind")


# The record -----------------------------------------------------------------------------------------------------------


def test_the_record_shows_answers_under_their_questions(clinician: Person, flagged: Patient) -> None:
    record_of(clinician, flagged)
    assert clinician.shows("Health: Heart")
    assert clinician.shows("Do you have high blood pressure? Yes")


def test_the_record_shows_the_score_and_its_source(clinician: Person, patient: Patient) -> None:
    patient.walks_to("Mood").saves(low="often", tired="some")
    patient.saves(death="never")
    record_of(clinician, patient)
    assert clinician.shows("3 of 9 : Mild") or clinician.shows("3 of 9: Mild")
    assert clinician.shows("Dossier")


def test_a_score_with_a_blank_has_no_total(clinician: Person, patient: Patient) -> None:
    patient.walks_to("Mood").saves(low="often", tired="some")
    record_of(clinician, patient)
    assert clinician.shows("No total: 1 of 3 answers missing. A blank is not zero.")


def test_the_record_shows_what_the_patient_chose(clinician: Person, patient: Patient) -> None:
    patient.walks_to("Route").saves(route="nose")
    assert record_of(clinician, patient).shows("Nose")


def test_a_record_without_answers_says_so(house: House, clinician: Person) -> None:
    clinician.open(f"/clinician/intakes/{house.registers()}")
    assert clinician.shows("No answers yet.")
    assert clinician.shows("No answer so far raised a flag. A clinician decides.")


# Flags ----------------------------------------------------------------------------------------------------------------


def test_each_flag_says_why_it_was_raised(clinician: Person, flagged: Patient) -> None:
    record_of(clinician, flagged)
    assert clinician.shows("Stop: treatment waits for a clinician’s decision (1)")
    assert clinician.shows("H2: Reason of H2.")
    assert clinician.shows("H1: Reason of H1.")


def test_a_decision_with_its_reason_is_recorded_under_a_name(
    house: House, clinician: Person, flagged: Patient
) -> None:
    record_of(clinician, flagged)
    clinician.press("Record my decision", {"decision": "proceed", "reason": "Pressure is mended."})
    assert clinician.shows("Your decision on H2 is recorded.")
    assert clinician.shows("Decided by Dr. Ada Okafor")
    assert clinician.shows("Pressure is mended.")
    (reviewed,) = house.facts(flagged.intake, FlagReviewed)
    assert (reviewed.fact.rule, reviewed.fact.decision) == ("H2", "proceed")
    assert reviewed.actor.id == house.employs("clinician")


@pytest.mark.parametrize("missing", ["decision", "reason"])
def test_a_decision_without_its_reason_is_no_decision(
    missing: str, house: House, clinician: Person, flagged: Patient
) -> None:
    record_of(clinician, flagged)
    values = {"decision": "proceed", "reason": "Seen."} | {missing: ""}
    clinician.press("Record my decision", values)
    assert clinician.shows("Choose a decision and write the reason. Nothing was recorded yet.")
    assert house.facts(flagged.intake, FlagReviewed) == []


@pytest.mark.parametrize("reason", [" ", "\u200b", "x" * 2001])
def test_a_reason_is_words(reason: str, house: House, clinician: Person, flagged: Patient) -> None:
    values = decision_on(clinician, flagged, "H1") | {"reason": reason}
    clinician.posts(f"/clinician/intakes/{flagged.intake}/flags", values)
    assert house.facts(flagged.intake, FlagReviewed) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"rule": "H3"},
        {"rule": "nothing"},
        {"form": "mood"},
        {"raised_by": "x"},
        {"rule": "S1", "form": "mood"},
    ],
)
def test_a_flag_that_nobody_raised_cannot_be_decided(
    changed: dict[str, str], house: House, clinician: Person, flagged: Patient
) -> None:
    values = decision_on(clinician, flagged, "H1") | changed
    assert clinician.posts(f"/clinician/intakes/{flagged.intake}/flags", values).status == 404
    assert house.facts(flagged.intake, FlagReviewed) == []


@pytest.mark.parametrize("decision", ["", "approve", "cleared", "PROCEED"])
def test_there_are_three_decisions(decision: str, house: House, clinician: Person, flagged: Patient) -> None:
    values = decision_on(clinician, flagged, "H1") | {"decision": decision}
    clinician.posts(f"/clinician/intakes/{flagged.intake}/flags", values)
    assert house.facts(flagged.intake, FlagReviewed) == []


def test_a_decision_not_to_go_on_stays_on_the_worklist(
    house: House, clinician: Person, flagged: Patient
) -> None:
    record_of(clinician, flagged)
    clinician.press("Record my decision", {"decision": "do-not-proceed", "reason": "Too high."})
    assert "decided not to go on now: H2" in house.sentence(flagged.intake)


def test_a_second_decision_stands_and_the_first_stays_on_record(
    house: House, clinician: Person, flagged: Patient
) -> None:
    """P11-05"""
    path = f"/clinician/intakes/{flagged.intake}/flags"
    for decision in ("delay", "proceed"):
        clinician.posts(path, decision_on(clinician, flagged, "H2") | {"decision": decision})
    assert [reviewed.decision for reviewed in house.told(flagged.intake, FlagReviewed)] == [
        "delay",
        "proceed",
    ]
    assert "decided not to go on" not in house.sentence(flagged.intake)


def test_an_answer_given_again_waits_for_a_decision_again(
    house: House, clinician: Person, flagged: Patient
) -> None:
    for _ in ("H2", "H1"):
        record_of(clinician, flagged).press("Record my decision", {"decision": "proceed", "reason": "Seen."})
    assert "not reviewed" not in house.sentence(flagged.intake)
    browser = flagged.browser.open("/walk/health/heart")
    browser.press("Save and go on", {"item-pressure": "yes", "item-treated": "unknown"})
    assert "not reviewed" in house.sentence(flagged.intake)


def test_not_knowing_is_shown_as_not_knowing(clinician: Person, patient: Patient) -> None:
    patient.walks_to("Heart").saves(pressure="unknown")
    record_of(clinician, patient)
    assert clinician.shows("Answered “I don’t know”.")


def test_an_alert_says_whether_it_reached_anyone(clinician: Person, patient: Patient) -> None:
    patient.walks_to("Safety").saves(death="some")
    record_of(clinician, patient)
    assert clinician.shows("Paged 1 time. First accepted for Dr. Okafor (pager)")
    assert clinician.shows("The patient has not gone on from the crisis screen.")


# In person ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def to_teach(patient: Patient) -> Patient:
    """Whose check stayed wrong."""
    patient.walks_to("Risks").saves(check_driving="today")
    patient.saves(check_driving="today")
    return patient


def test_a_check_that_stayed_wrong_shows_what_was_chosen_and_what_to_teach(
    clinician: Person, to_teach: Patient
) -> None:
    """EIC-04"""
    record_of(clinician, to_teach)
    assert clinician.shows("Teach again: When may you drive?")
    assert clinician.shows("Today")
    assert clinician.shows("You are slower until you have slept.")


def test_that_it_was_taught_again_is_recorded_and_no_more_asked(
    house: House, clinician: Person, to_teach: Patient
) -> None:
    """EIC-04"""
    record_of(clinician, to_teach).press("Record that I taught this again in person")
    assert clinician.shows("Recorded: you went through it in person.")
    assert len(house.facts(to_teach.intake, TaughtAgain)) == 1
    assert "teach again" not in house.sentence(to_teach.intake).lower()


@pytest.mark.parametrize(("form", "link_id"), [("therapy", "nothing"), ("health", "check-driving"), ("", "")])
def test_only_a_check_that_waits_can_be_taught(
    form: str, link_id: str, house: House, clinician: Person, to_teach: Patient
) -> None:
    path = f"/clinician/intakes/{to_teach.intake}/taught"
    assert clinician.posts(path, {"form": form, "link_id": link_id}).status in (302, 404)
    assert house.facts(to_teach.intake, TaughtAgain) == []


def test_questions_that_were_left_out_are_asked_in_person(house: House, clinician: Person) -> None:
    patient = house.patient("remote")
    record_of(clinician, patient)
    assert clinician.shows("Ask in person: Mood")
    clinician.press("Record that I asked these in person", {"outcome": "No thoughts of death."})
    assert clinician.shows("Recorded: you asked in person.")
    assert [asked.form for asked in house.told(patient.intake, AskedInPerson)] == ["mood"]
    assert "ask in person" not in house.sentence(patient.intake).lower()


def test_what_came_of_it_has_to_be_written(house: House, clinician: Person) -> None:
    patient = house.patient("remote")
    record_of(clinician, patient).press("Record that I asked these in person", {"outcome": ""})
    assert clinician.shows("Write what came of it. Nothing was recorded yet.")
    assert house.facts(patient.intake, AskedInPerson) == []


# Who signed -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_remotely(house: House) -> Patient:
    patient = house.patient("remote")
    patient.signs()
    return patient


def test_a_signature_by_link_waits_until_a_clinician_knows_who_signed(
    house: House, signed_remotely: Patient
) -> None:
    """EIC-05: a birth date is no proof."""
    assert "identity not confirmed by a clinician" in house.sentence(signed_remotely.intake).lower()


@pytest.mark.parametrize("method", ["in-person", "video"])
def test_a_clinician_confirms_who_signed(
    method: str, house: House, clinician: Person, signed_remotely: Patient
) -> None:
    """EIC-05"""
    record_of(clinician, signed_remotely).press("Record that I know who signed", {"method": method})
    assert clinician.shows("Recorded: you know who signed.")
    (confirmed,) = house.facts(signed_remotely.intake, IdentityConfirmed)
    assert (confirmed.fact.method, confirmed.actor.id) == (method, house.employs("clinician"))
    assert "identity" not in house.sentence(signed_remotely.intake).lower()


@pytest.mark.parametrize("method", ["", "birth-date", "phone"])
def test_there_are_two_ways_to_know_who_signed(
    method: str, house: House, clinician: Person, signed_remotely: Patient
) -> None:
    """EIC-05: the methods are listed, a birth date is not among them."""
    clinician.posts(f"/clinician/intakes/{signed_remotely.intake}/identity", {"method": method})
    assert house.facts(signed_remotely.intake, IdentityConfirmed) == []


def test_a_signature_at_the_clinic_needs_no_such_confirmation(
    house: House, clinician: Person, patient: Patient
) -> None:
    patient.signs()
    assert "identity" not in house.sentence(patient.intake).lower()
    assert not record_of(clinician, patient).shows("How do you know who signed?")


def test_nobody_can_confirm_who_signed_before_anybody_has(house: House, clinician: Person) -> None:
    """EIC-05: a confirmation made beforehand would count for whoever signs later."""
    patient = house.patient("remote")
    clinician.posts(f"/clinician/intakes/{patient.intake}/identity", {"method": "video"})
    patient.signs()
    assert "identity not confirmed by a clinician" in house.sentence(patient.intake).lower()


# Vital signs ------------------------------------------------------------------------------------------------------------


def test_vital_signs_are_recorded_and_held_against_the_limits(house: House, patient: Patient) -> None:
    clinician = house.staff("clinician").open(f"/clinician/intakes/{patient.intake}")
    clinician.follow("Record vital signs (0)")
    clinician.press(
        "Record the measurement",
        {"occasion": "before", "systolic": "165", "diastolic": "95", "note": "Calm."},
    )

    assert clinician.shows("Recorded. This clinic’s limits ask for: no dose today")
    assert clinician.shows("Upper blood pressure: 165")
    assert clinician.shows("Calm.")
    assert "no dose today" in house.sentence(patient.intake)
    assert (
        house.staff("clinician").open(f"/clinician/intakes/{patient.intake}").shows("Record vital signs (1)")
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"occasion": "before"}, "Enter at least one sign."),
        ({"systolic": "120"}, "Choose when it was measured."),
        ({"occasion": "before", "systolic": "1200"}, "Write a number from 40 to 300, or leave it empty."),
        ({"occasion": "before", "pulse": "fast"}, "Write a number from 20 to 250, or leave it empty."),
        ({"occasion": "before", "pulse": "80.5"}, "Write a number from 20 to 250, or leave it empty."),
        ({"occasion": "before", "temperature": "NaN"}, "Write a number from 30 to 43, or leave it empty."),
    ],
)
def test_a_measurement_that_cannot_be_is_told_why_with_what_was_typed(
    typed: dict[str, str], said: str, house: House, patient: Patient
) -> None:
    clinician = house.staff("clinician").open(f"/clinician/intakes/{patient.intake}/vitals")
    clinician.press("Record the measurement", {**typed, "note": "Calm."})

    assert clinician.status == 422
    assert clinician.shows(said)
    assert clinician.form("Record the measurement").values["note"] == ["Calm."]
    assert house.rows("vital") == []
