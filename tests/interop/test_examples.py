"""Questionnaires by others: HL7's US Core and NLM's LHC-Forms."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from consentapp.domain.screening import flags, scores
from consentapp.interop import Carried, NotCarried, Sidecar, carry_over, questionnaire_of
from tests.interop.builders import answers_of, leaves, read_back
from tests.interop.examples import SIDECARS, example, parsed, questionnaires

FREE = {"notice": "Free to use."}

CARRIED = {
    "hl7-us-core/Questionnaire-AUDIT-C.json": (1, 3),
    "hl7-us-core/Questionnaire-TAPS.json": (1, 5),
    "hl7-us-core/Questionnaire-hunger-vital-sign-example.json": (1, 3),
    "hl7-us-core/Questionnaire-phq-9-example.json": (3, 10),
    "hl7-us-core/Questionnaire-prapare-example.json": (6, 21),
    "lhc-forms/apgar-with-itemWeight-variable.json": (1, 5),
    "lhc-forms/argonaut-phq9-ish.json": (2, 10),
    "lhc-forms/lforms-fhir-app-phq9.json": (3, 10),
    "lhc-forms/phq9-with-the-weight-function.json": (3, 10),
    "lhc-forms/phq9.json": (3, 10),
    "lhc-forms/q-with-scores-with-rendering-xhtml.json": (2, 2),
}
"""Pages and questions of those that can be carried."""


def made(name: str) -> Carried:
    return carry_over(example(name), Sidecar.model_validate(SIDECARS.get(name, FREE)))


def test_us_core_s_phq_9_counts_its_example_as_12_and_raises_item_9(tmp_path: Path) -> None:
    phq = made("hl7-us-core/Questionnaire-phq-9-example.json")
    response = parsed("hl7-us-core/QuestionnaireResponse-phq-9-example.json")
    form = read_back(phq, tmp_path)

    answers = answers_of(response, form, phq.names)

    [result] = scores(form, answers)
    assert (result.total, result.band and result.band.code, result.score.loinc) == (12, "moderate", "44261-6")
    assert claimed(response, "/44261-6") == 12
    assert flags(form, answers) == ()
    raised = flags(form, answers | {f"{form.id}/q-44260-8": ("la6569-3",)})
    assert [flag.rule.id for flag in raised] == ["P9"]


def test_us_core_s_audit_c_counts_its_example_as_0(tmp_path: Path) -> None:
    audit = made("hl7-us-core/Questionnaire-AUDIT-C.json")
    response = parsed("hl7-us-core/QuestionnaireResponse-AUDIT-C.json")
    form = read_back(audit, tmp_path)

    [result] = scores(form, answers_of(response, form, audit.names))

    assert (result.total, result.highest) == (0, 8)
    assert claimed(response, "/75626-2") == 0


def claimed(response: dict[str, Any], link_id: str) -> int:
    [found] = [item["answer"][0] for item in response["item"] if item["linkId"] == link_id]
    return int(next(iter(found.values())))


@pytest.mark.parametrize("name", CARRIED)
def test_what_is_carried_is_read_back_and_goes_out_as_it_came(name: str, tmp_path: Path) -> None:
    carried, source = made(name), parsed(name)

    out = questionnaire_of(read_back(carried, tmp_path), carried.names)

    before = {item["linkId"]: item for item in leaves(source["item"])}
    after = {item["linkId"]: item for item in leaves(out["item"])}
    totals = {scoring.get("total", scoring["id"]) for scoring in SIDECARS.get(name, {}).get("score", [])}
    assert set(after) == set(before) | totals
    assert [codes(item) for link, item in after.items() if link not in totals] == [
        codes(item) or contained(item, source) for link, item in before.items() if link not in totals
    ]


def codes(item: dict[str, Any]) -> list[tuple[str, Any]]:
    """Each answer's code, and its weight however it is written."""
    return [(option["valueCoding"]["code"], weight(option)) for option in item.get("answerOption", [])]


def weight(option: dict[str, Any]) -> Any:
    return next((e["valueDecimal"] for e in option.get("extension", []) if "valueDecimal" in e), None)


def contained(item: dict[str, Any], source: dict[str, Any]) -> list[tuple[str, Any]]:
    for value_set in source.get("contained", []):
        if item.get("answerValueSet") in (f"#{value_set['id']}", value_set["url"]):
            return [(part["code"], weight(part)) for part in value_set["expansion"]["contains"]]
    return []


def outcome(name: str) -> str:
    try:
        found = made(name)
    except NotCarried as refused:
        told = all(one.place and one.why and one.mend for one in refused.refusals)
        kind = "refused" if parsed_kind(name) == "Questionnaire" else "no Questionnaire"
        return kind if told else "refused without a word"
    assert (len(found.form.pages), sum(1 for _ in found.form.items())) == CARRIED[name]
    return "carried"


def parsed_kind(name: str) -> str:
    found = json.loads(example(name))
    return str(found.get("resourceType"))


def test_every_file_is_carried_or_refused_in_words_and_these_are_the_counts() -> None:
    example("hl7-us-core/Questionnaire-TAPS.json")  # skips where there is none

    counts = Counter((name.split("/")[0], outcome(name)) for name in questionnaires())

    assert counts == {
        ("hl7-us-core", "carried"): 5,
        ("hl7-us-core", "no Questionnaire"): 70,
        ("lhc-forms", "carried"): 6,
        ("lhc-forms", "refused"): 14,
        ("lhc-forms", "no Questionnaire"): 3,
    }
