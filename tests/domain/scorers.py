"""The instruments scored a second time, from what their authors print, over the words of the answers. Knows no form."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

Words = Sequence[str | None]
"""The answer to each question, in order; None for a blank."""

OFTEN = {"Not at all": 0, "Several days": 1, "More than half the days": 2, "Nearly every day": 3}
MUCH = {"Not at all": 0, "A little bit": 1, "Moderately": 2, "Quite a bit": 3, "Extremely": 4}
AUDIT_C = (
    {"Never": 0, "Monthly or less": 1, "2 to 4 times a month": 2, "2 to 3 times a week": 3, "4 or more times a week": 4},
    {"1 or 2": 0, "3 or 4": 1, "5 or 6": 2, "7, 8, or 9": 3, "10 or more": 4},
    {"Never": 0, "Less than monthly": 1, "Monthly": 2, "Weekly": 3, "Daily or almost daily": 4},
)  # fmt: skip


class Scored(NamedTuple):
    total: int | None
    positive: bool | None = None
    band: str = ""
    pattern: bool | None = None


def phq_9(answers: Words) -> Scored:
    given = [OFTEN[words] for words in answers if words]
    if len(given) < 7:
        return Scored(None)
    mean = Decimal(sum(given)) / len(given)
    total = int((mean * 9).quantize(Decimal(1), ROUND_HALF_UP))
    bands = ["Minimal", "Mild", "Moderate", "Moderately severe", "Severe", "Severe"]
    return Scored(total, total >= 10, bands[total // 5])


def gad_7(answers: Words) -> Scored:
    if None in answers:
        return Scored(None)
    total = sum(OFTEN[words] for words in answers if words)
    return Scored(total, total > 9, ["Minimal", "Mild", "Moderate", "Severe", "Severe"][total // 5])


def audit_c(answers: Words, sex: str) -> Scored:
    often, many, six = answers
    if often == "Never":
        return Scored(0, False)
    if not often or not many or not six:
        return Scored(None)
    total = AUDIT_C[0][often] + AUDIT_C[1][many] + AUDIT_C[2][six]
    return Scored(total, total > (3 if sex == "Male" else 2))


def pc_ptsd_5(event: str | None, answers: Words, sex: str) -> Scored:
    if event == "No":
        return Scored(0, False)
    if event is None or None in answers:
        return Scored(None)
    yes = len([words for words in answers if words == "Yes"])
    return Scored(yes, yes > (3 if sex == "Male" else 2))


def pcl_5(answers: Words) -> Scored:
    if None in answers:
        return Scored(None)
    points = [MUCH[words] for words in answers if words]
    symptoms = [score > 1 for score in points]
    b, c, d, e = symptoms[:5], symptoms[5:7], symptoms[7:14], symptoms[14:]
    pattern = any(b) and any(c) and sum(d) > 1 and sum(e) > 1
    return Scored(sum(points), sum(points) > 30, pattern=pattern)
