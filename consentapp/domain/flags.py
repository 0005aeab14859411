"""Flags over time: what an answer raised is not undone by changing the answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from consentapp.domain.facts.walk import PageAnswered
from consentapp.domain.form import LEVELS, Form, Rule
from consentapp.domain.intake import Intake, answers_in, note
from consentapp.domain.response import Answers, answer_key
from consentapp.domain.screening import Flag, raised_flag


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


def raised_flags(intake: Intake, form: Form) -> tuple[RaisedFlag, ...]:
    """The flags of one form, the gravest first.

    A decision stays while the answers that it was made on stay the same, however often their page is saved. A crisis,
    and an answer that holds signing, stays a flag until a clinician has decided on it: whoever is pushed to sign may be
    pushed to change the answer.
    """
    found = [raised for rule in form.rules for raised in _of_rule(intake, form, rule)]
    return tuple(sorted(found, key=lambda raised: LEVELS.index(raised.flag.rule.level)))


def _of_rule(intake: Intake, form: Form, rule: Rule) -> Iterator[RaisedFlag]:
    stretches = list(_stretches(intake, form, rule))
    grave = rule.crisis or rule.holds_signing
    for raised_by, answers in stretches if grave else stretches[-1:]:
        if flag := raised_flag(form, rule, answers):
            yield _decided(intake, flag, raised_by, standing=answers is stretches[-1][1])


def _stretches(intake: Intake, form: Form, rule: Rule) -> Iterator[tuple[str, Answers]]:
    """Each stretch of saves in which the answers that the rule asks about stay the same: its first fact, the answers."""
    asked = {_key(form, condition.question) for condition in rule.when}
    state: dict[str, tuple[str, ...]] | None = None
    for told in intake.told(PageAnswered):
        page = form.page(told.fact.page) if told.fact.form == form.id else None
        on_page = {answer_key(form.id, item.link_id) for item in page.items} if page else set()
        if told.fact.form == form.id and not on_page & asked:
            continue
        given = {key: values for key, values in answers_in(told.fact).items() if key in asked}
        if told.fact.form != form.id and not given:
            continue
        after = {key: values for key, values in (state or {}).items() if key not in on_page} | given
        if after != state:
            state = after
            yield told.id, state


def _key(form: Form, question: str) -> str:
    return question if "/" in question else answer_key(form.id, question)


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
