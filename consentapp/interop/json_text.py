"""Foreign bytes as a JSON object, read strictly and within bounds."""

import json
import re
from decimal import Decimal
from typing import Any

from consentapp.interop.findings import quoted, refusal

MOST_BYTES = 4_000_000
MOST_DEPTH = 60
LONGEST_NUMBER = 20

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A string, closed or not, or a bracket: what depth is counted by."""


def read_json(data: bytes) -> dict[str, Any]:
    """The object. NotCarried for anything too large or too deep, doubled keys, NaN, and what is not UTF-8 JSON."""
    if len(data) > MOST_BYTES:
        raise refusal(f"the file is larger than {MOST_BYTES // 1_000_000} MB", "Split the form")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refusal(f"byte {error.start} is not UTF-8", "Save the file as UTF-8") from None
    if _depth(text) > MOST_DEPTH:
        raise refusal(f"it is nested deeper than {MOST_DEPTH} levels", "Flatten its groups")
    try:
        found = json.loads(
            text,
            object_pairs_hook=_once,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise refusal(f"line {error.lineno} is not JSON: {error.msg}", "Mend the file") from None
    if not isinstance(found, dict):
        raise refusal("the file holds no object", "Give a FHIR Questionnaire as JSON")
    return found


def _depth(text: str) -> int:
    deepest = depth = 0
    for token in TOKEN.finditer(text):
        match token[0]:
            case "{" | "[":
                depth += 1
                deepest = max(deepest, depth)
            case "}" | "]":
                depth -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise refusal(f"the key `{quoted(key)}` stands twice in one object", "Take one away")
        found[key] = value
    return found


def _integer(written: str) -> int:
    return int(_short(written))


def _decimal(written: str) -> Decimal:
    """As written: 5.60 stays 5.60."""
    found = Decimal(_short(written))
    if found and abs(found.adjusted()) > LONGEST_NUMBER:
        raise refusal(f"the number {written} is out of any range", "Write it out")
    return found


def _short(written: str) -> str:
    if len(written) > LONGEST_NUMBER:
        raise refusal(f"the number {quoted(written)} is too long", "Shorten it")
    return written


def _constant(written: str) -> None:
    raise refusal(f"{written} is no number in JSON", "Write a number")
