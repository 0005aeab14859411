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
        ("machine", "now", "machine-translation", "warning"),
    ],
)
def test_a_translation_that_may_not_be_relied_on_is_reported(
    status: str, recorded: str, kind: str, severity: str
) -> None:
    finding = translation_finding(PATH, 7, Translation("es", status, recorded), "now")  # type: ignore[arg-type]

    assert finding
    assert (finding.kind, finding.severity, finding.line) == (kind, severity, 7)
    assert "`es`" in finding.message


def test_a_reviewed_translation_of_the_text_as_it_is_has_no_finding() -> None:
    assert translation_finding(PATH, 7, Translation("es", "human-reviewed", "now"), "now") is None
