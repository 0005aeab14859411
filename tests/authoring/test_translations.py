"""A translation is stale when its source has moved on, and unproved when only a machine made it."""

from pathlib import Path

import pytest

from consentapp.authoring.translations import Translation, translation_finding

PATH = Path("form.toml")


@pytest.mark.parametrize(
    ("status", "recorded", "kind", "severity"),
    [
        ("human-reviewed", "older", "stale-translation", "error"),
        ("machine", "older", "stale-translation", "error"),
        ("official", "older", "stale-translation", "error"),
        ("machine", "now", "machine-translation", "warning"),
        ("machine", "", "machine-translation", "warning"),
    ],
)
def test_a_translation_that_may_not_be_relied_on_is_reported(
    status: str, recorded: str, kind: str, severity: str
) -> None:
    finding = translation_finding(PATH, 7, Translation("es", status, recorded), "now")  # type: ignore[arg-type]

    assert finding
    assert (finding.kind, finding.severity, finding.line) == (kind, severity, 7)
    assert "`es`" in finding.message


@pytest.mark.parametrize(
    ("status", "recorded"), [("human-reviewed", "now"), ("official", "now"), ("official", "")]
)
def test_a_translation_that_stands_on_somebodys_word_has_no_finding(status: str, recorded: str) -> None:
    assert translation_finding(PATH, 7, Translation("es", status, recorded), "now") is None  # type: ignore[arg-type]
