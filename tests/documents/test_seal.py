"""The seal shows every later change, and its examination answers whatever it is given."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509

from consentapp.documents.keys import make_key
from consentapp.documents.seal import Sealer, examine
from tests.documents.conftest import KEY_MADE, SEALED
from tests.documents.reading import text_of


def trusted(sealer: Sealer) -> tuple[bytes, ...]:
    return (sealer.certificate_pem,)


def places(pdf: bytes) -> list[int]:
    """A place in every two thousand bytes of the document, and in every forty of what the seal added."""
    added = pdf.rindex(b"/AcroForm")
    start = pdf.rindex(b"/Contents <")
    return [
        *range(0, added, 1009),
        *range(added, len(pdf), 23),
        *range(start, start + 2600, 37),
        len(pdf) - 1,
    ]


def test_a_sealed_file_validates_and_begins_with_the_unsealed_one(
    sealed: bytes, letter: bytes, sealer: Sealer
) -> None:
    report = examine(sealed, trusted(sealer))
    assert report.ok
    assert report.sentence == "Sealed by Riverside Clinic. Nothing has changed since."
    assert (report.signer, report.signed_at) == ("Riverside Clinic", SEALED)
    assert sealed.startswith(letter)
    assert len(sealed) - len(letter) < 10_000
    assert text_of(sealed) == text_of(letter)


def test_the_seal_is_pades_certified_and_allows_signatures_only(sealed: bytes) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    (seal,) = PdfFileReader(BytesIO(sealed)).embedded_signatures
    assert str(seal.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"
    assert seal.field_name == "Seal"
    assert seal.docmdp_level.value == 2
    assert seal.md_algorithm == "sha256"
    assert str(seal.sig_object["/Reason"]) == "Copy of record"
    assert str(seal.sig_object["/Location"]) == "Hudson"


def test_the_only_times_in_a_sealed_file_are_those_it_was_given(sealed: bytes, letter: bytes) -> None:
    added = sealed[len(letter) :]
    assert b"D\\07220261123180600Z" in added
    assert b"ModDate" not in added
    assert b"/Version" not in added


def test_one_changed_byte_anywhere_is_found(sealed: bytes, sealer: Sealer) -> None:
    """P11-10 (e): also where no signature reaches, in the wrapping of the signature and in its padding."""
    unseen = []
    for place in places(sealed):
        for mask in (0x01, 0x20):
            changed = bytearray(sealed)
            changed[place] ^= mask
            if examine(bytes(changed), trusted(sealer)).ok:
                unseen.append((place, mask, sealed[place : place + 1]))
    assert not unseen


def test_a_file_cut_anywhere_gets_a_report(sealed: bytes, letter: bytes, sealer: Sealer) -> None:
    for length in [*range(0, len(sealed), 2503), len(sealed) - 1, len(letter) - 1]:
        assert not examine(sealed[:length], trusted(sealer)).ok
    assert examine(sealed[:-200], trusted(sealer)).sentence == (
        "This file is damaged or cut short. Its seal cannot be read."
    )


def test_an_unsealed_file_says_so(letter: bytes, sealer: Sealer) -> None:
    assert examine(letter, trusted(sealer)).sentence == "This PDF carries no seal."


@pytest.mark.parametrize(
    "garbage", [b"", b"\0" * 999, b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 40, b"%%EOF"]
)
def test_garbage_gets_a_report_and_never_an_exception(garbage: bytes, sealer: Sealer) -> None:
    report = examine(garbage, trusted(sealer))
    assert not report.ok
    assert report.sentence.endswith(".")


def test_bytes_after_the_end_are_found(sealed: bytes, sealer: Sealer) -> None:
    for tail in (b"\n", b"%%EOF\n", b"\0" * 20, b"1 0 obj <<>> endobj\nstartxref\n0\n%%EOF\n"):
        report = examine(sealed + tail, trusted(sealer))
        assert not report.ok
        assert report.sentence == "Something was added to this file after it was sealed."


def _other_page(writer: object) -> None:
    from pyhanko.pdf_utils.generic import StreamObject, pdf_name

    page = writer.root["/Pages"]["/Kids"][0].get_object()  # type: ignore[attr-defined]
    page[pdf_name("/Contents")] = writer.add_object(StreamObject(stream_data=b"BT ET"))  # type: ignore[attr-defined]
    writer.update_container(page)  # type: ignore[attr-defined]


def _other_title(writer: object) -> None:
    from pyhanko.pdf_utils.generic import pdf_name, pdf_string

    info = writer.trailer["/Info"]  # type: ignore[attr-defined]
    info[pdf_name("/Title")] = pdf_string("Something else")
    writer.update_container(info)  # type: ignore[attr-defined]


def _a_note(writer: object) -> None:
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, FloatObject, pdf_name, pdf_string

    page = writer.root["/Pages"]["/Kids"][0].get_object()  # type: ignore[attr-defined]
    box = ArrayObject(FloatObject(side) for side in (10, 10, 90, 90))
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): box,
            pdf_name("/Contents"): pdf_string("I take it back"),
        }
    )
    page["/Annots"].append(writer.add_object(note))  # type: ignore[attr-defined]
    writer.update_container(page["/Annots"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", [_other_page, _a_note])
def test_an_appended_revision_that_changes_content_is_found(
    change: Callable[[object], None], sealed: bytes, sealer: Sealer
) -> None:
    """Other readers still call the signature valid then: its own bytes are whole."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    change(writer)
    added = BytesIO()
    writer.write(added)
    report = examine(added.getvalue(), trusted(sealer))
    assert added.getvalue().startswith(sealed)
    assert (report.intact, report.covers_whole_file, report.ok) == (True, False, False)
    assert report.sentence == "Something was added to this file after it was sealed."


def test_a_second_signature_by_somebody_known_is_allowed_and_by_a_stranger_is_not(
    sealed: bytes, sealer: Sealer, tmp_path: Path
) -> None:
    other = _another(tmp_path, "Doctor Okafor")
    twice = _countersigned(sealed, other)
    report = examine(twice, (sealer.certificate_pem, other.certificate_pem))
    assert report.ok
    assert report.sentence.startswith("Sealed by Riverside Clinic. It was signed again since then")
    assert not examine(twice, trusted(sealer)).ok


def test_a_seal_by_somebody_else_is_whole_but_not_trusted(
    letter: bytes, sealer: Sealer, tmp_path: Path
) -> None:
    theirs = _another(tmp_path, "Riverside Clinic").seal(letter, at=SEALED, reason="r", location="l")
    report = examine(theirs, trusted(sealer))
    assert (report.intact, report.valid, report.trusted, report.ok) == (True, True, False, False)
    assert "nobody here knows the certificate of Riverside Clinic" in report.sentence


def test_a_certificate_that_has_run_out_since_still_counts_and_one_not_yet_begun_does_not(
    letter: bytes, tmp_path: Path
) -> None:
    short = _another(tmp_path, "Clinic", days=1)
    good = short.seal(letter, at=KEY_MADE + timedelta(hours=1), reason="r", location="l")
    late = short.seal(letter, at=KEY_MADE + timedelta(days=2), reason="r", location="l")
    early = short.seal(letter, at=KEY_MADE - timedelta(days=2), reason="r", location="l")
    assert [examine(pdf, trusted(short)).ok for pdf in (good, late, early)] == [True, False, False]


def test_a_sealed_file_and_a_file_without_a_field_are_not_sealed(sealed: bytes, sealer: Sealer) -> None:
    with pytest.raises(ValueError, match="no empty field"):
        sealer.seal(sealed, at=SEALED, reason="r", location="l")
    with pytest.raises(ValueError, match="time zone"):
        sealer.seal(sealed, at=datetime(2026, 1, 1), reason="r", location="l")  # noqa: DTZ001


def test_a_key_and_a_foreign_certificate_are_refused(key_files: tuple[Path, Path], tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.pem"
    foreign.write_bytes(make_key("Other", at=KEY_MADE, days=1, serial=1)[1])
    with pytest.raises(ValueError, match="do not belong together"):
        Sealer.load(key_files[0], foreign)


def test_the_key_is_in_no_representation_of_the_sealer(sealer: Sealer) -> None:
    assert "key_der" not in repr(sealer)


def test_a_certificate_says_whose_it_is_from_when_how_long_and_for_what() -> None:
    _, pem = make_key("Clínica Río", at=KEY_MADE, days=30, serial=42)
    certificate = x509.load_pem_x509_certificate(pem)
    assert (
        certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)[0].value == "Clínica Río"
    )
    assert certificate.serial_number == 42
    assert certificate.not_valid_before_utc == KEY_MADE
    assert certificate.not_valid_after_utc == datetime(2026, 1, 31, tzinfo=UTC)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.key_cert_sign


@pytest.mark.parametrize(
    ("organisation", "days", "serial"), [("", 1, 1), ("x" * 65, 1, 1), ("Clinic", 0, 1), ("Clinic", 1, 0)]
)
def test_a_certificate_that_could_not_be_right_is_refused(organisation: str, days: int, serial: int) -> None:
    with pytest.raises(ValueError, match=r".+"):
        make_key(organisation, at=KEY_MADE, days=days, serial=serial)


def _another(folder: Path, organisation: str, days: int = 3650) -> Sealer:
    key, certificate = folder / "other-key.pem", folder / "other.pem"
    for path, pem in zip(
        (key, certificate), make_key(organisation, at=KEY_MADE, days=days, serial=9), strict=True
    ):
        path.write_bytes(pem)
    return Sealer.load(key, certificate)


def _countersigned(sealed: bytes, signer: Sealer) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    metadata = signers.PdfSignatureMetadata(
        field_name="Clinician", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    place = fields.SigFieldSpec(
        "Clinician", invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True)
    )
    by = signers.PdfSigner(metadata, signer=signer._key(), new_field_spec=place)
    signed: bytes = by.sign_pdf(IncrementalPdfFileWriter(BytesIO(sealed))).getvalue()
    return signed
