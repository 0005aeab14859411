"""Vital signs at each edge of the limits (dossier 6.3)."""

from decimal import Decimal

import pytest

from consentapp.domain.vitals import VitalLimits, VitalSigns, vital_findings, vital_rules

LIMITS = VitalLimits()

EDGES = [
    ({"systolic": 140}, ""), ({"systolic": 141}, "hold"), ({"systolic": 159}, "hold"), ({"systolic": 160}, "stop"),
    ({"systolic": 179}, "stop"), ({"systolic": 180}, "emergency"),
    ({"diastolic": 90}, ""), ({"diastolic": 91}, "hold"), ({"diastolic": 100}, "stop"), ({"diastolic": 120}, "emergency"),
    ({"pulse": 110}, ""), ({"pulse": 111}, "hold"), ({"pulse": 50}, ""), ({"pulse": 49}, "hold"),
    ({"oxygen": 94}, ""), ({"oxygen": 93}, "hold"),
    ({"breaths": 10}, ""), ({"breaths": 9}, "hold"),
    ({"temperature": Decimal("38.0")}, ""), ({"temperature": Decimal("38.1")}, "hold"),
]  # fmt: skip


@pytest.mark.parametrize(("signs", "act"), EDGES, ids=str)
def test_each_limit_holds_at_its_edge(signs: dict[str, int], act: str) -> None:
    found = vital_findings(VitalSigns(**signs), LIMITS)  # type: ignore[arg-type]

    assert [finding.act for finding in found] == ([act] if act else [])


def test_a_warning_symptom_is_an_emergency_whatever_the_numbers() -> None:
    (found,) = vital_findings(VitalSigns(systolic=120, diastolic=70, symptoms=True), LIMITS)

    assert found.act == "emergency"


def test_the_gravest_finding_comes_first_and_a_sign_is_named_once() -> None:
    found = vital_findings(VitalSigns(systolic=150, diastolic=125, pulse=130), LIMITS)

    assert [finding.act for finding in found] == ["emergency", "hold", "hold"]
    assert "125" in found[0].sentence


def test_what_was_not_measured_is_past_no_limit() -> None:
    assert vital_findings(VitalSigns(), LIMITS) == ()


def test_a_clinic_sets_its_own_limits() -> None:
    strict = VitalLimits(systolic_hold=130)

    assert [finding.act for finding in vital_findings(VitalSigns(systolic=135), strict)] == ["hold"]
    assert "Upper blood pressure above 130" in {rule.sentence for rule in vital_rules(strict)}


@pytest.mark.parametrize(
    "wrong", [{"systolic_hold": 170}, {"diastolic_stop": 120}, {"pulse_hold": 0}, {"pulse_low": 110}]
)
def test_limits_in_no_order_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"go up|above 0|lies below"):
        VitalLimits(**wrong)  # type: ignore[arg-type]
