"""Scores, bands and flags: what answers raise for a clinician to decide. Nothing here decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from consentapp.domain.form import LEVELS, UNKNOWN, Band, Form, Rule, Score
from consentapp.domain.response import Answers, answer_key, holds, item_enabled


@dataclass(frozen=True)
class Flag:
    """A rule that an answer raised."""

    form: str
    rule: Rule
    unknown: bool
    """Raised by "I don't know" alone."""


@dataclass(frozen=True)
class ScoreResult:
    """A score with its band, or the items that are missing: a blank is never zero."""

    score: Score
    total: int
    highest: int
    band: Band | None
    missing: tuple[str, ...]


def flags(form: Form, answers: Answers) -> tuple[Flag, ...]:
    """Every rule of the form that these answers raise, the gravest first."""
    raised = (raised_flag(form, rule, answers) for rule in form.rules)
    return tuple(sorted((flag for flag in raised if flag), key=lambda flag: LEVELS.index(flag.rule.level)))


def raised_flag(form: Form, rule: Rule, answers: Answers) -> Flag | None:
    """The flag of one rule, if these answers raise it. "I don't know" raises whatever asked."""
    asked = [(condition, _given(form, condition.question, answers)) for condition in rule.when]
    met = [holds(condition, form.id, answers) for condition, _ in asked]
    maybe = [hit or UNKNOWN in given for hit, (_, given) in zip(met, asked, strict=True)]
    every = all if rule.behavior == "all" else any
    if not every(maybe):
        return None
    return Flag(form.id, rule, unknown=not every(met))


def _given(form: Form, question: str, answers: Answers) -> Sequence[str]:
    return answers.get(question if "/" in question else answer_key(form.id, question), ())


def score(form: Form, answers: Answers) -> ScoreResult | None:
    """The form's score; None for a form without one."""
    if not form.score:
        return None
    points: list[int] = []
    missing: list[str] = []
    highest = 0
    for link_id in form.score.items:
        item = form.item(link_id)
        if not item or not item_enabled(form, item, answers):
            continue
        highest += max(option.score or 0 for option in item.options)
        given = answers.get(answer_key(form.id, link_id), ())
        option = item.option(given[0]) if given else None
        if option is None or option.score is None:
            missing.append(link_id)
        else:
            points.append(option.score)
    total = sum(points)
    band = next((band for band in form.score.bands if band.lowest <= total <= band.highest), None)
    return ScoreResult(form.score, total, highest, None if missing else band, tuple(missing))
