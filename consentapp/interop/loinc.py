"""LOINC codes: the check digit that tells a typing error, and the codes that are totals."""

import re

SYSTEM = "http://loinc.org"
CODE = re.compile(r"([0-9]{1,7})-([0-9])")

TOTALS = frozenset(
    {
        "44261-6",
        "70274-6",
        "75624-7",
        "75626-2",
        "82665-1",
        "82667-7",
        "101698-9",
        "9269-2",
        "9272-6",
        "55758-7",
    }
)
"""PHQ-9, GAD-7, AUDIT, AUDIT-C, DAST, DAST-10, PCL-5, Glasgow, Apgar, PHQ-2: counted, never asked."""


def fault(code: str) -> str:
    """What is wrong with a code; "" when nothing is."""
    parts = CODE.fullmatch(code)
    if not parts:
        return "it is not digits, a hyphen and a check digit"
    expected = check_digit(parts[1])
    return "" if parts[2] == expected else f"its check digit should be {expected}"


def check_digit(digits: str) -> str:
    """Mod 10 as LOINC defines it: every second digit from the right counts double, digit by digit."""
    doubled = (
        int(digit) * 2 if place % 2 == 0 else int(digit) for place, digit in enumerate(reversed(digits))
    )
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)
