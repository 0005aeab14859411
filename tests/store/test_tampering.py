"""Whoever may write to the file and knows SQL: each change is FAILED, in a sentence that names the fact (AB-16).

What cannot be told from one file alone is shown too, with the assurance level that says so (trust 2.3).
"""

import itertools
import re
from dataclasses import replace
from typing import Any

import pytest

from consentapp.domain.ledger import leaf_hash, tree_nodes
from consentapp.services.audits import Audit, verify_intake
from consentapp.store import open_store
from consentapp.store.migrations import APPEND_ONLY, VALUE_TABLES
from tests.builders import store_address
from tests.store.conftest import Record

PLACE = {"fact": str, "number": int, "site": str, "intake": str, "salt": bytes}
CELLS = [(table, column) for table, columns in VALUE_TABLES.items() for column in (*PLACE, *columns)]
FACT_COLUMNS = ("site", "position", "id", "kind", "intake", "at", "actor", "body")


def failures(audit: Audit) -> list[str]:
    return [verdict.sentence for verdict in audit.verdicts if verdict.outcome == "FAILED"]


def blamed(audit: Audit) -> set[str]:
    """Every place that a failure names."""
    return {place for sentence in failures(audit) for place in re.findall(r"\b\w+/\d+", sentence)}


def other(value: Any) -> Any:
    if isinstance(value, int):
        return value + 7
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
    return value + "x"


def some_row(whole: Record, table: str) -> dict[str, Any]:
    return whole.one(f"SELECT * FROM [{table}] ORDER BY rowid LIMIT 1")


def signature(whole: Record) -> dict[str, Any]:
    return whole.one("SELECT * FROM fact WHERE kind = 'intake.signed'")


def rebuilt(whole: Record, site: str = "main") -> list[tuple[str, Any]]:
    """Statements that make the subtrees fit the facts again, as a careful attacker would."""
    facts = whole.rows("SELECT body FROM fact WHERE site = ? ORDER BY position", site)
    nodes = tree_nodes(leaf_hash(fact["body"]) for fact in facts)
    return [
        ("DELETE FROM node WHERE site = ?", [site]),
        *(
            ("INSERT INTO node (site, level, [index], hash) VALUES (?, ?, ?, ?)", [site, *key, hash])
            for key, hash in nodes.items()
        ),
    ]


# Untouched ----------------------------------------------------------------------------------------------------------------


def test_a_record_that_nobody_touched_passes(whole: Record) -> None:
    audit = whole.audit()

    assert failures(audit) == []
    assert audit.outcome == "PASSED"


def test_a_verdict_is_never_a_bare_ok(whole: Record) -> None:
    """Trust 2.6: the assurance level and the size of the tail that nobody outside vouches for."""
    audit = whole.audit()
    facts = whole.one("SELECT count(*) AS n FROM fact")["n"]

    assert audit.sentence == (
        f"PASSED: assurance is self-consistent only; {facts} facts are not anchored outside."
    )


def test_the_record_to_attack_has_a_row_in_every_table(whole: Record) -> None:
    assert [table for table in APPEND_ONLY if not whole.rows(f"SELECT 1 FROM [{table}]")] == []


# Values -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_an_edited_value_is_named_by_its_fact(whole: Record, table: str, column: str) -> None:
    """P11-01: every column of every table of values."""
    row = some_row(whole, table)
    place = whole.place(row["fact"])
    edit = f"UPDATE [{table}] SET [{column}] = ? WHERE fact = ? AND number = ?"
    whole.attack((edit, [other(row[column]), row["fact"], row["number"]]))

    audit = whole.audit()

    assert audit.outcome == "FAILED"
    assert place in blamed(audit)
    assert blamed(audit) == {place}


@pytest.mark.parametrize("table", VALUE_TABLES)
def test_a_deleted_row_is_named_by_its_fact(whole: Record, table: str) -> None:
    row = some_row(whole, table)
    place = whole.place(row["fact"])
    whole.attack((f"DELETE FROM [{table}] WHERE fact = ? AND number = ?", [row["fact"], row["number"]]))

    audit = whole.audit()

    assert blamed(audit) == {place}
    assert any(f"its row {row['number']} in `{table}` is missing" in sentence for sentence in failures(audit))


@pytest.mark.parametrize("number", [0, 99])
@pytest.mark.parametrize("table", VALUE_TABLES)
def test_an_added_row_is_named_by_its_fact(whole: Record, table: str, number: int) -> None:
    """Also under a number that another table has taken: it would be read with the fact."""
    row = some_row(whole, table)
    fact = whole.one(
        f"SELECT id FROM fact WHERE site = 'main' AND id NOT IN (SELECT fact FROM [{table}])"
        " AND id IN (SELECT fact FROM answer UNION SELECT fact FROM note UNION SELECT fact FROM signature)"
    )["id"]
    place = whole.place(fact)
    added = row | {"fact": fact, "number": number, "site": "main"}
    names, marks = ", ".join(f"[{name}]" for name in added), ", ".join("?" * len(added))
    whole.attack((f"INSERT INTO [{table}] ({names}) VALUES ({marks})", list(added.values())))

    audit = whole.audit()

    assert blamed(audit) == {place}
    assert any(f"a row {number} in `{table}` was added" in sentence for sentence in failures(audit))


@pytest.mark.parametrize("table", VALUE_TABLES)
def test_a_row_moved_to_another_fact_is_named_by_both(whole: Record, table: str) -> None:
    """AB-24"""
    row = some_row(whole, table)
    there = whole.one("SELECT id FROM fact WHERE id != ? AND kind = 'link.opened'", row["fact"])["id"]
    places = {whole.place(row["fact"]), whole.place(there)}
    whole.attack(
        (f"UPDATE [{table}] SET fact = ? WHERE fact = ? AND number = ?", [there, row["fact"], row["number"]])
    )

    assert blamed(whole.audit()) == places


def test_two_rows_in_each_other_s_place_are_named(whole: Record) -> None:
    first, second = whole.rows("SELECT * FROM answer ORDER BY rowid LIMIT 2")
    move = "UPDATE answer SET fact = ?, number = ? WHERE rowid = (SELECT rowid FROM answer WHERE salt = ?)"
    whole.attack(
        (move, ["elsewhere", 0, first["salt"]]),
        (move, [first["fact"], first["number"], second["salt"]]),
        (move, [second["fact"], second["number"], first["salt"]]),
    )

    assert blamed(whole.audit()) == {whole.place(first["fact"]), whole.place(second["fact"])}


def test_a_signature_cut_out_and_put_under_another_record_is_named(whole: Record) -> None:
    """P11-12, AB-24: a signature cannot be excised or copied."""
    signed = signature(whole)
    victim = whole.one("SELECT id, intake FROM fact WHERE kind = 'intake.declined'")
    places = {whole.place(signed["id"]), whole.place(victim["id"])}
    whole.attack(("UPDATE signature SET fact = ?, intake = ?", [victim["id"], victim["intake"]]))

    assert blamed(whole.audit()) == places


def test_a_row_of_no_fact_is_found(whole: Record) -> None:
    whole.attack("UPDATE note SET fact = 'nobody' WHERE rowid = (SELECT min(rowid) FROM note)")

    assert "A row in `note` names a fact nobody that does not exist." in failures(whole.audit())


# Facts --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", FACT_COLUMNS)
def test_an_edited_column_of_a_fact_is_named(whole: Record, column: str) -> None:
    signed = signature(whole)
    value = 10_000 if column == "position" else other(signed[column])
    whole.attack((f"UPDATE fact SET [{column}] = ? WHERE id = ?", [value, signed["id"]]))

    audit = whole.audit()

    assert audit.outcome == "FAILED"
    assert f"main/{signed['position']}" in blamed(audit)


def test_every_fact_is_named_when_a_byte_of_its_body_changes(whole: Record) -> None:
    facts = whole.rows("SELECT site, position, body FROM fact")
    whole.attack(
        *(
            (
                "UPDATE fact SET body = ? WHERE site = ? AND position = ?",
                [fact["body"].replace(b'"at":"2026', b'"at":"2025'), fact["site"], fact["position"]],
            )
            for fact in facts
        )
    )

    assert {f"{fact['site']}/{fact['position']}" for fact in facts} <= blamed(whole.audit())


def test_a_back_dated_fact_whose_column_agrees_is_named(whole: Record) -> None:
    """AB-18: the body and the column beside it are edited together."""
    signed = signature(whole)
    earlier = signed["at"].replace("2026", "2025")
    body = signed["body"].replace(signed["at"].encode(), earlier.encode())
    whole.attack(("UPDATE fact SET at = ?, body = ? WHERE id = ?", [earlier, body, signed["id"]]))

    assert blamed(whole.audit()) == {f"main/{signed['position']}"}


@pytest.mark.parametrize("share", [0, 0.5, 0.9])
def test_a_deleted_fact_is_named(whole: Record, share: float) -> None:
    size = whole.one("SELECT count(*) AS n FROM fact WHERE site = 'main'")["n"]
    position = int(size * share)
    whole.attack(("DELETE FROM fact WHERE site = 'main' AND position = ?", [position]))

    audit = whole.audit()

    assert f"fact main/{position} is missing." in failures(audit)
    assert not any(sentence.endswith("are missing.") for sentence in failures(audit))


def test_a_deleted_fact_is_named_even_when_the_rest_moves_up(whole: Record) -> None:
    whole.attack(
        "DELETE FROM fact WHERE site = 'main' AND position = 5",
        "UPDATE fact SET position = -position WHERE site = 'main' AND position > 5",
        "UPDATE fact SET position = -position - 1 WHERE site = 'main' AND position < 0",
    )

    assert "main/5" in blamed(whole.audit())


def test_the_last_fact_deleted_leaves_subtrees_that_name_it(whole: Record) -> None:
    """AB-17"""
    last = whole.one("SELECT max(position) AS n FROM fact WHERE site = 'main'")["n"]
    whole.attack(("DELETE FROM fact WHERE site = 'main' AND position = ?", [last]))

    audit = whole.audit()

    assert audit.outcome == "FAILED"
    assert blamed(audit) == {f"main/{last}"}


def test_a_tail_cut_with_its_subtrees_and_rows_passes_and_the_assurance_level_says_why(whole: Record) -> None:
    """AB-17, trust 2.3: one file cannot tell; a checkpoint held outside will. Until then the verdict says what it is worth."""
    before = whole.audit().unanchored
    last = whole.one("SELECT site, position, id FROM fact WHERE site = 'main' ORDER BY position DESC LIMIT 1")
    whole.attack(
        ("DELETE FROM fact WHERE id = ?", [last["id"]]),
        *(((f"DELETE FROM [{table}] WHERE fact = ?", [last["id"]])) for table in VALUE_TABLES),
    )
    whole.attack(*rebuilt(whole))

    audit = whole.audit()

    assert audit.outcome == "PASSED"
    assert audit.assurance == "self-consistent only"
    assert audit.unanchored == before - 1


@pytest.mark.parametrize("pair", list(itertools.combinations((0, 3, 8, 12), 2)))
def test_two_facts_in_each_other_s_place_are_named(whole: Record, pair: tuple[int, int]) -> None:
    here, there = pair
    swap = "UPDATE fact SET position = ? WHERE site = 'main' AND position = ?"
    whole.attack((swap, [-1, here]), (swap, [here, there]), (swap, [there, -1]))

    assert {f"main/{here}", f"main/{there}"} <= blamed(whole.audit())


def test_a_fact_slipped_in_at_the_end_is_named(whole: Record) -> None:
    last = whole.one("SELECT * FROM fact WHERE site = 'main' ORDER BY position DESC LIMIT 1")
    added = last | {"position": last["position"] + 1, "id": "slipped-in"}
    marks = ", ".join("?" * len(added))
    whole.attack((f"INSERT INTO fact ({', '.join(added)}) VALUES ({marks})", list(added.values())))

    assert f"main/{added['position']}" in blamed(whole.audit())


def test_a_whole_ledger_under_another_site_s_name_fails(whole: Record) -> None:
    tables = ("fact", "node", *VALUE_TABLES)
    whole.attack(*(f"UPDATE [{table}] SET site = 'other' WHERE site = 'main'" for table in tables))

    audit = whole.audit()

    assert any("it belongs to the ledger of main" in sentence for sentence in failures(audit))


# Subtrees, texts, access ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["UPDATE node SET hash = zeroblob(32)", "DELETE FROM node"])
@pytest.mark.parametrize(("level", "index"), [(0, 4), (1, 2), (3, 0)])
def test_an_edited_subtree_is_named_by_the_facts_it_covers(
    whole: Record, statement: str, level: int, index: int
) -> None:
    whole.attack((f"{statement} WHERE site = 'main' AND level = ? AND [index] = ?", [level, index]))

    first, last = index << level, (index + 1 << level) - 1
    assert blamed(whole.audit()) == {f"main/{first}", f"main/{last}"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE text SET body = CAST(replace(CAST(body AS TEXT), 'next day', 'same day') AS BLOB)",
        "UPDATE text SET digest = digest || 'x'",
        "DELETE FROM text",
    ],
)
def test_a_text_that_is_not_the_one_that_was_read_is_named_by_every_page_under_it(
    whole: Record, change: str
) -> None:
    """AB-22: change the wording after the signature."""
    digest = whole.one("SELECT digest FROM text WHERE form = 'therapy' AND page = 'risks'")["digest"]
    facts = whole.rows("SELECT site, position, body FROM fact")
    whole.attack((f"{change} WHERE digest = ?", [digest]))

    audit = whole.audit()

    under = {f"{fact['site']}/{fact['position']}" for fact in facts if digest.encode() in fact["body"]}
    assert blamed(audit) == under
    assert all("the text it was given under" in sentence for sentence in failures(audit))


@pytest.mark.parametrize("column", ["number", "site", "at", "staff", "intake", "what"])
def test_who_looked_at_whom_cannot_be_edited_away(whole: Record, column: str) -> None:
    """HI-05"""
    row = whole.one("SELECT * FROM access")
    fact = whole.one("SELECT site, position FROM fact WHERE kind = 'access.digested'")
    whole.attack((f"UPDATE access SET [{column}] = ?", [other(row[column])]))

    assert blamed(whole.audit()) == {f"main/{fact['position']}"}


# Documents ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0, 0.3, 0.6, 0.99])
def test_a_flipped_byte_of_a_document_is_named_by_its_fact(whole: Record, share: float) -> None:
    """AB-23"""
    document = whole.one("SELECT fact, pdf FROM document")
    pdf = bytearray(document["pdf"])
    pdf[int(len(pdf) * share)] ^= 1
    whole.attack(("UPDATE document SET pdf = ?", [bytes(pdf)]))

    audit = whole.audit()

    assert blamed(audit) == {whole.place(document["fact"])}
    assert any("`document` was changed" in sentence for sentence in failures(audit))


def test_the_seal_of_a_document_fails_beside_its_digest(whole: Record) -> None:
    pdf = bytearray(whole.one("SELECT pdf FROM document")["pdf"])
    pdf[len(pdf) // 2] ^= 1
    whole.attack(("UPDATE document SET pdf = ?", [bytes(pdf)]))

    found = {
        verdict.subject: verdict.outcome
        for verdict in whole.audit().verdicts
        if "document of" in verdict.subject
    }

    assert set(found.values()) == {"FAILED"}


def test_a_document_sealed_by_somebody_else_does_not_pass(whole: Record) -> None:
    whole.attack("DELETE FROM fact WHERE kind = 'seal.published'", *rebuilt(whole, "_organisation"))

    seals = [verdict for verdict in whole.audit().verdicts if verdict.subject.startswith("document of")]

    assert [verdict.outcome for verdict in seals] == ["INDETERMINATE"]


# One intake -----------------------------------------------------------------------------------------------------------------


def test_a_change_to_one_intake_fails_it_and_not_the_other(whole: Record) -> None:
    ana, sam = (
        whole.one("SELECT intake FROM fact WHERE kind = ?", kind)["intake"]
        for kind in ("intake.signed", "intake.declined")
    )
    whole.attack(("UPDATE answer SET value = 'no' WHERE intake = ? AND link_id = 'pressure'", [ana]))
    store = open_store(store_address(whole.path))
    clinic = replace(whole.clinic, store=store)

    outcomes = [verify_intake(clinic, intake).outcome for intake in (ana, sam)]
    store.close()

    assert outcomes == ["FAILED", "PASSED"]


def test_a_row_planted_beside_an_answer_fails_the_intake_it_would_be_read_with(whole: Record) -> None:
    """An insert needs no trigger dropped: what is read must be what was recorded."""
    answer = whole.one("SELECT * FROM answer LIMIT 1")
    whole.attack(
        (
            "INSERT INTO note (fact, number, site, intake, salt, purpose, text) VALUES (?, ?, ?, ?, ?, 'reason', 'x')",
            [answer["fact"], answer["number"], "elsewhere", answer["intake"], bytes(32)],
        )
    )
    store = open_store(store_address(whole.path))

    audit = verify_intake(replace(whole.clinic, store=store), answer["intake"])
    store.close()

    assert blamed(audit) == {whole.place(answer["fact"])}


@pytest.mark.parametrize("body", [b"{}", b"[]", b"null", b"", b"\xff", b'{"kind":"page.answered"}'], ids=repr)
@pytest.mark.parametrize("kind", ["intake.opened", "page.answered", "patient.registered", "seal.published"])
def test_a_body_that_is_no_fact_is_named_and_never_stops_the_reader(
    whole: Record, kind: str, body: bytes
) -> None:
    """AB-33"""
    fact = whole.one("SELECT id FROM fact WHERE kind = ?", kind)["id"]
    place = whole.place(fact)
    whole.attack(("UPDATE fact SET body = ? WHERE id = ?", [body, fact]))

    assert place in blamed(whole.audit())


@pytest.mark.parametrize(
    "about", [b'"about":{}', b'"about":[]', b'"about":{"form":7,"page":[],"text_digest":[7]}']
)
def test_a_body_that_does_not_say_what_its_kind_says_never_stops_the_reader(
    whole: Record, about: bytes
) -> None:
    """AB-33: even when the attacker makes the subtrees fit."""
    facts = whole.rows(
        "SELECT id, body FROM fact WHERE kind IN ('page.answered', 'intake.opened', 'document.sealed')"
    )
    for fact in facts:
        body = re.sub(rb'"about":\{[^}]*\}', about, fact["body"])
        whole.attack(("UPDATE fact SET body = ? WHERE id = ?", [body, fact["id"]]))
    whole.attack(*rebuilt(whole))

    assert {whole.place(fact["id"]) for fact in facts} <= blamed(whole.audit())
