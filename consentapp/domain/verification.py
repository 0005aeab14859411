"""Facts in, verdicts out: the same code on a server and on an auditor's laptop. It never repairs.

What is checked of a site's ledger: positions without a gap, canonical bodies, columns that repeat them, every leaf and
subtree recomputed, every row of values against its commitment, every text against its digest, every signature against
the pages it covers, every PDF against its digest and its seal.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from consentapp.domain.access import Access, accesses_digest
from consentapp.domain.canonical import canonical_bytes
from consentapp.domain.facts import KINDS, about_of, body_of
from consentapp.domain.facts.record import SealedRow, commitment
from consentapp.domain.ledger import leaf_hash, root, tree_nodes
from consentapp.domain.saying import N_, Sentence, counted
from consentapp.domain.sequence import order_faults, renewals, with_renewed

Outcome = Literal["PASSED", "FAILED", "INDETERMINATE"]
GRAVITY: tuple[Outcome, ...] = ("FAILED", "INDETERMINATE", "PASSED")

MOST_NAMED = 5
"""Places that the sentence on the ledger names before it only counts."""


@dataclass(frozen=True)
class Verdict:
    """One finding, with one sentence that names the exact fact (ETSI EN 319 102-1)."""

    outcome: Outcome
    subject: str
    """What was examined: `ledger`, `fact 17`, `text`, `document`."""
    sentence: str
    intake: str = ""


@dataclass(frozen=True, kw_only=True)
class StoredRow(SealedRow):
    """A row as it stands in its table: with its own columns for where it belongs."""

    site: str
    intake: str


@dataclass(frozen=True)
class StoredFact:
    """A fact as bytes, with its rows."""

    position: int
    columns: Mapping[str, str]
    """id, kind, intake, at, actor as they stand beside the body."""
    body: bytes
    rows: tuple[StoredRow, ...]


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
    renewals: Mapping[str, str] = field(default_factory=dict)
    """Each intake that renews another, and which."""

    @property
    def outcome(self) -> Outcome:
        return worst(self.verdicts)

    def of_intake(self, intake: str) -> "Report":
        """The verdicts that bear on one intake: its own, those of the intakes that it renews, and of the whole ledger."""
        bearing = {"", *with_renewed(intake, self.renewals)}
        return replace(self, verdicts=tuple(v for v in self.verdicts if v.intake in bearing))


def worst(verdicts: Iterable[Verdict]) -> Outcome:
    """FAILED before INDETERMINATE before PASSED; nothing examined is INDETERMINATE."""
    found = {verdict.outcome for verdict in verdicts}
    return next((outcome for outcome in GRAVITY if outcome in found), "INDETERMINATE")


def verify(evidence: Evidence) -> Report:
    """Examine one site's ledger and everything it commits to."""
    leaves: dict[int, bytes] = {}
    verdicts: list[Verdict] = []
    bodies: dict[str, dict[str, Any]] = {}
    expected = 0
    for stored in evidence.facts:
        verdicts.extend(_gap_verdicts(evidence.site, expected, stored.position))
        expected = stored.position + 1
        leaves[stored.position] = leaf_hash(stored.body)
        verdicts.extend(_fact_verdicts(evidence, stored, bodies))
    nodes = tree_nodes(leaves.values())
    verdicts[:0] = _ledger_verdicts(evidence, leaves, nodes)
    whole = root(len(leaves), lambda level, index: nodes[(level, index)])
    return Report(evidence.site, tuple(verdicts), len(leaves), whole.hex(), renewals(bodies))


def _gap_verdicts(site: str, expected: int, found: int) -> Iterator[Verdict]:
    if found > expected:
        named = _span(site, expected, found - 1)
        missing = counted(
            "fact %(fact)s is missing.", "fact %(fact)s are missing.", found - expected, fact=named
        )
        yield Verdict("FAILED", _name(site, expected), missing)
    elif found < expected:
        stray = Sentence("fact %(fact)s stands where it does not belong.", fact=f"{site}/{found}")
        yield Verdict("FAILED", _name(site, found), stray)


def _name(site: str, position: int) -> Sentence:
    return Sentence("fact %(fact)s", fact=f"{site}/{position}")


def _ledger_verdicts(
    evidence: Evidence, leaves: Mapping[int, bytes], nodes: Mapping[tuple[int, int], bytes]
) -> Iterator[Verdict]:
    inner = {key: hash for key, hash in nodes.items() if key[0]}
    rebuilt = inner | {(0, position): leaf for position, leaf in leaves.items()}
    stored = evidence.nodes
    differing = sorted(key for key in rebuilt.keys() | stored.keys() if rebuilt.get(key) != stored.get(key))
    if not differing:
        whole = counted(
            "%(num)d fact rebuilds the ledger of %(site)s.", "All %(num)d facts rebuild the ledger of %(site)s.",
            len(leaves), site=evidence.site,
        )  # fmt: skip
        yield Verdict("PASSED", N_("ledger"), whole)
        return
    # A changed leaf changes every subtree above it: the lowest level says where.
    lowest = [(level, index) for level, index in differing if level == differing[0][0]]
    spans = [_span(evidence.site, i << level, (i + 1 << level) - 1) for level, i in lowest]
    sentence = Sentence(
        "The facts do not rebuild the stored ledger of %(site)s; what differs: %(places)s.",
        site=evidence.site, places=_named(spans),
    )  # fmt: skip
    yield Verdict("FAILED", N_("ledger"), sentence)


def _named(spans: Sequence[str]) -> Sequence[str] | Sentence:
    if not spans[MOST_NAMED:]:
        return spans
    left = len(spans) - MOST_NAMED
    return Sentence("%(places)s and %(left)d more", places=spans[:MOST_NAMED], left=left)


def _span(site: str, first: int, last: int) -> str:
    if first == last:
        return f"{site}/{first}"
    return Sentence("%(first)s to %(last)s", first=f"{site}/{first}", last=f"{site}/{last}")


def _fact_verdicts(
    evidence: Evidence, stored: StoredFact, bodies: dict[str, dict[str, Any]]
) -> Iterator[Verdict]:
    name = _name(evidence.site, stored.position)
    body = _read(stored.body)
    # A fact whose column names another intake than its body bears on all of them: it may have been moved.
    intake = stored.columns.get("intake", "") if body.get("intake") == stored.columns.get("intake") else ""
    faults = [
        *_body_faults(evidence.site, body, stored),
        *([N_("it was recorded before")] if body and body["id"] in bodies else []),
        *(_row_faults(body, stored) if body else []),
        *(_kind_faults(evidence, body, bodies) if body else []),
    ]
    if body:
        bodies[body["id"]] = body
    kind = stored.columns.get("kind")
    for fault in faults:
        wrong = Sentence("%(fact)s (%(kind)s): %(fault)s.", fact=name, kind=kind, fault=fault)
        yield Verdict("FAILED", name, wrong, intake)
    if not faults:
        whole = Sentence("%(fact)s (%(kind)s) is as it was recorded.", fact=name, kind=kind)
        yield Verdict("PASSED", name, whole, intake)
    if body and body["kind"] == "document.sealed":
        yield from _seal_verdicts(evidence, name, intake, stored, str(body["about"].get("sha256")))


def _read(body: bytes) -> dict[str, Any]:
    """The body's object, or nothing when it is not canonical and whole."""
    try:
        found = body_of(body)
        return found if canonical_bytes(found) == body else {}
    except ValueError:
        return {}


def _body_faults(site: str, body: dict[str, Any], stored: StoredFact) -> list[str]:
    if not body:
        return [N_("its body is not the canonical record of a fact")]
    told = {**body, "actor": f"{body['actor']['kind']}:{body['actor']['id']}"}
    odd = [
        Sentence("its column `%(name)s` says otherwise than its body", name=name)
        for name, v in stored.columns.items()
        if told.get(name) != v
    ]
    elsewhere = Sentence("it belongs to the ledger of %(site)s", site=body["site"])
    return list(odd) if body["site"] == site else [*odd, elsewhere]


def _row_faults(body: dict[str, Any], stored: StoredFact) -> Iterator[str]:
    left = list(stored.rows)
    for number, (table, expected) in enumerate(body["rows"]):
        row = next((row for row in left if (row.table, row.number) == (table, number)), None)
        if row is None:
            yield Sentence("its row %(row)d in `%(table)s` is missing", row=number, table=table)
            continue
        left.remove(row)
        if _commitment(row, body["id"]) != expected:
            yield Sentence(
                "its row %(row)d in `%(table)s` was changed after it was recorded", row=number, table=table
            )
    for row in left:
        yield Sentence(
            "a row %(row)d in `%(table)s` was added after it was recorded", row=row.number, table=row.table
        )


def _commitment(row: StoredRow, fact: str) -> str:
    """The commitment of a row as it stands; "" for values that no record could hold."""
    try:
        return commitment(row, site=row.site, fact=fact, intake=row.intake)
    except ValueError:
        return ""


def published_certificates(facts: Iterable[StoredFact]) -> list[str]:
    """Every certificate that the organisation has published for its seal, from the facts as bytes."""
    bodies = (_read(stored.body) for stored in facts if stored.columns.get("kind") == "seal.published")
    found = (body["about"].get("certificate") for body in bodies if body)
    return [certificate for certificate in found if isinstance(certificate, str)]


def _kind_faults(
    evidence: Evidence, body: dict[str, Any], bodies: Mapping[str, dict[str, Any]]
) -> Iterator[str]:
    about = body["about"]
    try:
        if body["kind"] in KINDS:
            about_of(KINDS[body["kind"]], about)
    except ValueError as error:
        yield error.args[0]
        return
    if isinstance(digest := about.get("text_digest", 0), str):
        yield from _text_faults(digest, evidence.text(digest))
    if body["kind"] == "access.digested":
        rows = evidence.accesses(about["first"], about["last"])
        if _accesses_digest(rows) != about["digest"]:
            yield Sentence(
                "rows %(first)d to %(last)d of `access` were changed after they were recorded",
                first=about["first"], last=about["last"],
            )  # fmt: skip
    yield from order_faults(body, bodies)


def _text_faults(digest: str, text: bytes | None) -> Iterator[str]:
    if text is None:
        yield Sentence("the text it was given under (%(digest)s…) is missing", digest=digest[:16])
    elif hashlib.sha256(text).hexdigest() != digest:
        yield Sentence("the text it was given under (%(digest)s…) was changed", digest=digest[:16])


def _accesses_digest(rows: Sequence[Access]) -> str:
    """The digest of the rows as they stand; "" for values that no record could hold."""
    try:
        return accesses_digest(rows)
    except ValueError:
        return ""


def _seal_verdicts(
    evidence: Evidence, name: str, intake: str, stored: StoredFact, digest: str
) -> Iterator[Verdict]:
    for row in stored.rows:
        pdf = row.values.get("pdf")
        if row.table != "document" or not isinstance(pdf, bytes):
            continue
        if hashlib.sha256(pdf).hexdigest() != digest:
            other = Sentence("%(fact)s: the kept PDF is not the one that was sealed.", fact=name)
            yield Verdict("FAILED", name, other, intake)
        found = evidence.examine(pdf, evidence.certificates)
        yield Verdict(found.outcome, Sentence("document of %(fact)s", fact=name), found.sentence, intake)
