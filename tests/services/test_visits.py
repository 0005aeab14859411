"""Vital signs stand on record with what the clinic's limits asked for on that day."""

from dataclasses import replace
from decimal import Decimal

import pytest

from consentapp.domain.errors import NotFound, NotNow
from consentapp.domain.facts.visits import VitalRow, VitalsMeasured
from consentapp.domain.vitals import VitalLimits, VitalSigns, gravest
from consentapp.ports import Clinic
from consentapp.services import visits
from consentapp.services.audits import verify_store
from consentapp.store.sqlite import SqliteStore
from tests.builders import CLINICIAN, FakeClock, Visitor, a_site, facts_of, worklist_row


@pytest.fixture
def ana(clinic: Clinic) -> Visitor:
    return Visitor.identified(clinic)


def measures(clinic: Clinic, ana: Visitor, note: str = "", **signs: object) -> VitalsMeasured:
    visits.record_vital_signs(
        clinic,
        intake=ana.intake,
        signs=VitalSigns(**signs),
        occasion="before",
        note=note,
        by=CLINICIAN,  # type: ignore[arg-type]
    )
    return ana.walk.intake.vitals[-1].fact


def test_each_sign_is_kept_with_its_unit_and_the_limit_that_it_is_past(clinic: Clinic, ana: Visitor) -> None:
    fact = measures(clinic, ana, systolic=165, diastolic=80, temperature=Decimal("36.6"))

    assert [
        (r.sign, r.value, r.unit, r.act, r.bound, r.threshold) for r in fact.rows if isinstance(r, VitalRow)
    ] == [
        ("systolic", "165", "mm[Hg]", "stop", "from", "160"),
        ("diastolic", "80", "mm[Hg]", "", "", ""),
        ("temperature", "36.6", "Cel", "", "", ""),
    ]
    assert gravest(fact) == "stop"
    assert verify_store(clinic).outcome == "PASSED"


def test_a_limit_that_is_changed_later_changes_no_measurement(clinic: Clinic, ana: Visitor) -> None:
    fact = measures(clinic, ana, systolic=150)
    strict = replace(clinic, site=a_site(vitals=VitalLimits(systolic_hold=130, systolic_stop=145)))

    assert gravest(Visitor(strict, ana.intake).walk.intake.vitals[-1].fact) == gravest(fact) == "hold"
    assert gravest(measures(strict, ana, systolic=150)) == "stop"


def test_a_warning_symptom_alone_is_a_measurement(clinic: Clinic, ana: Visitor) -> None:
    assert gravest(measures(clinic, ana, symptoms=True)) == "emergency"


def test_nothing_measured_is_no_measurement(clinic: Clinic, ana: Visitor) -> None:
    with pytest.raises(NotNow, match="at least one sign"):
        measures(clinic, ana, note="Forgot the cuff.")
    assert facts_of(clinic, ana.intake, VitalsMeasured) == []


def test_a_record_of_another_site_takes_none(clinic: Clinic, ana: Visitor) -> None:
    with pytest.raises(NotFound):
        measures(replace(clinic, site=a_site(id="other")), ana, pulse=80)


@pytest.mark.parametrize(
    ("systolic", "words"),
    [
        (150, "past a limit: a clinician decides"),
        (170, "no dose today"),
        (190, "the emergency protocol, now"),
    ],
)
def test_the_list_says_what_a_measurement_of_the_day_asks_for(
    systolic: int, words: str, clinic: Clinic, ana: Visitor
) -> None:
    measures(clinic, ana, systolic=systolic)

    assert (
        f"vital signs: {words}".replace("signs: past", "signs past")
        in worklist_row(clinic, ana.intake).reason.lower()
    )


def test_a_later_measurement_within_the_limits_takes_its_place(clinic: Clinic, ana: Visitor) -> None:
    measures(clinic, ana, systolic=150)
    measures(clinic, ana, systolic=135)

    assert "vital signs" not in worklist_row(clinic, ana.intake).reason.lower()


def test_a_measurement_says_nothing_about_another_day(
    clinic: Clinic, store: SqliteStore, clock: FakeClock, ana: Visitor
) -> None:
    measures(clinic, ana, systolic=170)
    clock.move(hours=13)
    ana.saves("records/records", **{"records-agreed": "yes"})

    assert "vital signs" not in worklist_row(clinic, ana.intake).reason.lower()
