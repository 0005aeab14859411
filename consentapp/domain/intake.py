"""One patient's pass through one packet, as its facts tell it."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from consentapp.domain.facts.documents import DocumentSealed
from consentapp.domain.facts.intakes import (
    AlertAccepted,
    AlertConfirmed,
    AlertEscalated,
    AlertNotAccepted,
    AlertRaised,
    AskedInPerson,
    BirthDateMatched,
    BirthDateMismatched,
    CrisisScreenShown,
    FlagReviewed,
    IdentityConfirmed,
    IntakeDeclined,
    IntakeOpened,
    IntakeRenewed,
    IntakeSuperseded,
    LinkMade,
    LinkOpened,
    LinkRevoked,
    NoteRow,
    PaperPreferred,
    QuestionAnswered,
    QuestionAsked,
    RequestHandled,
    TaughtAgain,
)
from consentapp.domain.facts.record import Fact, Recorded
from consentapp.domain.facts.visits import VitalsMeasured
from consentapp.domain.facts.walk import (
    AcknowledgmentRow,
    AnswerRow,
    AnswersReviewed,
    ComprehensionRow,
    FormSkipped,
    IntakeSigned,
    LanguageChosen,
    PageAnswered,
    PreferenceRow,
)
from consentapp.domain.response import Answers, answer_key
from consentapp.domain.told import Alert, Question, Told

F = TypeVar("F", bound=Fact)
A = TypeVar("A", AlertAccepted, AlertNotAccepted, AlertEscalated, AlertConfirmed)

BIRTH_DATE_TRIES = 5


class Intake:
    """The facts of one intake in ledger order, and what follows from them. Nothing else is the truth."""

    def __init__(self, facts: Sequence[Recorded], earlier: "Intake | None" = None) -> None:
        """`earlier`: the signed intake that this one renews. ValueError unless the first fact opened an intake."""
        self.earlier = earlier
        self.facts = tuple(facts)
        if not self.facts or not isinstance(self.facts[0].fact, IntakeOpened):
            raise ValueError("an intake begins with the fact that opened it")
        self.opened: IntakeOpened = self.facts[0].fact
        self.id = self.facts[0].intake
        self.site = self.facts[0].site

    def told(self, kind: type[F]) -> Iterator[Told[F]]:
        """Every fact of one kind, in order."""
        return (Told(recorded, recorded.fact) for recorded in self.facts if isinstance(recorded.fact, kind))

    def last(self, kind: type[F]) -> Told[F] | None:
        found = tuple(self.told(kind))
        return found[-1] if found else None

    # Identity and links ---------------------------------------------------------------------------------------

    @cached_property
    def identified(self) -> bool:
        return self.last(BirthDateMatched) is not None

    def mode(self, link: str = "") -> str:
        """How a link reached the patient; without one, the link that was opened last."""
        opened = self.last(LinkOpened)
        known = {told.fact.link: told.fact.mode for told in self.told(LinkMade)}
        return known.get(link) or (opened.fact.mode if opened else "remote")

    @cached_property
    def identity_confirmed(self) -> Told[IdentityConfirmed] | None:
        return self.last(IdentityConfirmed)

    def tries_left(self, link: str) -> int:
        """Birth dates that may still be tried with a link, before the desk has to help."""
        wrong = sum(told.fact.link == link for told in self.told(BirthDateMismatched))
        return max(0, BIRTH_DATE_TRIES - wrong)

    @cached_property
    def links(self) -> tuple[Told[LinkMade], ...]:
        """Links that were not revoked, oldest first; some may be past their end."""
        revoked = {told.fact.link for told in self.told(LinkRevoked)}
        return tuple(told for told in self.told(LinkMade) if told.fact.link not in revoked)

    # The walk -------------------------------------------------------------------------------------------------

    @cached_property
    def language(self) -> str:
        """The language in which the forms are shown now."""
        chosen = self.last(LanguageChosen)
        return chosen.fact.language if chosen else self.opened.language

    @cached_property
    def saves(self) -> tuple[Told[PageAnswered], ...]:
        """Every save of a page in order, those of the intake that this one renews first."""
        before = self.earlier.saves if self.earlier else ()
        return (*(told for told in before if told.fact.form not in self.afresh), *self.told(PageAnswered))

    @property
    def afresh(self) -> tuple[str, ...]:
        """Forms of which nothing counts that the intake before this one was told."""
        return self.opened.afresh

    def carried_from(self, told: Told[PageAnswered] | Told[IntakeSigned]) -> "Intake | None":
        """The earlier intake in which a page was saved; None for one of this intake's own."""
        found: Intake | None = self
        while found and told.recorded.intake != found.id:
            found = found.earlier
        return None if found is self else found

    @cached_property
    def saves_of(self) -> dict[tuple[str, str], tuple[Told[PageAnswered], ...]]:
        """Every save of each page, in order."""
        found: dict[tuple[str, str], tuple[Told[PageAnswered], ...]] = {}
        for told in self.saves:
            key = (told.fact.form, told.fact.page)
            found[key] = (*found.get(key, ()), told)
        return found

    @cached_property
    def pages(self) -> dict[tuple[str, str], Told[PageAnswered]]:
        """The newest response to each page."""
        return {(told.fact.form, told.fact.page): told for told in self.saves}

    @cached_property
    def answers(self) -> Answers:
        """The answers that stand: those of the newest response to each page."""
        return {key: values for told in self.pages.values() for key, values in answers_in(told.fact).items()}

    @cached_property
    def attempts(self) -> dict[str, tuple[ComprehensionRow, ...]]:
        """Every attempt at each comprehension check, kept for ever."""
        found: dict[str, tuple[ComprehensionRow, ...]] = {}
        for told in self.saves:
            for row in told.fact.rows:
                if isinstance(row, ComprehensionRow):
                    key = answer_key(row.form, row.link_id)
                    found[key] = (*found.get(key, ()), row)
        return found

    @cached_property
    def skipped(self) -> frozenset[str]:
        """Forms that the patient chose not to answer here."""
        own = frozenset(told.fact.form for told in self.told(FormSkipped))
        return own | self.earlier.skipped.difference(self.afresh) if self.earlier else own

    def reviewed_since(self, position: int) -> bool:
        """Whether every answer was looked over after this place in the ledger."""
        review = self.last(AnswersReviewed)
        return review is not None and review.position > position

    # Questions, flags, alerts ---------------------------------------------------------------------------------

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        answers = {told.fact.question: told for told in self.told(QuestionAnswered)}
        return tuple(
            Question(
                asked,
                note(asked.fact),
                answers.get(asked.id),
                note(answers[asked.id].fact) if asked.id in answers else "",
            )
            for asked in self.told(QuestionAsked)
        )

    @cached_property
    def reviews(self) -> dict[tuple[str, str, str], Told[FlagReviewed]]:
        """The newest decision on each flag, by form, rule and the fact that raised it."""
        own = {(t.fact.form, t.fact.rule, t.fact.raised_by): t for t in self.told(FlagReviewed)}
        return self.earlier.reviews | own if self.earlier else own

    def dealt_with(self, form: str, rule: str, raised_by: str) -> str:
        """When a clinician last decided on a flag, or confirmed its alert; "" for never."""
        decided = self.reviews.get((form, rule, raised_by))
        alerts = (alert for alert in self.alerts if alert.confirmed and alert.is_of(form, rule, raised_by))
        confirmed = (alert.confirmed.at for alert in alerts if alert.confirmed)
        own = max((decided.at if decided else "", *confirmed))
        return own or (self.earlier.dealt_with(form, rule, raised_by) if self.earlier else "")

    @cached_property
    def taught(self) -> dict[tuple[str, str], int]:
        """Checks (form, link id) that a clinician went through in person, and where in the ledger that stands."""
        own = {(told.fact.form, told.fact.link_id): told.position for told in self.told(TaughtAgain)}
        return self.earlier.taught | own if self.earlier else own

    @cached_property
    def asked_in_person(self) -> frozenset[str]:
        own = frozenset(told.fact.form for told in self.told(AskedInPerson))
        return own | self.earlier.asked_in_person.difference(self.afresh) if self.earlier else own

    @cached_property
    def handled(self) -> frozenset[str]:
        """Requests ("paper", "call") that the desk has done."""
        return frozenset(told.fact.request for told in self.told(RequestHandled))

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        shown = {told.fact.alert for told in self.told(CrisisScreenShown)}
        return tuple(
            Alert(
                raised=raised,
                pages=tuple(self._of_alert(AlertAccepted, raised.id)),
                refusals=tuple(self._of_alert(AlertNotAccepted, raised.id)),
                escalated=next(self._of_alert(AlertEscalated, raised.id), None),
                confirmed=next(self._of_alert(AlertConfirmed, raised.id), None),
                shown=raised.id in shown,
            )
            for raised in self.told(AlertRaised)
        )

    @property
    def every_alert(self) -> tuple[Alert, ...]:
        """Those of the intake that this one renews first."""
        return (*(self.earlier.every_alert if self.earlier else ()), *self.alerts)

    def _of_alert(self, kind: type[A], alert: str) -> Iterator[Told[A]]:
        return (told for told in self.told(kind) if told.fact.alert == alert)

    @cached_property
    def vitals(self) -> tuple[Told[VitalsMeasured], ...]:
        """Every measurement of vital signs, in order."""
        return tuple(self.told(VitalsMeasured))

    # Ends -----------------------------------------------------------------------------------------------------

    @cached_property
    def signed(self) -> Told[IntakeSigned] | None:
        """The first signature: a second press changes nothing."""
        return next(self.told(IntakeSigned), None)

    @cached_property
    def declined(self) -> Told[IntakeDeclined] | None:
        return self.last(IntakeDeclined)

    @cached_property
    def paper(self) -> Told[PaperPreferred] | None:
        return self.last(PaperPreferred)

    @cached_property
    def document(self) -> Told[DocumentSealed] | None:
        """The newest edition of the summary."""
        return self.last(DocumentSealed)

    @cached_property
    def renewal(self) -> Told[IntakeRenewed] | None:
        """The newest intake that was opened to renew this one, whatever became of it."""
        return self.last(IntakeRenewed)

    @cached_property
    def superseded(self) -> Told[IntakeSuperseded] | None:
        """A newer signature has taken the place of this one."""
        return self.last(IntakeSuperseded)

    @property
    def ended(self) -> bool:
        """Nothing more can be answered or signed."""
        return bool(self.signed or self.declined)


def note(fact: Fact) -> str:
    """The words a person wrote with a fact."""
    return next((row.text for row in fact.rows if isinstance(row, NoteRow)), "")


def acknowledged(fact: PageAnswered) -> tuple[AcknowledgmentRow, ...]:
    return tuple(row for row in fact.rows if isinstance(row, AcknowledgmentRow))


def answers_in(fact: PageAnswered) -> dict[str, tuple[str, ...]]:
    """The answers of one save, by `form/link-id`."""
    rows = (row for row in fact.rows if isinstance(row, AnswerRow | PreferenceRow))
    return {answer_key(row.form, row.link_id): values_of(row) for row in rows}


def values_of(row: AnswerRow | PreferenceRow) -> tuple[str, ...]:
    """The codes of an answer, or its text."""
    return (
        tuple(row.value.split(" ")) if isinstance(row, AnswerRow) and row.type == "choices" else (row.value,)
    )
