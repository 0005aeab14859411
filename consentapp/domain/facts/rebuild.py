"""From stored bytes and rows back to facts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, get_type_hints

from consentapp.domain.facts.record import DOMAIN, Actor, Fact, Recorded, Row, SealedRow
from consentapp.domain.saying import Sentence

TEXTS = ("domain", "site", "id", "kind", "intake", "at")


def body_of(body: bytes) -> dict[str, Any]:
    """The object that a body's bytes hold. ValueError for bytes that do not have the shape of a fact."""
    try:
        found = json.loads(body)
    except RecursionError as error:
        raise ValueError("no fact is nested so deeply") from error
    if not (
        isinstance(found, dict) and set(found) == {*TEXTS, "actor", "about", "rows"} and _is_whole(found)
    ):
        raise ValueError("these bytes are not the record of a fact")
    return found


def _is_whole(found: Mapping[str, Any]) -> bool:
    actor, about, rows = found["actor"], found["about"], found["rows"]
    return (
        found["domain"] == DOMAIN
        and all(isinstance(found[name], str) for name in TEXTS)
        and isinstance(actor, dict)
        and set(actor) == {"kind", "id"}
        and all(isinstance(part, str) for part in actor.values())
        and isinstance(about, dict)
        and isinstance(rows, list)
        and all(isinstance(row, list) and len(row) == 2 for row in rows)
    )


def about_of(kind: type[Fact], about: Mapping[str, Any]) -> dict[str, Any]:
    """What a fact of a kind says. ValueError where something is missing or of another type."""
    said: dict[str, Any] = {}
    for name, (type_, needed) in _shape(kind).items():  # type: ignore[arg-type]  # classes can be hashed
        if name in about:
            said[name] = _as_tuple(about[name])
            if not _is_a(said[name], type_):
                raise ValueError(
                    Sentence("what it says of its `%(name)s` is no %(type)s", name=name, type=str(type_))
                )
        elif needed:
            raise ValueError(Sentence("it does not say its `%(name)s`", name=name))
    return said


@cache
def _shape(kind: type[Fact]) -> dict[str, tuple[Any, bool]]:
    """Fields by name: their type, and whether every fact of the kind has them."""
    hints = get_type_hints(kind)
    own = (field for field in fields(kind) if field.name != "rows")
    return {field.name: (hints[field.name], field.default is MISSING) for field in own}


def _is_a(value: Any, type_: Any) -> bool:
    if type_ == tuple[str, ...]:
        return isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    return type(value) is type_


def recorded_from(
    body: bytes,
    position: int,
    rows: Sequence[SealedRow],
    kinds: Mapping[str, type[Fact]],
    row_types: Mapping[str, type[Row]],
) -> Recorded:
    """The fact of a body. ValueError for bytes that are no fact, or a kind that this version does not know."""
    found = body_of(body)
    kind = kinds.get(found["kind"])
    if not kind:
        raise ValueError(f"unknown kind of fact: {found['kind']}")
    about = about_of(kind, found["about"])
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
