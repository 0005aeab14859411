"""What an author is told: one finding, one place, one mend."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from consentapp.catalog import FormError

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """Something to mend, or to know, in a form."""

    severity: Severity
    kind: str
    """One word or two for machines: `reading-grade`, `missing-topic`."""
    path: Path
    line: int
    """Counted from 1; 0 for the file as a whole."""
    message: str
    """What is wrong, in plain words."""
    mend: str
    """What to do about it."""


def from_refusal(error: FormError) -> Finding:
    """What the strict reader refused, as a finding; its message holds the mend."""
    mend = "Mend this first: the program does not start with it."
    return Finding("error", "not-readable", error.path, error.line, error.message, mend)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once: by file, the gravest first, then by line."""
    once = dict.fromkeys(findings)
    return tuple(sorted(once, key=lambda f: (str(f.path), SEVERITIES.index(f.severity), f.line, f.message)))
