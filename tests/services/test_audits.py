"""Verifying a store, one intake, and a PDF that somebody holds."""

from dataclasses import replace

import pytest

from consentapp.ports import Clinic
from consentapp.services import housekeeping, questions, staff
from consentapp.services.audits import verify_intake, verify_pdf, verify_store
from consentapp.services.summaries import make_summary, open_document
from consentapp.setup import publish_seal
from consentapp.store.sqlite import SqliteStore
from tests.builders import DESK, FakeClock, PlainSealer, Visitor, jobs


@pytest.fixture
def sealed(clinic: Clinic) -> tuple[Visitor, bytes]:
    """A signed intake and its copy of record."""
    publish_seal(clinic)
    ana = Visitor.signed(clinic)
    make_summary(clinic, jobs(clinic, "summary")[0])
    return ana, open_document(clinic, intake=ana.intake, purpose="print", by=DESK)


def sentences(clinic: Clinic, pdf: bytes) -> list[tuple[str, str]]:
    return [(verdict.outcome, verdict.sentence) for verdict in verify_pdf(clinic, pdf).verdicts]


# A PDF ------------------------------------------------------------------------------------------------------------------


def test_a_copy_of_record_is_known_by_its_fact(clinic: Clinic, sealed: tuple[Visitor, bytes]) -> None:
    ana, pdf = sealed

    audit = verify_pdf(clinic, pdf)

    assert audit.outcome == "PASSED"
    assert audit.verdicts[1].intake == ana.intake
    assert audit.verdicts[1].sentence.startswith("These bytes are the copy of record of fact main/")


@pytest.mark.parametrize("place", [0, 10, -1])
def test_a_changed_copy_fails_twice(clinic: Clinic, sealed: tuple[Visitor, bytes], place: int) -> None:
    """AB-23: its seal is broken, and no record here has these bytes."""
    changed = bytearray(sealed[1])
    changed[place] ^= 1

    assert [outcome for outcome, _ in sentences(clinic, bytes(changed))] == ["FAILED", "FAILED"]


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", b"not a pdf" * 1000], ids=len)
def test_bytes_that_were_never_sealed_here_fail(clinic: Clinic, pdf: bytes) -> None:
    audit = verify_pdf(clinic, pdf)

    assert audit.outcome == "FAILED"
    assert "No copy of record here has these bytes" in audit.verdicts[1].sentence


def test_a_copy_sealed_by_a_stranger_fails(
    clinic: Clinic, sealed: tuple[Visitor, bytes], clock: FakeClock
) -> None:
    """The seal is whole, and not one of ours."""
    forged = PlainSealer("A STRANGER").seal(b"%PDF", at=clock.now(), reason="", location="")
    stranger = replace(clinic, sealer=PlainSealer("A STRANGER"))

    assert [outcome for outcome, _ in sentences(stranger, forged)] == ["INDETERMINATE", "FAILED"]


def test_a_seal_of_an_earlier_certificate_still_counts(clinic: Clinic, sealed: tuple[Visitor, bytes]) -> None:
    renewed = replace(clinic, sealer=PlainSealer("NEXT YEAR"))
    publish_seal(renewed)

    assert verify_pdf(clinic, sealed[1]).outcome == "PASSED"


def test_a_certificate_is_published_once(clinic: Clinic) -> None:
    for _ in range(3):
        publish_seal(clinic)

    with clinic.store.reading() as reading:
        assert len(reading.facts_of_kind("_organisation", "seal.published")) == 1


# A store ----------------------------------------------------------------------------------------------------------------


def test_an_empty_store_has_nothing_to_fail(clinic: Clinic) -> None:
    assert verify_store(clinic).outcome == "PASSED"
    assert verify_store(clinic).unanchored == 0


def test_every_ledger_and_every_fact_is_examined(clinic: Clinic, sealed: tuple[Visitor, bytes]) -> None:
    audit = verify_store(clinic)
    with clinic.store.reading() as reading:
        facts = {f"fact {site}/{n}" for site in reading.sites() for n in range(reading.ledger_size(site))}

    assert audit.outcome == "PASSED"
    assert facts <= {verdict.subject for verdict in audit.verdicts}
    assert audit.unanchored == len(facts)


def test_one_intake_is_examined_within_its_whole_ledger(
    clinic: Clinic, sealed: tuple[Visitor, bytes]
) -> None:
    ana, _ = sealed
    sam = Visitor.identified(clinic, name="Sam Okoye")

    found = {verdict.intake for verdict in verify_intake(clinic, sam.intake).verdicts}

    assert found == {"", sam.intake}
    assert ana.intake not in found


def test_a_file_that_is_damaged_is_a_failure_and_not_a_trace(clinic: Clinic, store: SqliteStore) -> None:
    """FT-09"""
    Visitor.signed(clinic)
    store.close()
    content = bytearray(store.path.read_bytes())
    content[-4096:] = b"\xff" * 4096
    store.path.write_bytes(bytes(content))

    audit = verify_store(clinic)

    assert audit.outcome == "FAILED"
    assert verify_intake(clinic, "anything").outcome == "FAILED"


# Housekeeping -------------------------------------------------------------------------------------------------------------


def test_who_looked_is_fixed_by_a_fact_once_an_hour(clinic: Clinic, clock: FakeClock) -> None:
    """HI-05"""
    sizes = []
    for minutes in (0, 30, 31):
        staff.note_access(clinic, staff="lou", intake=Visitor.registered(clinic).intake, what="record")
        clock.move(minutes=minutes)
        housekeeping.digest_accesses(clinic)
        with clinic.store.reading() as reading:
            sizes.append(len(reading.facts_of_kind("main", "access.digested")))

    assert sizes == [1, 1, 2]
    assert verify_store(clinic).outcome == "PASSED"


def test_an_hour_in_which_nobody_looked_leaves_no_fact(clinic: Clinic) -> None:
    housekeeping.digest_accesses(clinic)

    with clinic.store.reading() as reading:
        assert reading.ledger_size("main") == 0


def test_an_edited_look_is_found(clinic: Clinic, store: SqliteStore) -> None:
    staff.note_access(clinic, staff="lou", intake=Visitor.registered(clinic).intake, what="record")
    housekeeping.digest_accesses(clinic)
    with store.writing() as writing:
        writing.database.execute("DROP TRIGGER access_no_update")
        writing.database.execute("UPDATE access SET staff = 'ines'")

    (failure,) = (v.sentence for v in verify_store(clinic).verdicts if v.outcome == "FAILED")

    assert (
        failure
        == "fact main/1 (access.digested): rows 0 to 0 of `access` were changed after they were recorded."
    )


# Worklist -----------------------------------------------------------------------------------------------------------------


def test_a_worklist_that_says_otherwise_than_the_facts_fails(clinic: Clinic, store: SqliteStore) -> None:
    ana = Visitor.identified(clinic)
    questions.decline(clinic, intake=ana.intake, reason="", wants_call=False)
    with store.writing() as writing:
        writing.database.execute("UPDATE worklist SET state = 'signed', code = '7K3MX9QF2T8B'")

    failures = [verdict for verdict in verify_store(clinic).verdicts if verdict.outcome == "FAILED"]

    assert [(verdict.subject, verdict.intake) for verdict in failures] == [("worklist", ana.intake)]


def test_a_worklist_made_again_is_what_the_facts_say(clinic: Clinic, store: SqliteStore) -> None:
    from consentapp.services.worklist import rebuild

    ana = Visitor.identified(clinic)
    with store.writing() as writing:
        writing.database.execute("DELETE FROM worklist")
    before = verify_store(clinic).outcome

    assert rebuild(clinic) == 1

    with clinic.store.reading() as reading:
        assert [row.intake for row in reading.worklist("main")] == [ana.intake]
    assert (before, verify_store(clinic).outcome) == ("FAILED", "PASSED")
