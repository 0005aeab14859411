"""Looks at a file that claims to be sealed and says in a sentence what it found. Nothing is fetched, nothing is trusted."""

import logging
import re
from io import BytesIO
from typing import Any

from consentapp.documents.envelope import stands_alone
from consentapp.domain.saying import N_, Sentence
from consentapp.ports import SealReport

NOT_A_PDF = N_("This is not a PDF file.")
MOST_SIGNATURES = 16

UNREADABLE = N_("This file is damaged or cut short. Its seal cannot be read.")
UNSEALED = N_("This PDF carries no seal.")
TOO_MANY = N_("This file carries more signatures than any of ours. It was not examined.")
CHANGED = N_("This file was changed after it was sealed.")
TAMPERED_SEAL = N_("The seal itself was changed, or was not made by this program.")
ADDED = N_("Something was added to this file after it was sealed.")
STRANGER = N_(
    "This file is as it was when it was sealed, but nobody here knows the certificate of %(signer)s."
)
GOOD = N_("Sealed by %(signer)s. Nothing has changed since.")
LAST_ENDS = 4
SIGNED_SINCE = N_("Sealed by %(signer)s. It was signed again since then, and nothing else has changed.")

# A stranger's certificate is a finding here, not an event: its stack trace belongs on nobody's screen.
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).addHandler(logging.NullHandler())


def examine(pdf: bytes, trusted_pem: tuple[bytes, ...]) -> SealReport:
    """What stands behind the seal of a file; any bytes get a report, an exception is never raised."""
    if b"%PDF-" not in pdf[:1024]:
        return SealReport(sentence=NOT_A_PDF)
    return _readable(pdf, trusted_pem) or SealReport(sentence=ADDED if _was_whole(pdf) else UNREADABLE)


def _readable(pdf: bytes, trusted_pem: tuple[bytes, ...]) -> SealReport | None:
    try:
        return _examined(pdf, trusted_pem)
    except Exception:  # noqa: BLE001 - whatever a hostile file does to a parser, the answer is the same
        return None


def _was_whole(pdf: bytes) -> bool:
    """Whether a sealed file stands at the beginning of these bytes, and something that is no PDF after it."""
    ends = [end.end() for end in re.finditer(rb"%%EOF\r?\n?", pdf)][-LAST_ENDS:]
    reports = (_readable(pdf[:end], ()) for end in ends)
    return any(report is not None and report.intact and report.covers_whole_file for report in reports)


def _examined(pdf: bytes, trusted_pem: tuple[bytes, ...]) -> SealReport:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    signatures = PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures
    if not signatures:
        return SealReport(sentence=UNSEALED)
    if len(signatures) > MOST_SIGNATURES:
        return SealReport(sentence=TOO_MANY)
    statuses = [_status(signature, trusted_pem) for signature in signatures]
    seal = statuses[0]
    found = {
        "intact": all(status.intact for status in statuses),
        "valid": all(status.valid for status in statuses) and all(stands_alone(s, pdf) for s in signatures),
        "trusted": all(status.trusted and _in_its_time(status) for status in statuses),
        "covers_whole_file": statuses[-1].coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "docmdp_ok": all(bool(status.docmdp_ok) for status in statuses),
    }
    signer = _name(signatures[0].signer_cert)
    return SealReport(
        **found,
        signer=signer,
        signed_at=seal.signer_reported_dt,
        sentence=Sentence(_sentence(found, len(statuses)), signer=signer),
    )


def _status(signature: Any, trusted_pem: tuple[bytes, ...]) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    # At the time that the seal names: a certificate that has run out since then was good when it was used.
    context = ValidationContext(
        trust_roots=_certificates(trusted_pem),
        moment=signature.self_reported_timestamp,
        allow_fetching=False,
        other_certs=[],
    )
    return validate_pdf_signature(signature, context)


def _in_its_time(status: Any) -> bool:
    """A trusted certificate's own dates are nobody's business in pyHanko: it checks those of issued ones."""
    at, validity = status.signer_reported_dt, status.signing_cert["tbs_certificate"]["validity"]
    return bool(at and validity["not_before"].native <= at <= validity["not_after"].native)


def _certificates(trusted_pem: tuple[bytes, ...]) -> list[Any]:
    from asn1crypto import pem, x509

    return [x509.Certificate.load(pem.unarmor(each)[2]) for each in trusted_pem]


def _name(certificate: Any) -> str:
    names = certificate.subject.native
    name = names.get("organization_name") or names.get("common_name")
    return str(name or certificate.subject.human_friendly)


def _sentence(found: dict[str, bool], seals: int) -> str:
    if not found["intact"]:
        return CHANGED
    if not found["valid"]:
        return TAMPERED_SEAL
    if not (found["covers_whole_file"] and found["docmdp_ok"]):
        return ADDED
    if not found["trusted"]:
        return STRANGER
    return GOOD if seals == 1 else SIGNED_SINCE
