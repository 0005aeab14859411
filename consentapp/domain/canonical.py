"""Canonical bytes (RFC 8785) of strings, integers, booleans, lists and objects: what is hashed, signed and compared."""

import json
import unicodedata
from collections.abc import Mapping, Sequence

Json = str | int | bool | Sequence["Json"] | Mapping[str, "Json"]

MAX_INTEGER = 2**53 - 1


def canonical_bytes(value: Json) -> bytes:
    """One byte string for one value, whatever the process, hash seed or key order.

    Refuses (ValueError) floats, null, text that is not NFC, lone surrogates, keys beyond ASCII and integers beyond
    2**53 - 1: RFC 8785 would allow some of them, two implementations would then disagree.
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def normalised(text: str) -> str:
    """Text as it enters a record: NFC, and line ends as one line feed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _check(value: object) -> None:
    if isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value):
            raise ValueError(f"text is not NFC: {value!r}")
        value.encode("utf-8")
    elif isinstance(value, bool):
        return
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"integer too large for RFC 8785: {value}")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"keys are ASCII text: {key!r}")
            _check(part)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for part in value:
            _check(part)
    else:
        raise ValueError(f"not canonical JSON: {value!r}")
