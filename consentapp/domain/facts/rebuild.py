"""From stored bytes and rows back to facts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from consentapp.domain.facts.record import Actor, Fact, Recorded, Row, SealedRow


def body_of(body: bytes) -> dict[str, Any]:
    """The object that a body's bytes hold. ValueError for bytes that are no JSON object."""
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("a fact's body is a JSON object")
    return found


def recorded_from(
    body: bytes,
    position: int,
    rows: Sequence[SealedRow],
    kinds: Mapping[str, type[Fact]],
    row_types: Mapping[str, type[Row]],
) -> Recorded:
    """The fact of a body. ValueError for a kind that this version does not know."""
    found = body_of(body)
    kind = kinds.get(found["kind"])
    if not kind:
        raise ValueError(f"unknown kind of fact: {found['kind']}")
    about = {
        field.name: _as_tuple(found["about"][field.name])
        for field in fields(kind)
        if field.name in found["about"]
    }
    typed = tuple(row_types[row.table](**row.values) for row in sorted(rows, key=lambda row: row.number))
    return Recorded(
        site=found["site"],
        position=position,
        id=found["id"],
        intake=found["intake"],
        at=found["at"],
        actor=Actor(found["actor"]["kind"], found["actor"]["id"]),
        fact=kind(**about, rows=typed),
    )


def _as_tuple(value: Any) -> Any:
    return tuple(_as_tuple(part) for part in value) if isinstance(value, list) else value
