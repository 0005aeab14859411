"""What may not stand where it stands among the facts of its intake, read from bodies alone."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.saying import N_


def order_faults(body: dict[str, Any], bodies: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """What may not stand where it stands among the facts of its intake."""
    about = body["about"]
    if body["kind"] == "page.answered" and _signed(body["intake"], bodies):
        yield N_("a page was saved after the signature")
    if body["kind"] == "document.sealed" and about["signature"] not in _signed(body["intake"], bodies):
        yield N_("the document does not belong to a signature of this intake")
    if body["kind"] == "intake.signed" and _covers(body, bodies) != about["covers"]:
        yield N_("the signature does not cover the pages that stood when it was given")
    if body["kind"] == "intake.superseded" and not _supersedes(body, bodies):
        yield N_("the newer signature that it names does not renew this intake")


def _signed(intake: str, bodies: Mapping[str, dict[str, Any]]) -> set[str]:
    """The signatures of an intake so far."""
    return {id for id, b in bodies.items() if b["kind"] == "intake.signed" and b["intake"] == intake}


def _supersedes(body: dict[str, Any], bodies: Mapping[str, dict[str, Any]]) -> bool:
    about = body["about"]
    renews = renewals(bodies).get(str(about["renewal"]))
    return renews == body["intake"] and about["signature"] in _signed(str(about["renewal"]), bodies)


def _covers(body: dict[str, Any], bodies: Mapping[str, dict[str, Any]]) -> str:
    standing: dict[tuple[str, str], str] = {}
    renewed = with_renewed(body["intake"], renewals(bodies))
    for id, earlier in bodies.items():
        if earlier["kind"] == "page.answered" and earlier["intake"] in renewed:
            place = (str(earlier["about"].get("form")), str(earlier["about"].get("page")))
            standing.pop(place, None)
            standing[place] = id
        elif earlier["kind"] == "intake.opened" and earlier["intake"] in renewed:
            # What was said on another day about that day is not covered by a newer signature.
            fresh = earlier["about"].get("afresh")
            left = fresh if isinstance(fresh, list) else ()
            standing = {place: id for place, id in standing.items() if place[0] not in left}
    return hashlib.sha256(canonical_bytes(list(standing.values()))).hexdigest()


def renewals(bodies: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Each intake that renews another, and which."""
    opened = (body for body in bodies.values() if body["kind"] == "intake.opened")
    found = {body["intake"]: str(body["about"].get("renews") or "") for body in opened}
    return {intake: renews for intake, renews in found.items() if renews}


def with_renewed(intake: str, renewals: Mapping[str, str]) -> set[str]:
    """An intake, and those that it renews: their pages are covered too where they were not asked again."""
    found = {intake}
    while (intake := renewals.get(intake, "")) and intake not in found:
        found.add(intake)
    return found
