"""Facts in, verdicts out: the same code on a server and on an auditor's laptop. It never repairs.

What is checked of a site's ledger: positions without a gap, canonical bodies, columns that repeat them, every leaf and
subtree recomputed, every row of values against its commitment, every text against its digest, every signature against
the pages it covers, every PDF against its digest and its seal.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from consentapp.domain.access import Access, accesses_digest
from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.facts.record import DOMAIN, SealedRow, commitment
from consentapp.domain.ledger import leaf_hash, root, tree_nodes

Outcome = Literal["PASSED", "FAILED", "INDETERMINATE"]
GRAVITY: tuple[Outcome, ...] = ("FAILED", "INDETERMINATE", "PASSED")


@dataclass(frozen=True)
class Verdict:
    """One finding, with one sentence that names the exact fact (ETSI EN 319 102-1)."""

    outcome: Outcome
    subject: str
    """What was examined: `ledger`, `fact 17`, `text`, `document`."""
    sentence: str
    intake: str = ""


@dataclass(frozen=True)
class StoredFact:
    """A fact as bytes, with its rows."""

    position: int
    columns: Mapping[str, str]
    """id, kind, intake, at, actor as they stand beside the body."""
    body: bytes
    rows: tuple[SealedRow, ...]


@dataclass(frozen=True)
class Evidence:
    """What a verification reads, however it came there."""

    site: str
    facts: Iterable[StoredFact]
    nodes: Mapping[tuple[int, int], bytes]
    text: Callable[[str], bytes | None]
    accesses: Callable[[int, int], Sequence[Access]]
    """Rows of `access` by first and last number."""
    examine: Callable[[bytes, Sequence[str]], Verdict]
    """Examines a PDF's seal against certificates."""
    certificates: Sequence[str] = ()


@dataclass(frozen=True)
class Report:
    """All verdicts over a ledger, and what they amount to."""

    site: str
    verdicts: tuple[Verdict, ...]
    size: int
    root: str

    @property
    def outcome(self) -> Outcome:
        return worst(self.verdicts)

    def of_intake(self, intake: str) -> "Report":
        """The verdicts that bear on one intake: its own, and those of the whole ledger."""
        return Report(
            self.site, tuple(v for v in self.verdicts if v.intake in ("", intake)), self.size, self.root
        )


def worst(verdicts: Iterable[Verdict]) -> Outcome:
    """FAILED before INDETERMINATE before PASSED; nothing examined is INDETERMINATE."""
    found = {verdict.outcome for verdict in verdicts}
    return next((outcome for outcome in GRAVITY if outcome in found), "INDETERMINATE")


def verify(evidence: Evidence) -> Report:
    """Examine one site's ledger and everything it commits to."""
    leaves: list[bytes] = []
    verdicts: list[Verdict] = []
    bodies: dict[str, dict[str, Any]] = {}
    for expected, stored in enumerate(evidence.facts):
        leaves.append(leaf_hash(stored.body))
        verdicts.extend(_fact_verdicts(evidence, expected, stored, bodies))
    nodes = tree_nodes(leaves)
    verdicts[:0] = _ledger_verdicts(evidence, len(leaves), nodes)
    whole = root(len(leaves), lambda level, index: nodes[(level, index)])
    return Report(evidence.site, tuple(verdicts), len(leaves), whole.hex())


def _ledger_verdicts(
    evidence: Evidence, size: int, nodes: Mapping[tuple[int, int], bytes]
) -> Iterator[Verdict]:
    differing = sorted(
        key for key in nodes.keys() | evidence.nodes.keys() if nodes.get(key) != evidence.nodes.get(key)
    )
    if not differing:
        yield Verdict("PASSED", "ledger", f"All {size} facts rebuild the ledger of {evidence.site}.")
        return
    leaves = [index for level, index in differing if level == 0]
    named = ", ".join(f"{evidence.site}/{index}" for index in leaves[:5]) or "an inner node"
    yield Verdict(
        "FAILED", "ledger", f"The facts do not rebuild the stored ledger of {evidence.site}: {named} differs."
    )


def _fact_verdicts(
    evidence: Evidence, expected: int, stored: StoredFact, bodies: dict[str, dict[str, Any]]
) -> Iterator[Verdict]:
    name = f"fact {evidence.site}/{stored.position}"
    intake = stored.columns.get("intake", "")
    body = _read(stored.body)
    faults = [
        *([f"position {expected} is missing"] if stored.position != expected else []),
        *_body_faults(body, stored),
        *(_row_faults(body, stored) if body else []),
        *(_kind_faults(evidence, body, bodies) if body else []),
    ]
    if body:
        bodies[body["id"]] = body
    for fault in faults:
        yield Verdict("FAILED", name, f"{name} ({stored.columns.get('kind')}): {fault}.", intake)
    if not faults:
        yield Verdict("PASSED", name, f"{name} ({stored.columns.get('kind')}) is as it was recorded.", intake)
    if body and body["kind"] == "document.sealed":
        yield from _seal_verdicts(evidence, name, intake, stored)


def _read(body: bytes) -> dict[str, Any]:
    """The body's object, or nothing when it is not canonical and whole."""
    try:
        found = json.loads(body)
        shape = {"domain", "site", "id", "kind", "intake", "at", "actor", "about", "rows"}
        whole = isinstance(found, dict) and set(found) == shape and found["domain"] == DOMAIN
        return found if whole and canonical_bytes(found) == body else {}
    except (ValueError, TypeError, RecursionError):
        return {}


def _body_faults(body: dict[str, Any], stored: StoredFact) -> list[str]:
    if not body:
        return ["its body is not the canonical record of a fact"]
    actor = body["actor"] if isinstance(body["actor"], dict) else {}
    told = {**body, "actor": f"{actor.get('kind')}:{actor.get('id')}"}
    return [
        f"its column `{name}` says otherwise than its body"
        for name, v in stored.columns.items()
        if told.get(name) != v
    ]


def _row_faults(body: dict[str, Any], stored: StoredFact) -> Iterator[str]:
    rows = {row.number: row for row in stored.rows}
    for number, (table, expected) in enumerate(body["rows"]):
        row = rows.pop(number, None)
        if row is None or row.table != table:
            yield f"its row {number} in `{table}` is missing"
        elif _commitment(row, body) != expected:
            yield f"its row {number} in `{table}` was changed after it was recorded"
    for number, row in rows.items():
        yield f"a row {number} in `{row.table}` was added after it was recorded"


def _commitment(row: SealedRow, body: dict[str, Any]) -> str:
    """The commitment of a row as it stands; "" for values that no record could hold."""
    try:
        return commitment(row, site=body["site"], fact=body["id"], intake=body["intake"])
    except ValueError:
        return ""


def published_certificates(facts: Iterable[StoredFact]) -> list[str]:
    """Every certificate that the organisation has published for its seal, from the facts as bytes."""
    bodies = (_read(stored.body) for stored in facts if stored.columns.get("kind") == "seal.published")
    return [body["about"]["certificate"] for body in bodies if body]


def _kind_faults(
    evidence: Evidence, body: dict[str, Any], bodies: Mapping[str, dict[str, Any]]
) -> Iterator[str]:
    about = body["about"]
    if digest := about.get("text_digest"):
        text = evidence.text(digest)
        if text is None:
            yield f"the text it was given under ({digest[:16]}…) is missing"
        elif hashlib.sha256(text).hexdigest() != digest:
            yield f"the text it was given under ({digest[:16]}…) was changed"
    if body["kind"] == "access.digested":
        rows = evidence.accesses(about["first"], about["last"])
        if accesses_digest(rows) != about["digest"]:
            yield f"rows {about['first']} to {about['last']} of `access` were changed after they were recorded"
    if body["kind"] == "intake.signed" and _covers(body, bodies) != about.get("covers"):
        yield "the signature does not cover the pages that stood when it was given"


def _covers(body: dict[str, Any], bodies: Mapping[str, dict[str, Any]]) -> str:
    standing: dict[tuple[str, str], str] = {}
    for id, earlier in bodies.items():
        if earlier["kind"] == "page.answered" and earlier["intake"] == body["intake"]:
            place = (earlier["about"]["form"], earlier["about"]["page"])
            standing.pop(place, None)
            standing[place] = id
    return hashlib.sha256(canonical_bytes(list(standing.values()))).hexdigest()


def _seal_verdicts(evidence: Evidence, name: str, intake: str, stored: StoredFact) -> Iterator[Verdict]:
    for row in stored.rows:
        pdf = row.values.get("pdf")
        if row.table != "document" or not isinstance(pdf, bytes):
            continue
        found = evidence.examine(pdf, evidence.certificates)
        yield Verdict(found.outcome, f"document of {name}", found.sentence, intake)
