"""Whether a translation still says what its source says, and whether a person has read it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from consentapp.authoring.findings import Finding


@dataclass(frozen=True)
class Translation:
    """What a form's structure records about one of its languages."""

    language: str
    status: Literal["machine", "human-reviewed", "official"]
    """An official one is the instrument's own, published by its owner."""
    source_digest: str
    """The digest of the source language's words when this was translated; "" where none is recorded."""


def translation_finding(path: Path, line: int, translation: Translation, source_now: str) -> Finding | None:
    """A stale translation, or one that no person reviewed; None for one that may be used."""
    if translation.source_digest and translation.source_digest != source_now:
        message = (
            f"the language `{translation.language}` was translated from an older text than the form's now"
        )
        mend = "Translate what changed, have it reviewed, and record the new source_digest."
        return Finding("error", "stale-translation", path, line, message, mend)
    if translation.status == "machine":
        message = f"the language `{translation.language}` was translated by a machine, and no person has reviewed it"
        mend = "Have a qualified translator review it, and record who it was and when."
        return Finding("warning", "machine-translation", path, line, message, mend)
    return None
