"""Verifying: the store, one intake, one PDF."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consentapp.domain.access import Access
from consentapp.domain.errors import Refused
from consentapp.domain.facts.documents import DocumentSealed
from consentapp.domain.saying import N_, Sentence, counted
from consentapp.domain.verification import Evidence, Report, Verdict, published_certificates, verify, worst
from consentapp.ports import ORGANISATION, Clinic, NotReadable, Reading, Sealer
from consentapp.services.worklist import differing

ASSURANCE = N_("self-consistent only")
"""No checkpoint is held outside yet: whoever can rewrite the whole file could make it agree with itself."""


@dataclass(frozen=True)
class Audit:
    """What was examined and what came out."""

    verdicts: tuple[Verdict, ...]
    assurance: str
    unanchored: int
    """Facts that no outside holder vouches for."""

    @property
    def outcome(self) -> str:
        return worst(self.verdicts)

    @property
    def sentence(self) -> str:
        """Never a bare OK."""
        return counted(
            "%(outcome)s: assurance is %(assurance)s; %(num)d fact is not anchored outside.",
            "%(outcome)s: assurance is %(assurance)s; %(num)d facts are not anchored outside.",
            self.unanchored, outcome=Sentence(self.outcome), assurance=Sentence(self.assurance),
        )  # fmt: skip


def verify_store(clinic: Clinic) -> Audit:
    """Every ledger of the store, and every row, text and document that they commit to."""
    try:
        with clinic.store.reading() as reading:
            reports = [verify_site(reading, clinic.sealer, site) for site in reading.sites()]
            beside = (*_beside_facts(reading), *_projection(reading, clinic))
    except NotReadable as damage:
        return Audit((_damaged(damage),), ASSURANCE, 0)
    verdicts = tuple(verdict for report in reports for verdict in report.verdicts) + beside
    return Audit(verdicts, ASSURANCE, sum(report.size for report in reports))


def _damaged(damage: NotReadable) -> Verdict:
    sentence = Sentence("The database cannot be read as it was written: %(damage)s.", damage=str(damage))
    return Verdict("FAILED", N_("store"), sentence)


def _beside_facts(reading: Reading) -> Iterator[Verdict]:
    faults = reading.structure_faults()
    for fault in faults:
        yield Verdict(
            "FAILED", N_("store"), Sentence("The database file is damaged: %(fault)s.", fault=fault)
        )
    if not faults:
        yield Verdict("PASSED", N_("store"), N_("The structure of the database file is sound."))
    for table, fact in reading.stray_rows():
        sentence = Sentence(
            "A row in `%(table)s` names a fact %(fact)s that does not exist.", table=table, fact=fact
        )
        yield Verdict("FAILED", Sentence("table `%(table)s`", table=table), sentence)


def _projection(reading: Reading, clinic: Clinic) -> Iterator[Verdict]:
    try:
        stale = list(differing(reading, clinic))
    except (ValueError, KeyError, Refused):
        sentence = N_(
            "The worklist cannot be compared with facts that cannot be read, or whose forms are not here."
        )
        yield Verdict("INDETERMINATE", N_("worklist"), sentence)
        return
    for intake in stale:
        sentence = N_(
            "The worklist shows this intake otherwise than its facts do; `consentapp rebuild` makes it again."
        )
        yield Verdict("FAILED", N_("worklist"), sentence, intake)
    if not stale:
        yield Verdict("PASSED", N_("worklist"), N_("The worklist shows every intake as its facts do."))


def verify_intake(clinic: Clinic, intake: str) -> Audit:
    """One intake, within the whole ledger of its site."""
    try:
        with clinic.store.reading() as reading:
            report = verify_site(reading, clinic.sealer, clinic.site.id).of_intake(intake)
            known = bool(intake) and any(verdict.intake == intake for verdict in report.verdicts)
    except NotReadable as damage:
        return Audit((_damaged(damage),), ASSURANCE, 0)
    if not known:
        sentence = Sentence(
            "There is no intake %(intake)s at this site: nothing was examined.", intake=intake
        )
        nobody = Verdict("INDETERMINATE", N_("intake"), sentence)
        return Audit((*report.verdicts, nobody), ASSURANCE, report.size)
    return Audit(report.verdicts, ASSURANCE, report.size)


def verify_site(reading: Reading, sealer: Sealer, site: str) -> Report:
    """One site's ledger."""

    def text(digest: str) -> bytes | None:
        found = reading.text(digest)
        return found.body if found else None

    def accesses(first: int, last: int) -> Sequence[Access]:
        return reading.accesses(site, first, last)

    def examine(pdf: bytes, certificates: Sequence[str]) -> Verdict:
        return seal_verdict(sealer, pdf, certificates)

    return verify(
        Evidence(
            site=site, facts=reading.ledger(site), nodes=reading.ledger_nodes(site), text=text, accesses=accesses, examine=examine,
            certificates=certificates(reading),
        )
    )  # fmt: skip


def certificates(reading: Reading) -> list[str]:
    """Every certificate under which this organisation has sealed."""
    return published_certificates(reading.ledger(ORGANISATION))


def seal_verdict(sealer: Sealer, pdf: bytes, trusted: Sequence[str]) -> Verdict:
    """The seal of one PDF."""
    report = sealer.examine(pdf, trusted)
    if not report.unchanged:
        return Verdict("FAILED", N_("seal"), report.sentence)
    return Verdict("PASSED" if report.trusted else "INDETERMINATE", N_("seal"), report.sentence)


def verify_pdf(clinic: Clinic, pdf: bytes) -> Audit:
    """A PDF that someone holds: its seal, and whether these very bytes are on record here."""
    digest = hashlib.sha256(pdf).hexdigest()
    try:
        with clinic.store.reading() as reading:
            seal = seal_verdict(clinic.sealer, pdf, certificates(reading))
            kept = reading.document_by_digest(digest)
            size = reading.ledger_size(clinic.site.id)
    except NotReadable as damage:
        return Audit((_damaged(damage),), ASSURANCE, 0)
    # The digest that counts is the one in the fact's body: a column beside it proves nothing.
    if kept and isinstance(kept.fact, DocumentSealed) and kept.fact.sha256 == digest:
        sentence = Sentence(
            "These bytes are the copy of record of fact %(fact)s (SHA-256 %(digest)s…).",
            fact=f"{kept.site}/{kept.position}", digest=digest[:16],
        )  # fmt: skip
        return Audit((seal, Verdict("PASSED", N_("copy of record"), sentence, kept.intake)), ASSURANCE, size)
    missing = Sentence("No copy of record here has these bytes (SHA-256 %(digest)s…).", digest=digest[:16])
    return Audit((seal, Verdict("FAILED", N_("copy of record"), missing)), ASSURANCE, size)
