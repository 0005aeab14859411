"""Flags over time: what an answer raised is not undone by changing the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from consentapp.domain.facts.walk import PageAnswered
from consentapp.domain.form import LEVELS, Form, Rule, Score
from consentapp.domain.intake import Intake, answers_in, note
from consentapp.domain.response import Answers, answer_key, question_key
from consentapp.domain.screening import Flag, raised_flag, with_totals
from consentapp.domain.times import moment
from consentapp.domain.told import Told

ANEW = timedelta(hours=1)
"""So long after a clinician dealt with a grave answer, the same answer is no echo of it: it is told anew."""


@dataclass(frozen=True)
class RaisedFlag:
    """A flag, the fact whose answers raised it, and the newest decision on it."""

    flag: Flag
    raised_by: str
    standing: bool
    """Whether the answers that stand now raise it. A grave one is kept when they no longer do."""
    decision: str = ""
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""

    @property
    def open(self) -> bool:
        return not self.decision


@dataclass(frozen=True)
class Stretch:
    """A time in which the answers that a rule asks about stayed the same: what began it, the answers."""

    began_with: str
    answers: Answers
    began_in: str = ""
    """The intake in which it began."""


class Inquiry:
    """The forms of a walk, and what is known of the patient without asking."""

    def __init__(self, forms: Sequence[Form], known: Answers) -> None:
        self.forms, self.known = forms, known

    @cached_property
    def keys(self) -> dict[tuple[str, str], frozenset[str]]:
        """The answers that each page asks for."""
        return {
            (form.id, page.id): frozenset(answer_key(form.id, item.link_id) for item in page.items)
            for form in self.forms
            for page in form.pages
        }

    def whole(self, answers: Answers) -> dict[str, tuple[str, ...]]:
        """Answers with the totals that follow from them and what is known without asking."""
        return {**with_totals(self.forms, answers), **self.known}

    @cached_property
    def totals(self) -> dict[str, frozenset[str]]:
        """Each total with the answers that it rests on: its items, and what opens them."""
        return {
            f"{form.id}/{score.id}": frozenset(_behind(form, score))
            for form in self.forms
            for score in form.scores
        }

    def rests_on(self, form: Form, rule: Rule) -> frozenset[str]:
        """The answers that a rule rests on."""
        asked = frozenset(question_key(form.id, condition) for condition in rule.when)
        return asked.union(*(self.totals[key] for key in asked & self.totals.keys()))

    def for_rule(self, form: Form, rule: Rule, answers: Answers) -> Answers:
        """What a rule asks for: totals are counted only for a rule that asks for one."""
        asked = {question_key(form.id, condition) for condition in rule.when}
        return self.whole(answers) if asked & self.totals.keys() else {**answers, **self.known}


def _behind(form: Form, score: Score) -> Iterator[str]:
    for item in (form.item(link_id) for link_id in score.items):
        if item:
            yield answer_key(form.id, item.link_id)
            yield from (question_key(form.id, opens) for opens in item.enable_when)


def raised_flags(intake: Intake, form: Form, inquiry: Inquiry) -> tuple[RaisedFlag, ...]:
    """The flags of one form, the gravest first.

    A decision stays while the answers that it was made on stay the same, however often their page is saved. A crisis,
    and an answer that holds signing, stays a flag until a clinician has decided on it: whoever is pushed to sign may be
    pushed to change the answer. The same grave answer in another record, or long after a clinician dealt with it, is a
    new one: "yes" about right now says nothing that was decided on three days ago.
    """
    found = [raised for rule in form.rules for raised in _of_rule(intake, form, rule, inquiry)]
    return tuple(sorted(found, key=lambda raised: LEVELS.index(raised.flag.rule.level)))


def _of_rule(intake: Intake, form: Form, rule: Rule, inquiry: Inquiry) -> Iterator[RaisedFlag]:
    grave = rule.crisis or rule.holds_signing
    stretches = list(_stretches(intake, inquiry, form, rule, grave=grave))
    for stretch in stretches if grave else stretches[-1:]:
        if flag := raised_flag(form, rule, inquiry.for_rule(form, rule, stretch.answers)):
            yield _decided(intake, flag, stretch.began_with, standing=stretch is stretches[-1])


def _stretches(intake: Intake, inquiry: Inquiry, form: Form, rule: Rule, *, grave: bool) -> Iterator[Stretch]:
    """What is known without asking stands from the first fact on; an answer from the save that gave it."""
    asked = inquiry.rests_on(form, rule)
    if asked <= inquiry.known.keys():
        yield Stretch(intake.facts[0].id, {})
    now: Stretch | None = None
    for told in intake.saves:
        on_page = inquiry.keys.get((told.fact.form, told.fact.page), frozenset())
        if not on_page & asked:
            continue
        given = {key: values for key, values in answers_in(told.fact).items() if key in asked}
        before = now.answers if now else {}
        after = {key: values for key, values in before.items() if key not in on_page} | given
        if now is None or after != now.answers or (grave and _is_anew(intake, form, rule, now, told)):
            now = Stretch(told.id, after, told.recorded.intake)
            yield now


def _is_anew(intake: Intake, form: Form, rule: Rule, stretch: Stretch, told: Told[PageAnswered]) -> bool:
    """Whether a save with the same answers tells them anew."""
    if told.recorded.intake != stretch.began_in:
        return True
    dealt = intake.dealt_with(form.id, rule.id, stretch.began_with)
    return bool(dealt) and is_long_past(dealt, moment(told.at))


def is_long_past(instant: str, at: datetime) -> bool:
    """Whether a grave answer of then, given again now, says something new."""
    return at - moment(instant) > ANEW


def _decided(intake: Intake, flag: Flag, raised_by: str, *, standing: bool) -> RaisedFlag:
    review = intake.reviews.get((flag.form, flag.rule.id, raised_by))
    if not review:
        return RaisedFlag(flag, raised_by, standing)
    return RaisedFlag(
        flag,
        raised_by,
        standing,
        review.fact.decision,
        review.recorded.actor.id,
        review.at,
        note(review.fact),
    )
