"""Scores, bands and flags: what answers raise for a clinician to decide. Nothing here decides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consentapp.domain.form import LEVELS, UNKNOWN, Band, Cluster, Form, Rule, Score
from consentapp.domain.response import (
    Answers,
    answer_key,
    answered_points,
    at_least,
    enabled,
    holds,
    item_enabled,
    question_key,
)


@dataclass(frozen=True)
class Flag:
    """A rule that an answer raised."""

    form: str
    rule: Rule
    unknown: bool
    """Raised by "I don't know" alone."""


@dataclass(frozen=True)
class ClusterResult:
    cluster: Cluster
    reached: int
    """How many of its items reach the score that counts."""

    @property
    def met(self) -> bool:
        return self.reached >= self.cluster.needed


@dataclass(frozen=True)
class ScoreResult:
    """A score with its band, or the items that are missing: a blank is never zero."""

    score: Score
    total: int | None
    """None while more is missing than the authors fill in."""
    highest: int
    band: Band | None
    missing: tuple[str, ...]
    least: int = 0
    """What the answers come to, whatever the missing ones would add."""
    cutoff: int | None = None
    """The total from which the screen is positive for this patient; None where there is no such total."""
    clusters: tuple[ClusterResult, ...] = ()

    @property
    def positive(self) -> bool | None:
        """Whether the screen is positive; None where that cannot be said."""
        if self.cutoff is None:
            return None
        if self.total is None:
            return True if self.least >= self.cutoff else None
        return self.total >= self.cutoff

    @property
    def pattern(self) -> bool | None:
        """Whether every cluster is met; None for a score without clusters, and where blanks leave it open."""
        met = all(result.met for result in self.clusters)
        return None if not self.clusters or (self.missing and not met) else met


def flags(form: Form, answers: Answers) -> tuple[Flag, ...]:
    """Every rule of the form that these answers raise, the gravest first."""
    raised = (raised_flag(form, rule, answers) for rule in form.rules)
    return tuple(sorted((flag for flag in raised if flag), key=lambda flag: LEVELS.index(flag.rule.level)))


def raised_flag(form: Form, rule: Rule, answers: Answers) -> Flag | None:
    """The flag of one rule, if these answers raise it. "I don't know" raises whatever asked."""
    asked = [(condition, answers.get(question_key(form.id, condition), ())) for condition in rule.when]
    met = [holds(condition, form.id, answers) for condition, _ in asked]
    maybe = [hit or UNKNOWN in given for hit, (_, given) in zip(met, asked, strict=True)]
    every = all if rule.behavior == "all" else any
    if not every(maybe):
        return None
    return Flag(form.id, rule, unknown=not every(met))


def scores(form: Form, answers: Answers) -> tuple[ScoreResult, ...]:
    """Each score of a form, as these answers give it."""
    return tuple(_result(form, score, answers) for score in form.scores)


def with_totals(forms: Iterable[Form], answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers, and each total under its score's id, so that conditions can ask for it: known, or reached already."""
    whole = dict(answers)
    for form in forms:
        for result in scores(form, whole):
            key = answer_key(form.id, result.score.id)
            if result.total is not None:
                whole[key] = (str(result.total),)
            elif result.least:
                whole[at_least(key)] = (str(result.least),)
    return whole


def _result(form: Form, score: Score, answers: Answers) -> ScoreResult:
    points = {link_id: _points(form, link_id, answers) for link_id in score.items}
    missing = tuple(link_id for link_id, found in points.items() if found is None)
    known = [found for found in points.values() if found is not None]
    total = _total(score, known, len(missing))
    return ScoreResult(
        score=score,
        total=total,
        highest=sum(_highest(form, link_id) for link_id in score.items),
        band=next((b for b in score.bands if total is not None and b.lowest <= total <= b.highest), None),
        missing=missing,
        least=sum(known) + sum(_lowest(form, link_id) for link_id in missing),
        cutoff=next((c.at for c in score.cutoffs if enabled(c.when, "any", form.id, answers)), None),
        clusters=tuple(_clusters(score, points)),
    )


def _total(score: Score, known: Sequence[int], missing: int) -> int | None:
    if missing > score.most_missing or not known:
        return None
    # Half a point counts up, as on paper.
    return sum(known) if not missing else int(sum(known) * (len(known) + missing) / len(known) + 0.5)


def _points(form: Form, link_id: str, answers: Answers) -> int | None:
    """An item's points: 0 for one that earlier answers leave out, None for a blank."""
    item = form.item(link_id)
    if item and not item_enabled(form, item, answers):
        settled = all(answers.get(question_key(form.id, asked)) for asked in item.enable_when)
        return 0 if settled else None
    return answered_points(form, item, answers) if item else None


def _highest(form: Form, link_id: str) -> int:
    item = form.item(link_id)
    return max((option.score or 0 for option in item.options), default=0) if item else 0


def _lowest(form: Form, link_id: str) -> int:
    """The least that a missing answer would add: nothing for one that another answer may leave out."""
    page, item = next(((page, item) for page, item in form.items() if item.link_id == link_id), (None, None))
    if not page or not item:
        return 0
    least = min((option.score or 0 for option in item.options), default=0)
    return min(least, 0) if item.enable_when or page.enable_when else least


def _clusters(score: Score, points: Mapping[str, int | None]) -> Iterator[ClusterResult]:
    for cluster in score.clusters:
        reached = sum((points.get(link_id) or 0) >= cluster.at_least for link_id in cluster.items)
        yield ClusterResult(cluster, reached)
