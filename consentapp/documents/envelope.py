"""The only shape in which a seal stands in a file, so that a change in bytes that nothing signs is a change too.

A signature covers the document, its own statements and its certificate, but not the wrapping around them, nor the zeros
that fill its place up. Whoever writes there changes the file without breaking the signature.
"""

from typing import Any

DIGEST = "sha256"


def stands_alone(signature: Any, file: bytes) -> bool:
    """Whether the place of a pyHanko signature in the file holds the expected wrapping, zeros, and not a letter more."""
    start, length, end, _ = (int(number) for number in signature.byte_range)
    place = file[start + length : end]
    expected = _wrapped(signature).hex().encode()
    inner = place[1:-1]
    return (
        (place[:1], place[-1:]) == (b"<", b">")
        and inner[: len(expected)] in (expected, expected.upper())
        and not inner[len(expected) :].strip(b"0")
    )


def _wrapped(signature: Any) -> bytes:
    from asn1crypto import cms

    certificate, signer = signature.signer_cert, signature.signer_info
    wrapped = cms.ContentInfo({
        "content_type": "signed_data",
        "content": cms.SignedData({
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms([{"algorithm": DIGEST}]),
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices(name="certificate", value=certificate)],
            "signer_infos": [{
                "version": "v1",
                "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber({
                    "issuer": certificate.issuer, "serial_number": certificate.serial_number,
                })}),
                "digest_algorithm": {"algorithm": DIGEST},
                "signature_algorithm": {"algorithm": f"{DIGEST}_ecdsa"},
                "signed_attrs": signer["signed_attrs"],
                "signature": signer["signature"],
            }],
        }),
    })  # fmt: skip
    der: bytes = wrapped.dump()
    return der
