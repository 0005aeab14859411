"""The verifier names the fact that was changed, never blames another, and never raises (trust 2.8, AB-33)."""

import hashlib
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentapp.domain.access import Access, accesses_digest
from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.facts import Actor, Fact, Row, seal
from consentapp.domain.facts.clinic import AccessDigested, SealPublished
from consentapp.domain.facts.documents import DocumentRow, DocumentSealed
from consentapp.domain.facts.intakes import IntakeOpened, NoteRow, QuestionAsked
from consentapp.domain.facts.walk import AnswerRow, IntakeSigned, PageAnswered, SignatureRow
from consentapp.domain.ledger import leaf_hash, tree_nodes
from consentapp.domain.verification import (
    Evidence,
    Report,
    StoredFact,
    StoredRow,
    Verdict,
    published_certificates,
    verify,
    worst,
)
from tests.builders import RECORDS, CountedEntropy, site_forms
from tests.domain.shapes import sample_row

PAGE = site_forms(RECORDS)[("records", "1", "en")].pages[0]
TEXT = b"the text that was shown"
TEXT_DIGEST = hashlib.sha256(TEXT).hexdigest()
ACCESSES = [Access(n, "main", "2026-11-23T17:00:00.000Z", "lou", "intake1", "record") for n in range(3)]
JSON = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.text("abc:é", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["form", "kind", "id"]), inner)
    ),
    max_leaves=6,
)


def covers(*pages: str) -> str:
    return hashlib.sha256(canonical_bytes(pages)).hexdigest()


def answered(page: str = "records", *rows: Row) -> PageAnswered:
    return PageAnswered(
        form="records",
        version="1",
        language="en",
        page=page,
        text_digest=TEXT_DIGEST,
        rows=rows or (answer("yes"),),
    )


def answer(value: str) -> AnswerRow:
    row = sample_row("answer", value=value)
    assert isinstance(row, AnswerRow)
    return row


def signed(*pages: str) -> IntakeSigned:
    row = sample_row("signature")
    assert isinstance(row, SignatureRow)
    return IntakeSigned(
        form="signing", version="1", language="en", page="sign", text_digest=TEXT_DIGEST, role="patient",
        covers=covers(*pages), code="7K3MX9QF2T8B", edition=1, rows=(row,),
    )  # fmt: skip


@dataclass
class Told:
    """A site's ledger as a store would hand it out; every part may be changed."""

    site: str = "main"
    stored: list[StoredFact] = field(default_factory=list)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=lambda: {TEXT_DIGEST: TEXT})
    accesses: list[Access] = field(default_factory=lambda: list(ACCESSES))
    examined: Verdict = field(default_factory=lambda: Verdict("PASSED", "seal", "Sealed."))

    @classmethod
    def of(cls, *facts: Fact, intake: str = "intake1") -> "Told":
        told = cls()
        for number, fact in enumerate(facts):
            told.stored.append(stored(fact, number, intake))
        told.rehash()
        return told

    def rehash(self) -> None:
        """Make the subtrees fit the facts again, as who rewrites everything would."""
        self.nodes = tree_nodes(leaf_hash(fact.body) for fact in self.stored)

    def change(self, position: int, **changes: Any) -> "Told":
        self.stored[position] = replace(self.stored[position], **changes)
        return self

    def report(self) -> Report:
        return verify(
            Evidence(
                site=self.site, facts=self.stored, nodes=self.nodes, text=self.texts.get,
                examine=lambda pdf, certificates: self.examined,
                accesses=lambda first, last: [row for row in self.accesses if first <= row.number <= last],
            )
        )  # fmt: skip

    def failures(self) -> list[str]:
        return [verdict.sentence for verdict in self.report().verdicts if verdict.outcome == "FAILED"]

    def blamed(self) -> set[int]:
        """The positions that the failures name."""
        return {int(place) for sentence in self.failures() for place in re.findall(r"main/(\d+)", sentence)}


def stored(fact: Fact, position: int, intake: str, site: str = "main") -> StoredFact:
    entropy = CountedEntropy(f"salt {position}")
    whole = seal(
        fact, site=site, id=f"fact{position}", intake=intake, at="2026-11-23T17:00:00.000Z",
        actor=Actor("patient", "ana"), salts=[entropy.bytes(32) for _ in fact.rows],
    )  # fmt: skip
    columns = {
        "id": whole.id,
        "kind": whole.kind,
        "intake": intake,
        "at": whole.at,
        "actor": str(whole.actor),
    }
    rows = tuple(StoredRow(**vars(row), site=site, intake=intake) for row in whole.rows)
    return StoredFact(position, columns, whole.body, rows)


OPENED = IntakeOpened(patient="ana", packet="p", packet_version="1", steps=(), language="en", sample=False)
ASKED = QuestionAsked(
    subject="treatment", form="", page="", rows=(NoteRow(purpose="question", text="Why?"), NoteRow(purpose="more", text="When?"))
)  # fmt: skip


def a_told() -> Told:
    """Opened, two pages, the first saved again, a question, signed over the two pages that stand."""
    return Told.of(
        OPENED, answered(), answered("other"), answered(), ASKED, signed("fact2", "fact3"),
        AccessDigested(first=0, last=2, digest=accesses_digest(ACCESSES)),
    )  # fmt: skip


def recast(stored: StoredFact, **changes: Any) -> bytes:
    """The body with some of its parts replaced, canonical again."""
    return canonical_bytes(json.loads(stored.body) | changes)


# What is whole ----------------------------------------------------------------------------------------------------------


def test_a_record_that_nobody_touched_passes_with_its_size_and_root() -> None:
    report = a_told().report()

    assert report.outcome == "PASSED"
    assert {verdict.outcome for verdict in report.verdicts} == {"PASSED"}
    assert (report.size, len(report.root)) == (7, 64)


def test_every_fact_has_a_verdict_of_its_own() -> None:
    subjects = [verdict.subject for verdict in a_told().report().verdicts]

    assert subjects == ["ledger", *(f"fact main/{n}" for n in range(7))]


def test_an_empty_ledger_passes_as_what_it_is() -> None:
    assert [v.sentence for v in Told().report().verdicts] == ["All 0 facts rebuild the ledger of main."]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], "INDETERMINATE"),
        (["PASSED"], "PASSED"),
        (["PASSED", "INDETERMINATE"], "INDETERMINATE"),
        (["PASSED", "INDETERMINATE", "FAILED"], "FAILED"),
    ],
)
def test_the_worst_verdict_is_the_verdict(outcomes: Sequence[Any], expected: str) -> None:
    assert worst(Verdict(outcome, "x", "x") for outcome in outcomes) == expected


def test_a_report_on_one_intake_keeps_what_bears_on_it() -> None:
    told = a_told()
    told.stored.append(stored(OPENED, 7, "intake2"))
    told.rehash()

    found = told.report().of_intake("intake2")

    assert [verdict.subject for verdict in found.verdicts] == ["ledger", "fact main/7"]


# Bodies -------------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 6), st.data())
def test_a_changed_byte_of_a_body_is_found_where_it_is(position: int, data: st.DataObject) -> None:
    """P11-01"""
    told = a_told()
    body = bytearray(told.stored[position].body)
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    told.change(position, body=bytes(body))

    assert position in told.blamed()


@given(
    st.integers(0, 6), st.sampled_from(["site", "id", "kind", "intake", "at", "actor", "about", "rows"]), JSON
)
def test_a_body_of_any_shape_is_a_verdict_and_never_an_error(position: int, part: str, value: Any) -> None:
    """AB-33: whoever writes the record and its subtrees anew may confuse the reader, not stop it."""
    told = a_told()
    told.change(position, body=recast(told.stored[position], **{part: value}))
    told.rehash()

    assert told.report().outcome == "FAILED"


@given(st.binary(max_size=80))
def test_any_bytes_as_a_body_are_a_verdict_and_never_an_error(body: bytes) -> None:
    told = a_told().change(2, body=body)
    told.rehash()

    assert 2 in told.blamed()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"NaN",
        b'{"a":1e999}',
        b"[" * 100_000,
        b"1" * 10_000,
        b'{"domain":"consentapp/fact/1"}',
    ],
    ids=lambda body: str(body[:20]),
)
def test_a_body_that_is_no_fact_is_named(body: bytes) -> None:
    told = a_told().change(2, body=body)
    told.rehash()

    assert "fact main/2 (page.answered): its body is not the canonical record of a fact." in told.failures()


def test_a_body_with_a_key_more_is_not_canonical() -> None:
    told = a_told()
    told.change(0, body=recast(told.stored[0], extra="x"))
    told.rehash()

    assert told.blamed() == {0}


@pytest.mark.parametrize("column", ["id", "kind", "intake", "at", "actor"])
def test_a_column_that_says_otherwise_than_its_body_is_named(column: str) -> None:
    told = a_told()
    told.change(4, columns={**told.stored[4].columns, column: "other"})

    assert any(
        f"its column `{column}` says otherwise than its body" in sentence for sentence in told.failures()
    )
    assert told.blamed() == {4}


def test_the_facts_of_one_site_are_no_record_of_another() -> None:
    """immudb CVE-2022-39199: one server must not pass for another."""
    told = a_told()
    told.site = "other"

    report = told.report()

    assert report.outcome == "FAILED"


# Order --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", range(6))
def test_a_missing_fact_is_named_and_no_other_is_called_missing(position: int) -> None:
    told = a_told()
    del told.stored[position]

    missing = [sentence for sentence in told.failures() if sentence.endswith("is missing.")]

    assert missing == [f"fact main/{position} is missing."]
    assert position in told.blamed()


def test_missing_facts_in_a_row_are_named_as_a_row() -> None:
    told = a_told()
    del told.stored[1:4]

    assert "fact main/1 to main/3 are missing." in told.failures()


def test_a_cut_tail_differs_from_the_subtrees_that_are_left() -> None:
    told = a_told()
    del told.stored[5:]

    assert told.report().outcome == "FAILED"
    assert told.blamed() == {5, 6}


def test_a_tail_cut_with_its_subtrees_passes_and_only_an_outside_checkpoint_would_tell() -> None:
    """Trust 2.3, "truncate tail": not caught by what one store holds. That is what the assurance level says."""
    told = a_told()
    del told.stored[5:]
    told.rehash()

    assert told.report().outcome == "PASSED"


@pytest.mark.parametrize("pair", list(itertools.combinations(range(5), 2)))
def test_two_facts_in_each_other_s_place_are_named(pair: tuple[int, int]) -> None:
    here, there = pair
    told = a_told()
    first, second = told.stored[here], told.stored[there]
    told.stored[here], told.stored[there] = replace(second, position=here), replace(first, position=there)

    assert set(pair) <= told.blamed()


def test_a_fact_recorded_twice_is_named() -> None:
    told = a_told()
    told.stored.append(replace(told.stored[1], position=7))
    told.rehash()

    assert 7 in told.blamed()


# Subtrees -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [(0, 3), (1, 1), (2, 0)])
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_subtree_that_was_edited_is_named_by_the_facts_it_covers(key: tuple[int, int], how: str) -> None:
    told = a_told()
    if how == "gone":
        del told.nodes[key]
    else:
        told.nodes[key] = bytes(32)
    level, index = key
    last = (index + 1 << level) - 1

    (sentence,) = told.failures()

    assert f"main/{last}" in sentence
    assert f"main/{index << level}" in sentence


def test_a_subtree_too_many_is_named() -> None:
    told = a_told()
    told.nodes[(0, 99)] = bytes(32)

    assert 99 in told.blamed()


# Rows ---------------------------------------------------------------------------------------------------------------------


def test_a_row_of_another_table_with_a_number_that_is_taken_is_named() -> None:
    """AB-16: it would be read with the fact, so it must not hide behind the row that belongs there."""
    told = a_told()
    slipped_in = StoredRow(
        table="answer",
        number=0,
        salt=bytes(32),
        values=sample_row("answer").values(),
        site="main",
        intake="intake1",
    )

    for rows in ((slipped_in, *told.stored[4].rows), (*told.stored[4].rows, slipped_in)):
        told.change(4, rows=rows)

        assert told.failures() == [
            "fact main/4 (question.asked): a row 0 in `answer` was added after it was recorded."
        ]


def test_the_same_row_twice_is_named() -> None:
    told = a_told()
    told.change(4, rows=(*told.stored[4].rows, replace(told.stored[4].rows[0], salt=bytes(32))))

    assert told.blamed() == {4}


def test_a_missing_row_is_named() -> None:
    told = a_told()
    told.change(4, rows=told.stored[4].rows[:1])

    assert told.failures() == ["fact main/4 (question.asked): its row 1 in `note` is missing."]


@pytest.mark.parametrize(
    "changes",
    [
        {"values": {"purpose": "question", "text": "Why not?"}},
        {"values": {"purpose": "question", "text": "Cafe\u0301"}},
        {"values": {"purpose": "question", "text": "\ud800"}},
        {"values": {"purpose": "question"}},
        {"salt": bytes(32)},
        {"salt": b""},
        {"site": "other"},
        {"intake": "intake2"},
    ],
    ids=str,
)
def test_a_changed_row_is_named(changes: Mapping[str, Any]) -> None:
    """AB-16, AB-24"""
    told = a_told()
    told.change(4, rows=(replace(told.stored[4].rows[0], **changes), told.stored[4].rows[1]))

    assert told.failures() == [
        "fact main/4 (question.asked): its row 0 in `note` was changed after it was recorded."
    ]


# Texts, signatures, access, documents ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "words"), [(None, "is missing"), (b"other words", "was changed")])
def test_a_text_that_is_not_the_one_that_was_read_is_named_with_every_fact_under_it(
    text: bytes | None, words: str
) -> None:
    """AB-22"""
    told = a_told()
    told.texts = {} if text is None else {TEXT_DIGEST: text}

    assert told.blamed() == {1, 2, 3, 5}
    assert all(words in sentence for sentence in told.failures())


@pytest.mark.parametrize(
    "pages", [(), ("fact1", "fact2"), ("fact3", "fact2"), ("fact2",), ("fact1", "fact2", "fact3")]
)
def test_a_signature_over_other_pages_than_those_that_stood_is_named(pages: tuple[str, ...]) -> None:
    """P11-12"""
    told = Told.of(OPENED, answered(), answered("other"), answered(), signed(*pages))

    assert told.failures() == [
        "fact main/4 (intake.signed): the signature does not cover the pages that stood when it was given."
    ]


def test_a_page_that_was_saved_after_the_signature_is_named() -> None:
    """P11-07: nobody edits a signed record."""
    told = Told.of(OPENED, answered(), signed("fact1"), answered())

    assert told.blamed() == {3}


def test_pages_of_another_patient_are_not_covered() -> None:
    told = Told.of(OPENED, answered(), answered("other"))
    told.stored.append(stored(signed("fact1", "fact2"), 3, "intake2"))
    told.rehash()

    assert told.blamed() == {3}


@pytest.mark.parametrize(
    "rows",
    [
        ACCESSES[:2],
        [*ACCESSES[:2], replace(ACCESSES[2], staff="other")],
        [*ACCESSES[:2], replace(ACCESSES[2], what="e\u0301")],
        [ACCESSES[1], ACCESSES[0], ACCESSES[2]],
    ],
    ids=["gone", "changed", "no canonical text", "other order"],
)
def test_changed_access_rows_are_named(rows: list[Access]) -> None:
    told = a_told()
    told.accesses = rows

    assert told.failures() == [
        "fact main/6 (access.digested): rows 0 to 2 of `access` were changed after they were recorded."
    ]


def document(pdf: bytes, digest: str = "", signature: str = "fact1") -> DocumentSealed:
    digest = digest or hashlib.sha256(pdf).hexdigest()
    row = DocumentRow(code="c", edition=1, sha256=digest, pdf=pdf)
    return DocumentSealed(
        code="c", edition=1, signature=signature, document_id="i", sha256=digest, length=4, certificate="f", rows=(row,)
    )  # fmt: skip


@pytest.mark.parametrize("outcome", ["PASSED", "INDETERMINATE", "FAILED"])
def test_the_seal_of_a_document_has_a_verdict_of_its_own(outcome: Any) -> None:
    told = Told.of(OPENED, signed(), document(b"%PDF"))
    told.examined = Verdict(outcome, "seal", "The seal.")

    verdict = told.report().verdicts[-1]

    assert (verdict.outcome, verdict.subject) == (outcome, "document of fact main/2")
    assert told.report().outcome == outcome


def test_bytes_that_are_not_those_that_were_sealed_fail_whatever_their_seal_says() -> None:
    """AB-23: another document that the clinic sealed, in this one's place."""
    told = Told.of(OPENED, signed(), document(b"%PDF", digest=hashlib.sha256(b"another").hexdigest()))

    assert told.failures() == ["fact main/2: the kept PDF is not the one that was sealed."]


@pytest.mark.parametrize("signature", ["fact0", "fact9", ""])
def test_a_document_of_no_signature_is_named(signature: str) -> None:
    """P11-12"""
    told = Told.of(OPENED, signed(), document(b"%PDF", signature=signature))

    assert told.blamed() == {2}


def test_a_document_of_another_patient_s_signature_is_named() -> None:
    """P11-12"""
    told = Told.of(OPENED, signed())
    told.stored.append(stored(document(b"%PDF"), 2, "intake2"))
    told.rehash()

    assert told.blamed() == {2}


def test_certificates_are_read_from_bytes_whatever_stands_beside_them() -> None:
    published = SealPublished(certificate="PEM", fingerprint="f")
    facts = [stored(published, 0, ""), stored(OPENED, 1, "")]
    broken = [
        replace(facts[0], body=body)
        for body in (b"", b"{}", recast(facts[0], about={}), recast(facts[0], about=[]))
    ]

    assert published_certificates([*broken, *facts]) == ["PEM"]
