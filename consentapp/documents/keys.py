"""Makes the organisation's key for the seal, and the certificate that says whose it is."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONGEST_NAME = 64


def make_key(organisation: str, *, at: datetime, days: int, serial: int) -> tuple[bytes, bytes]:
    """A new P-256 key and its self-signed certificate, both PEM; where they are kept, and for whom, is the caller's care.

    Refuses (ValueError) a moment without a zone, a name that a certificate cannot carry, no days, a serial below 1.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    if not 0 < len(organisation) <= LONGEST_NAME:
        raise ValueError(f"a certificate carries a name of 1 to {LONGEST_NAME} letters")
    if days < 1:
        raise ValueError("a certificate holds for a day at least")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, organisation, at, at + timedelta(days=days), serial)
    return _key_pem(key), certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    key: ec.EllipticCurvePrivateKey, organisation: str, start: datetime, end: datetime, serial: int
) -> x509.Certificate:
    name = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.COMMON_NAME, organisation),
    ])  # fmt: skip
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(serial)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_sealing_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _for_sealing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
