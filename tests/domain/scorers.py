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


def surely(so_far: int, from_points: int) -> "Scored":
    """With a blank: no total, and positive once the answers alone are enough, for a blank takes no points away."""
    return Scored(None, True if so_far >= from_points else None)


class Scored(NamedTuple):
    total: int | None
    positive: bool | None = None
    band: str = ""
    pattern: bool | None = None


def phq_9(answers: Words) -> Scored:
    given = [OFTEN[words] for words in answers if words]
    if len(given) < 7:
        return surely(sum(given), 10)
    mean = Decimal(sum(given)) / len(given)
    total = int((mean * 9).quantize(Decimal(1), ROUND_HALF_UP))
    bands = ["Minimal", "Mild", "Moderate", "Moderately severe", "Severe", "Severe"]
    return Scored(total, total >= 10, bands[total // 5])


def gad_7(answers: Words) -> Scored:
    total = sum(OFTEN[words] for words in answers if words)
    if None in answers:
        return surely(total, 10)
    return Scored(total, total > 9, ["Minimal", "Mild", "Moderate", "Severe", "Severe"][total // 5])


def audit_c(answers: Words, sex: str) -> Scored:
    often, many, six = answers
    if not often or often == "Never":
        # The other two are asked only of somebody who says that they drink.
        return Scored(0, False) if often else Scored(None)
    total = sum(points.get(words or "", 0) for points, words in zip(AUDIT_C, answers, strict=True))
    enough = 4 if sex == "Male" else 3
    if not many or not six:
        return surely(total, enough)
    return Scored(total, total >= enough)


def pc_ptsd_5(event: str | None, answers: Words, sex: str) -> Scored:
    if event == "No":
        return Scored(0, False)
    yes = len([words for words in answers if words == "Yes"])
    enough = 4 if sex == "Male" else 3
    if event is None or None in answers:
        return surely(yes, enough)
    return Scored(yes, yes >= enough)


def pcl_5(answers: Words) -> Scored:
    points = [MUCH[words] if words else 0 for words in answers]
    symptoms = [score > 1 for score in points]
    b, c, d, e = symptoms[:5], symptoms[5:7], symptoms[7:14], symptoms[14:]
    pattern = any(b) and any(c) and sum(d) > 1 and sum(e) > 1
    if None in answers:
        return surely(sum(points), 31)._replace(pattern=True if pattern else None)
    return Scored(sum(points), sum(points) > 30, pattern=pattern)
