"""The auditor's room: the trail, and verdicts that name what is wrong (P11-01, AB-16, AB-23)."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentapp.store.driver import connect
from consentapp.store.sqlite import SqliteStore
from tests.web.people import House, Patient, Person, Prepared


@pytest.fixture
def auditor(house: House) -> Person:
    return house.staff("auditor")


@pytest.fixture
def store(prepared: dict[str, Prepared], tmp_path: Path) -> Iterator[SqliteStore]:
    """Every test begins where Ana Ruiz has signed."""
    yield from prepared["signed"].opened(tmp_path)


@pytest.fixture
def signed(house: House, prepared: dict[str, Prepared]) -> Patient:
    """Signed, with the document made."""
    return prepared["signed"].patient(house)


def file_of(house: House) -> Path:
    path: Path = house.clinic.store.path  # type: ignore[attr-defined]
    return path


def edits(house: House, statement: str, *values: object) -> None:
    """With any SQL tool, past the triggers, as an insider would."""
    database = connect(file_of(house))
    for table in ("fact", "patient", "signature", "answer", "document", "text", "note", "node", "access"):
        for event in ("update", "delete"):
            database.execute(f"DROP TRIGGER {table}_no_{event}")
    database.execute(statement, values)
    database.conn.close()


def verifies(auditor: Person) -> Person:
    return auditor.open("/auditor").press("Verify everything")


def uploads(auditor: Person, pdf: bytes, name: str = "summary.pdf") -> Person:
    """Through the form with the file field."""
    token = auditor.open("/auditor").form("Verify this PDF").values["csrf_token"][0]
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'
    part = f'Content-Disposition: form-data; name="pdf"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
    body = head.encode() + part.encode() + pdf + b"\r\n--x--\r\n"
    answered = auditor.sends_body(
        "POST", "/auditor/verify-pdf", body, Content_Type="multipart/form-data; boundary=x"
    )
    return auditor._shown("/auditor/verify-pdf", answered)  # type: ignore[return-value]


# The trail ------------------------------------------------------------------------------------------------------------


def test_the_room_shows_every_record_and_the_size_of_the_ledgers(
    house: House, auditor: Person, signed: Patient
) -> None:
    house.registers("Bo Lind")
    auditor.open("/auditor")
    assert auditor.shows("Ana Ruiz")
    assert auditor.shows("Bo Lind")
    size = len(house.rows("fact", "site = 'main'"))
    assert auditor.shows(f"{size} facts")


def test_the_trail_tells_who_did_what_and_when_in_order(
    house: House, auditor: Person, signed: Patient
) -> None:
    auditor.open(f"/auditor/intakes/{signed.intake}")
    deeds = [
        "opened the record", "made a link", "The patient opened the link", "entered the matching date of birth",
        "saved a page: Records", "looked over every answer", "The patient signed", "sealed the summary",
    ]  # fmt: skip
    places = [auditor.text.index(deed) for deed in deeds]
    assert places == sorted(places)
    assert auditor.shows("main/0")


def test_the_trail_names_every_fact_of_the_intake(house: House, auditor: Person, signed: Patient) -> None:
    body = auditor.open(f"/auditor/intakes/{signed.intake}").body.decode()
    for recorded in house.facts(signed.intake):
        assert f'id="fact-{recorded.position}"' in body


def test_the_trail_shows_the_signature_with_its_meaning(auditor: Person, signed: Patient) -> None:
    """P11-11: on a screen too."""
    auditor.open(f"/auditor/intakes/{signed.intake}")
    for words in (
        "Printed name Ana Ruiz",
        "23 November 2026, 12:00 (UTC-05:00)",
        "Role Patient",
        "How Typed",
    ):
        assert auditor.shows(words)


def test_the_trail_shows_who_looked(house: House, auditor: Person, signed: Patient) -> None:
    """HI-05"""
    house.staff("intake").open(f"/desk/intakes/{signed.intake}")
    auditor.open(f"/auditor/intakes/{signed.intake}")
    assert auditor.shows("Ines Park desk record")
    assert auditor.shows("Lou Tran audit trail")


def test_a_trail_verifies_nothing_by_itself(auditor: Person, signed: Patient) -> None:
    auditor.open(f"/auditor/intakes/{signed.intake}")
    assert auditor.shows("Nothing here is verified until you verify it.")


# Verdicts on the record -----------------------------------------------------------------------------------------------


def test_an_untouched_record_passes_with_its_assurance_named(auditor: Person, signed: Patient) -> None:
    """P11-01: never a bare OK."""
    verifies(auditor)
    assert auditor.shows("PASSED: assurance is self-consistent only;")
    assert auditor.shows("facts are not anchored outside")
    assert "FAILED:" not in auditor.page.heading


def test_one_record_passes_by_itself(auditor: Person, signed: Patient) -> None:
    auditor.open(f"/auditor/intakes/{signed.intake}").press("Verify this record")
    assert auditor.shows("PASSED: assurance is")


def test_verifying_changes_nothing(house: House, auditor: Person, signed: Patient) -> None:
    before = house.record()
    verifies(auditor)
    auditor.open(f"/auditor/intakes/{signed.intake}").press("Verify this record")
    assert house.record() == before


EDITS = {
    "a printed name": "UPDATE signature SET printed_name = 'Ana Rui2'",
    "a birth date": "UPDATE patient SET birth_date = '1984-03-28'",
    "an answer": "UPDATE answer SET value = 'yes' WHERE link_id = 'pressure'",
    "a salt": "UPDATE signature SET salt = zeroblob(32)",
    "a statement": "UPDATE signature SET statement = statement || ' '",
    "a time": "UPDATE fact SET at = '2026-11-22T17:00:00.000Z' WHERE kind = 'intake.signed'",
    "a body": "UPDATE fact SET body = CAST(replace(CAST(body AS TEXT), 'patient', 'pioneer') AS BLOB) WHERE kind = 'intake.signed'",
    "who did it": "UPDATE fact SET actor = 'staff:x' WHERE kind = 'intake.signed'",
    "a text that was read": "UPDATE text SET body = CAST(replace(CAST(body AS TEXT), 'drive', 'swim') AS BLOB)",
    "a subtree": "UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND [index] = 0",
    "a byte of the document": "UPDATE document SET pdf = CAST(replace(hex(pdf), '25', '26') AS BLOB)",
    "a missing row": "DELETE FROM signature",
    "a missing fact": "DELETE FROM fact WHERE kind = 'answers.reviewed'",
    "an added row": "INSERT INTO note SELECT id, 9, site, intake, zeroblob(32), 'reason', 'x' FROM fact WHERE kind = 'intake.signed'",
}  # fmt: skip


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_past_the_program_is_found(what: str, house: House, auditor: Person, signed: Patient) -> None:
    """AB-16, P11-01"""
    edits(house, EDITS[what])
    verifies(auditor)
    assert auditor.shows("FAILED: assurance is")
    assert auditor.shows("Findings to look into")


def test_the_finding_names_the_exact_fact(house: House, auditor: Person, signed: Patient) -> None:
    """P11-01"""
    edits(house, EDITS["a printed name"])
    position = next(t.position for t in house.facts(signed.intake) if t.fact.kind == "intake.signed")
    verifies(auditor)
    assert auditor.shows(f"main/{position} (intake.signed): its row 0 in `signature` was changed")


def test_the_record_that_was_edited_fails_by_itself(house: House, auditor: Person, signed: Patient) -> None:
    other = house.patient(name="Bo Lind")
    edits(house, EDITS["a printed name"])
    auditor.open(f"/auditor/intakes/{signed.intake}").press("Verify this record")
    assert auditor.shows("FAILED: assurance is")
    auditor.open(f"/auditor/intakes/{other.intake}").press("Verify this record")
    assert auditor.shows("PASSED: assurance is")


def test_a_byte_changed_in_the_file_is_found(house: House, auditor: Person, signed: Patient) -> None:
    """Trust, finding 3: the file stays a sound database, and says something else."""
    path = file_of(house)
    database = connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.conn.close()
    house.clinic.store.close()  # type: ignore[attr-defined]
    whole = path.read_bytes()
    assert whole.count(b"I choose to have this therapy.")
    path.write_bytes(whole.replace(b"I choose to have this therapy.", b"I choose to hate this therapy."))
    verifies(auditor)
    assert auditor.shows("FAILED: assurance is")


def test_a_record_that_can_no_longer_be_shown_still_gets_its_verdict(
    house: House, auditor: Person, signed: Patient
) -> None:
    edits(house, "UPDATE fact SET body = CAST('nonsense' AS BLOB) WHERE kind = 'intake.signed'")
    answered = auditor.posts(f"/auditor/intakes/{signed.intake}/verify")
    assert answered.status == 200
    assert b"FAILED: assurance is" in answered.body


def test_an_edited_name_is_shown_as_text_in_the_verdict(
    house: House, auditor: Person, signed: Patient
) -> None:
    """AB-04, AB-34: whoever edits the file writes into the auditor's screen too."""
    edits(house, "UPDATE fact SET kind = '<script>alert(1)</script>' WHERE kind = 'intake.signed'")
    verifies(auditor)
    assert b"<script>alert" not in auditor.body
    assert auditor.shows("<script>alert(1)</script>")


def test_an_auditor_who_may_not_write_verifies_without_a_trace_in_the_record(
    house: House, auditor: Person, signed: Patient
) -> None:
    """P11-07: a look is an access row, never a fact."""
    before = house.record()
    auditor.posts(f"/auditor/intakes/{signed.intake}/verify")
    assert house.record() == before
    assert [row["what"] for row in house.rows("access")] == ["verification"]


# A PDF in the hand ----------------------------------------------------------------------------------------------------


@pytest.fixture
def pdf(house: House, signed: Patient) -> bytes:
    return signed.browser.posts("/walk/copy.pdf").body


def test_the_copy_of_record_passes(auditor: Person, pdf: bytes) -> None:
    """AB-23"""
    uploads(auditor, pdf)
    assert auditor.shows("PASSED: assurance is")
    assert auditor.shows("Sealed by Riverside Clinic. Nothing has changed since.")
    assert auditor.shows(hashlib.sha256(pdf).hexdigest()[:16])


def test_a_changed_copy_fails(auditor: Person, pdf: bytes) -> None:
    """AB-23"""
    place = len(pdf) // 3
    uploads(auditor, pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :])
    assert auditor.shows("FAILED: assurance is")
    assert auditor.shows("No copy of record here has these bytes")


def test_a_copy_with_something_added_fails(auditor: Person, pdf: bytes) -> None:
    for tail in (b"\n", b"%%EOF\n", b"1 0 obj <<>> endobj\n"):
        assert uploads(auditor, pdf + tail).shows("FAILED: assurance is"), tail


GARBAGE = [
    b"", b"\0" * 999, b"%PDF-1.7\n", b"<html>", b"%PDF-1.7\n" + bytes(range(256)) * 40, b"x" * 300_000,
]  # fmt: skip


def test_what_is_no_copy_gets_a_verdict_and_never_a_crash(auditor: Person, pdf: bytes) -> None:
    """AB-33"""
    for garbage in GARBAGE:
        uploads(auditor, garbage)
        assert auditor.status == 200, garbage[:20]
        assert auditor.shows("FAILED: assurance is"), garbage[:20]


def test_a_form_without_a_file_gets_a_verdict(auditor: Person, signed: Patient) -> None:
    answered = auditor.posts("/auditor/verify-pdf")
    assert answered.status == 200
    assert b"This is not a PDF file." in answered.body


def test_the_name_of_a_file_says_nothing(auditor: Person, pdf: bytes) -> None:
    for name in ("../../etc/passwd", "<script>alert(1)</script>.pdf", "x" * 5000, "\x00", ""):
        assert b"<script>alert" not in uploads(auditor, pdf, name).body


def test_a_file_that_was_examined_is_not_kept(house: House, auditor: Person, pdf: bytes) -> None:
    before = house.record("fact", "document")
    uploads(auditor, pdf + b"\n")
    assert house.record("fact", "document") == before


def test_a_file_of_more_than_eight_megabytes_is_refused_in_plain_words(auditor: Person) -> None:
    """AB-21"""
    assert uploads(auditor, b"%PDF-" + b"x" * 9_000_000).status == 413
    assert auditor.shows("That is too large")


def test_a_copy_of_some_megabytes_can_be_examined(auditor: Person, pdf: bytes) -> None:
    assert uploads(auditor, pdf + b"x" * 5_000_000).status == 200


def test_a_sealed_file_of_a_stranger_is_no_copy_of_ours(house: House, auditor: Person, pdf: bytes) -> None:
    """The seal may be whole: it is not ours."""
    from consentapp.documents.keys import make_key
    from consentapp.documents.seal import Sealer

    folder = file_of(house).parent
    for path, pem in zip(
        ("k", "c"), make_key("Riverside Clinic", at=house.clock.now(), days=9, serial=5), strict=True
    ):
        (folder / path).write_bytes(pem)
    stranger = Sealer.load(folder / "k", folder / "c")
    unsealed = house.clinic.renderer.summary_pdf(None)  # type: ignore[arg-type]
    theirs = stranger.seal(unsealed, at=house.clock.now(), reason="Copy of record", location="Springfield")
    uploads(auditor, theirs)
    assert auditor.shows("FAILED: assurance is")
    assert auditor.shows("nobody here knows the certificate")
