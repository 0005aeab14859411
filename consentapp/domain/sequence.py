"""What may not stand where it stands among the facts of its intake, read from bodies alone."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from consentapp.domain.canonical import canonical_bytes


def order_faults(body: dict[str, Any], bodies: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """What may not stand where it stands among the facts of its intake."""
    about = body["about"]
    if body["kind"] == "page.answered" and _signed(body["intake"], bodies):
        yield "a page was saved after the signature"
    if body["kind"] == "document.sealed" and about["signature"] not in _signed(body["intake"], bodies):
        yield "the document does not belong to a signature of this intake"
    if body["kind"] == "intake.signed" and _covers(body, bodies) != about["covers"]:
        yield "the signature does not cover the pages that stood when it was given"


def _signed(intake: str, bodies: Mapping[str, dict[str, Any]]) -> set[str]:
    """The signatures of an intake so far."""
    return {id for id, b in bodies.items() if b["kind"] == "intake.signed" and b["intake"] == intake}


def _covers(body: dict[str, Any], bodies: Mapping[str, dict[str, Any]]) -> str:
    standing: dict[tuple[str, str], str] = {}
    renewed = _renewed(body["intake"], bodies)
    for id, earlier in bodies.items():
        if earlier["kind"] == "page.answered" and earlier["intake"] in renewed:
            place = (str(earlier["about"].get("form")), str(earlier["about"].get("page")))
            standing.pop(place, None)
            standing[place] = id
    return hashlib.sha256(canonical_bytes(list(standing.values()))).hexdigest()


def _renewed(intake: str, bodies: Mapping[str, dict[str, Any]]) -> set[str]:
    """An intake, and those that it renews: their pages are covered too where they were not asked again."""
    renews = {b["intake"]: b["about"].get("renews") for b in bodies.values() if b["kind"] == "intake.opened"}
    found = {intake}
    while (intake := str(renews.get(intake) or "")) and intake not in found:
        found.add(intake)
    return found
