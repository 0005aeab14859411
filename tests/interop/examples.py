"""Questionnaires by others, where they are at hand: data for tests, never part of this project."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]

FOLDER = Path(os.environ.get("FHIR_EXAMPLES", Path(__file__).parents[3] / "shared" / "fhir-examples"))
"""Beside the checkout, or where FHIR_EXAMPLES says."""

PHQ_9 = [
    "/44250-9", "/44255-8", "/44259-0", "/44254-1", "/44251-7", "/44258-2", "/44252-5", "/44253-3", "/44260-8",
]  # fmt: skip
APGAR = ["32406-1", "32407-9", "32409-5", "32408-7", "32410-3"]


def example(name: str) -> bytes:
    """One of the files. The test is skipped where they are not."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"the examples are not at {FOLDER}")
    return path.read_bytes()


def questionnaires() -> list[str]:
    """Every JSON file below the folder, whatever it is."""
    return sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*.json"))


def parsed(name: str) -> Json:
    found: Json = json.loads(example(name))
    return found


def phq_9(**more: Any) -> Json:
    """A sidecar for each of the PHQ-9 files."""
    band = [
        {"code": code, "label": code.capitalize(), "lowest": low, "highest": high}
        for code, low, high in (("minimal", 0, 4), ("mild", 5, 9), ("moderate", 10, 14), ("severe", 15, 27))
    ]
    score = {
        "id": "phq-9-total", "label": "PHQ-9 total", "items": PHQ_9, "total": "/44261-6", "source": "Kroenke 2001",
        "band": band,
    }  # fmt: skip
    rule = {
        "id": "P9", "level": "urgent", "when": [{"question": "/44260-8", "operator": "!=", "answer": "LA6568-5"}],
        "reason": "Thoughts of death.", "patient": "Call {crisis.call}.", "source": "Simon 2013", "safety": "low",
    }  # fmt: skip
    return {"id": "phq-9-us", "notice": "No permission required.", "score": [score], "rule": [rule]} | more


AUDIT_C: Json = {
    "score": [
        {
            "id": "audit-c-total", "label": "AUDIT-C total", "items": ["/68519-8", "/68520-6"], "total": "/75626-2",
            "source": "Bush 1998",
        }
    ],
}  # fmt: skip

SIDECARS: dict[str, Json] = {
    "hl7-us-core/Questionnaire-phq-9-example.json": phq_9(),
    "hl7-us-core/Questionnaire-AUDIT-C.json": AUDIT_C,
    "hl7-us-core/Questionnaire-prapare-example.json": {"not_counted": ["/93039-6/76501-6"]},
    "lhc-forms/phq9.json": phq_9(),
    "lhc-forms/phq9-with-the-weight-function.json": phq_9(),
    "lhc-forms/lforms-fhir-app-phq9.json": phq_9(),
    "lhc-forms/apgar-with-itemWeight-variable.json": {
        "id": "apgar", "language": "de", "notice": "Free.",
        "score": [{"id": "apgar-total", "label": "Apgar", "items": APGAR, "total": "9272-6", "source": "Apgar 1953"}],
    },
    "lhc-forms/q-with-scores-with-rendering-xhtml.json": {"id": "two", "notice": "Free.", "not_counted": ["B-1"]},
    "lhc-forms/argonaut-phq9-ish.json": {
        "notice": "No permission required.",
        "score": [{
            "id": "total", "label": "Total", "items": [f"g1.q{n}" for n in range(1, 10)], "source": "Kroenke 2001"}],
    },
}  # fmt: skip
"""What an author would write for them; the others get `{"notice": ...}` alone."""
