"""A fact in bytes: it comes back whole, holds no value of a person, and a change of any value shows (trust 2.4)."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.facts import KINDS, ROWS, Actor, Fact, Row, Sealed, body_of, recorded_from, seal
from consentapp.domain.facts.intakes import NoteRow, QuestionAsked
from consentapp.domain.facts.record import DOMAIN, SealedRow, commitment
from consentapp.store.migrations import VALUE_TABLES
from tests.builders import CountedEntropy
from tests.domain.shapes import facts, own_fields, sample_fact, sample_row

ACTOR = Actor("staff", "someone")
AT = "2026-11-23T17:48:06.123Z"
VALUES = [(table, name) for table, row in ROWS.items() for name in own_fields(row)]


def sealed(fact: Fact, *, id: str = "fact1", intake: str = "intake1", site: str = "main") -> Sealed:
    salts = [CountedEntropy(f"salt {n}").bytes(32) for n in range(len(fact.rows))]
    return seal(fact, site=site, id=id, intake=intake, at=AT, actor=ACTOR, salts=salts)


def back(whole: Sealed) -> Any:
    return recorded_from(whole.body, 3, whole.rows, KINDS, ROWS)


def held(row: SealedRow, *, site: str = "main", fact: str = "fact1", intake: str = "intake1") -> str:
    return commitment(row, site=site, fact=fact, intake=intake)


def changed(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    return value + (b"." if isinstance(value, bytes) else ".")


@given(facts())
def test_every_fact_with_any_rows_comes_back_from_its_bytes(fact: Fact) -> None:
    found = back(sealed(fact))

    assert found.fact == fact
    assert (found.site, found.position, found.id, found.intake, found.at) == (
        "main",
        3,
        "fact1",
        "intake1",
        AT,
    )
    assert found.actor == ACTOR


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_comes_back_with_one_row_of_every_table(kind: str) -> None:
    fact = sample_fact(kind, *(sample_row(table) for table in ROWS))

    assert back(sealed(fact)).fact == fact


def test_rows_come_back_in_the_order_of_the_fact_whatever_the_order_of_the_store() -> None:
    fact = sample_fact("question.asked", *(sample_row("note", text=word) for word in "abc"))
    whole = sealed(fact)

    turned = replace(whole, rows=tuple(reversed(whole.rows)))

    assert back(turned).fact == fact


@given(facts())
def test_a_body_is_canonical_and_names_what_it_is(fact: Fact) -> None:
    body = sealed(fact).body

    assert canonical_bytes(json.loads(body)) == body
    assert body_of(body)["domain"] == DOMAIN
    assert body_of(body)["kind"] == fact.kind


@pytest.mark.parametrize(("table", "name"), VALUES)
def test_no_value_of_a_row_stands_in_the_body(table: str, name: str) -> None:
    """Trust 2.4: a ledger body carries no personal data."""
    value = 987_654_321 if own_fields(ROWS[table])[name] is int else "Marker-Ruiz-1984"
    row = sample_row(table, **{name: value.encode() if own_fields(ROWS[table])[name] is bytes else value})

    body = sealed(QuestionAsked(subject="treatment", form="", page="", rows=(row,))).body

    assert str(value).encode() not in body


def test_the_same_value_twice_is_committed_to_in_two_ways() -> None:
    """Trust finding 8: without its salt nobody can look a birth date up by its digest."""
    fact = sample_fact("patient.registered", sample_row("patient"), sample_row("patient"))

    (_, first), (_, second) = body_of(sealed(fact).body)["rows"]

    assert first != second


@pytest.mark.parametrize(("table", "name"), VALUES)
def test_a_changed_value_breaks_its_commitment(table: str, name: str) -> None:
    """AB-16"""
    (row,) = sealed(sample_fact("question.asked", sample_row(table))).rows

    edited = replace(row, values={**row.values, name: changed(row.values[name])})

    assert held(edited) != held(row)


@pytest.mark.parametrize("table", ROWS)
def test_a_row_in_another_place_breaks_its_commitment(table: str) -> None:
    """P11-12, AB-24: a row cannot be moved to another number, table, fact, site or intake."""
    (row,) = sealed(sample_fact("question.asked", sample_row(table))).rows

    moved = [
        held(replace(row, number=1)),
        held(replace(row, table="elsewhere")),
        held(replace(row, salt=bytes(32))),
        held(row, fact="fact2"),
        held(row, site="other"),
        held(row, intake="intake2"),
    ]

    assert held(row) not in moved
    assert len(set(moved)) == len(moved)


def test_a_value_cannot_slip_from_one_column_into_the_next() -> None:
    whole = [
        sealed(sample_fact("question.asked", NoteRow(purpose=p, text=t))).rows[0]
        for p, t in (("ab", "c"), ("a", "bc"))
    ]

    assert held(whole[0]) != held(whole[1])


def test_the_body_names_the_table_of_each_row_in_order() -> None:
    whole = sealed(sample_fact("question.asked", sample_row("note"), sample_row("answer")))

    assert [table for table, _ in body_of(whole.body)["rows"]] == ["note", "answer"]
    assert [row.number for row in whole.rows] == [0, 1]


@pytest.mark.parametrize("salts", [[], [bytes(32)] * 2, [bytes(31)], [bytes(33)], [b""]], ids=len)
def test_a_fact_is_not_sealed_without_one_whole_salt_for_each_row(salts: list[bytes]) -> None:
    fact = sample_fact("question.asked", sample_row("note"))

    with pytest.raises(ValueError, match="one salt of 32 bytes for each row"):
        seal(fact, site="main", id="fact1", intake="", at=AT, actor=ACTOR, salts=salts)


@given(st.text(), st.text())
def test_text_that_is_not_canonical_never_enters_a_fact(purpose: str, text: str) -> None:
    fact = QuestionAsked(subject="treatment", form="", page="", rows=(NoteRow(purpose=purpose, text=text),))

    try:
        found = back(sealed(fact))
    except ValueError:
        return

    assert found.fact == fact


def test_a_body_of_an_unknown_kind_is_refused_by_its_name() -> None:
    body = sealed(QuestionAsked(subject="", form="", page="")).body.replace(
        b"question.asked", b"question.mumbled"
    )

    with pytest.raises(ValueError, match=r"question\.mumbled"):
        recorded_from(body, 0, (), KINDS, ROWS)


@pytest.mark.parametrize("body", [b"[]", b"7", b"{", b"\xff"], ids=repr)
def test_bytes_that_are_no_object_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the kind of refusal is the promise, not its words
        body_of(body)


def test_every_kind_and_table_has_a_name_of_its_own() -> None:
    def shapes(base: type) -> set[type]:
        direct = set(base.__subclasses__())
        return direct.union(*(shapes(shape) for shape in direct))

    assert {shape for shape in shapes(Fact) if "kind" in vars(shape)} == set(KINDS.values())
    assert {shape for shape in shapes(Row) if "table" in vars(shape)} == set(ROWS.values())


@pytest.mark.parametrize("table", ROWS)
def test_the_fields_of_a_row_are_the_columns_of_its_table(table: str) -> None:
    columns = VALUE_TABLES[table]

    assert own_fields(ROWS[table]) == columns
    assert [field.name for field in fields(ROWS[table])] == list(columns)


def test_every_table_of_values_has_its_row() -> None:
    assert set(VALUE_TABLES) == set(ROWS)
