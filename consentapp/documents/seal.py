"""Puts the organisation's seal on a PDF: PAdES B-B, certified, so that after it only signature fields may be filled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from consentapp.documents.envelope import DIGEST
from consentapp.documents.examination import examine
from consentapp.documents.fields import SEAL_FIELD
from consentapp.ports import SealReport


@dataclass(frozen=True, kw_only=True)
class Sealer:
    """An organisation's key and certificate. It never shows the key."""

    certificate_pem: bytes
    key_der: bytes = field(repr=False)
    organisation: str

    @classmethod
    def load(cls, key_pem_path: Path, certificate_pem_path: Path) -> "Sealer":
        """Reads both files. Refuses (ValueError) another kind of key than P-256, and a pair that does not belong together."""
        key = serialization.load_pem_private_key(key_pem_path.read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(certificate_pem_path.read_bytes())
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("the seal's key is not a P-256 key")
        if key.public_key() != certificate.public_key():
            raise ValueError("the seal's key and its certificate do not belong together")
        return cls(
            certificate_pem=certificate.public_bytes(serialization.Encoding.PEM),
            key_der=key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
            organisation=_name(certificate),
        )

    @property
    def certificate(self) -> str:
        """PEM."""
        return self.certificate_pem.decode()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hex."""
        return x509.load_pem_x509_certificate(self.certificate_pem).fingerprint(hashes.SHA256()).hex()

    def examine(self, pdf: bytes, trusted: Sequence[str]) -> SealReport:
        """What stands behind the seal of any file; never raises."""
        return examine(pdf, tuple(certificate.encode() for certificate in trusted))

    def seal(self, pdf: bytes, *, at: datetime, reason: str, location: str) -> bytes:
        """The PDF with the seal in its field: its own bytes first, unchanged, then the seal.

        Refuses (ValueError) a PDF without an empty field for it, one that is already sealed, a moment without a zone.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields

        class SealWriter(IncrementalPdfFileWriter):
            """Adds the seal and leaves title, author and dates alone: they were written when the document was made."""

            def _update_meta(self) -> None:
                pass

        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        writer = SealWriter(BytesIO(pdf))
        empty = fields.enumerate_sig_fields(writer.prev, filled_status=False)
        if SEAL_FIELD not in [name for name, *_ in empty]:
            raise ValueError("this PDF has no empty field for a seal")
        signer = self._signer(at, reason, location)
        sealed: bytes = signer.sign_pdf(writer, existing_fields_only=True).getvalue()
        return sealed

    def _signer(self, at: datetime, reason: str, location: str) -> Any:
        from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
        from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
        from pyhanko.stamp import NoOpStampStyle

        class SignerAt(PdfSigner):
            """Signs with the time that the caller gives, instead of the machine's."""

            def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
                session = super().init_signing_session(*args, **kwargs)
                session.system_time = at
                return session

            def register_extensions(self, pdf_out: Any, **_: Any) -> None:
                # PAdES alone. The rest would call the file a PDF 2.0, which PDF/A-3 is not.
                pdf_out.register_extension(ESIC_EXTENSION_1)

        metadata = PdfSignatureMetadata(
            field_name=SEAL_FIELD,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.FILL_FORMS,
            name=self.organisation,
            reason=reason,
            location=location,
        )
        return SignerAt(metadata, signer=self._key(), stamp_style=NoOpStampStyle())

    def _key(self) -> Any:
        from asn1crypto import keys, pem
        from asn1crypto import x509 as asn1_x509
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        _, _, certificate = pem.unarmor(self.certificate_pem)
        return SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(certificate),
            signing_key=keys.PrivateKeyInfo.load(self.key_der),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
