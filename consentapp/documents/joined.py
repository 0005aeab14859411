"""The ports of this folder: a renderer of summaries, and a sealer that also examines."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from consentapp.documents.errors import DocumentError
from consentapp.documents.examination import examine
from consentapp.documents.renderer import render
from consentapp.documents.seal import Sealer
from consentapp.documents.summary import summary_html
from consentapp.domain.summary import Summary
from consentapp.ports import NotRendered, SealReport


class SummaryRenderer:
    """Implements `ports.Renderer`."""

    def summary_pdf(self, summary: Summary) -> bytes:
        try:
            return render(summary_html(summary), made_at=summary.made_at)
        except DocumentError as error:
            raise NotRendered(str(error)) from error


@dataclass(frozen=True)
class PdfSealer:
    """Implements `ports.Sealer`."""

    sealer: Sealer

    @classmethod
    def load(cls, key: Path, certificate: Path) -> "PdfSealer":
        """ValueError or OSError for files that are no pair of P-256 key and certificate."""
        return cls(Sealer.load(key, certificate))

    @property
    def certificate(self) -> str:
        return self.sealer.certificate_pem.decode()

    @property
    def fingerprint(self) -> str:
        der = x509.load_pem_x509_certificate(self.sealer.certificate_pem).public_bytes(Encoding.DER)
        return hashlib.sha256(der).hexdigest()

    def seal(self, pdf: bytes, *, at: datetime, reason: str) -> bytes:
        return self.sealer.seal(pdf, at=at, reason=reason, location="")

    def examine(self, pdf: bytes, trusted: Sequence[str]) -> SealReport:
        found = asdict(examine(pdf, tuple(certificate.encode() for certificate in trusted)))
        return SealReport(
            **{name: found[name] for name in ("intact", "valid", "trusted", "covers_whole_file", "sentence")}
        )
