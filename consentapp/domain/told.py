"""Recorded facts of a known kind, and what several of them tell together: a question, an alert."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from consentapp.domain.facts.intakes import (
    AlertAccepted,
    AlertConfirmed,
    AlertEscalated,
    AlertNotAccepted,
    AlertRaised,
    QuestionAnswered,
    QuestionAsked,
)
from consentapp.domain.facts.record import Fact, Recorded

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Told(Generic[F]):
    """A recorded fact of a known kind."""

    recorded: Recorded
    fact: F

    @property
    def id(self) -> str:
        return self.recorded.id

    @property
    def at(self) -> str:
        return self.recorded.at

    @property
    def position(self) -> int:
        return self.recorded.position


@dataclass(frozen=True)
class Question:
    """A patient's question, or "I am not sure", with its answer when there is one."""

    asked: Told[QuestionAsked]
    text: str
    answered: Told[QuestionAnswered] | None
    answer: str

    @property
    def for_clinician(self) -> bool:
        return self.asked.fact.subject != "practical"


@dataclass(frozen=True)
class Alert:
    """An answer that someone must hear of, and everything that was done to be heard."""

    raised: Told[AlertRaised]
    pages: tuple[Told[AlertAccepted], ...]
    refusals: tuple[Told[AlertNotAccepted], ...]
    escalated: Told[AlertEscalated] | None
    confirmed: Told[AlertConfirmed] | None
    shown: bool
    """Whether the patient saw the crisis screen and went on."""

    def is_of(self, form: str, rule: str, raised_by: str) -> bool:
        """Whether it tells of that flag."""
        fact = self.raised.fact
        return (fact.form, fact.rule, fact.raised_by) == (form, rule, raised_by)

    @property
    def beside(self) -> bool:
        """Whether the answer stands with the alert alone: its page could not be saved."""
        return not self.raised.fact.raised_by

    @property
    def accepted(self) -> Told[AlertAccepted] | None:
        """The first page that was accepted."""
        return next(iter(self.pages), None)

    def unreachable(self, contact: str) -> bool:
        """Whether the newest that is known of a contact is that a page was not accepted."""
        accepted = max((told.position for told in self.pages if told.fact.contact == contact), default=-1)
        refused = max((told.position for told in self.refusals if told.fact.contact == contact), default=-1)
        return refused > accepted
