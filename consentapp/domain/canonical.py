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
    """Text as it enters a record: NFC, line ends as one line feed, no control characters (trust AB-34)."""
    lines = "\n".join(text.splitlines()) + ("\n" if text.endswith("\n") else "")
    return unicodedata.normalize(
        "NFC", "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
    )


def has_words(text: str) -> bool:
    """Whether a person can see anything in it: a blank, or a letter without width, is no name and no reason."""
    return any(unicodedata.category(c)[0] not in "ZC" for c in text)


def _check(value: object) -> None:
    match value:
        case bool():
            return
        case str():
            _check_text(value)
        case int() if abs(value) <= MAX_INTEGER:
            return
        case Mapping():
            for key, part in value.items():
                _check_key(key)
                _check(part)
        case Sequence() if not isinstance(value, bytes | bytearray):
            for part in value:
                _check(part)
        case _:
            raise ValueError(f"not canonical JSON: {value!r}")


def _check_text(text: str) -> None:
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError(f"text is not NFC: {text!r}")
    text.encode("utf-8")  # a lone surrogate is a UnicodeEncodeError, which is a ValueError


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not key.isascii():
        raise ValueError(f"keys are ASCII text: {key!r}")
