"""The order of the walk: which stop comes next, and what may happen now (21 CFR 11.10(f))."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property

from consentapp.domain.comprehension import Checks
from consentapp.domain.facts.walk import ChangesRead, PageAnswered
from consentapp.domain.flags import Inquiry, RaisedFlag, raised_flags
from consentapp.domain.form import Form, Forms, Item
from consentapp.domain.intake import Intake
from consentapp.domain.renewal import NO_TEXTS, Before, Notice, Texts, notice_of, notice_text
from consentapp.domain.response import (
    NO_ANSWERS,
    Answers,
    Given,
    answer_key,
    enabled_items,
    enabled_pages,
    page_enabled,
)
from consentapp.domain.saves import Saves
from consentapp.domain.shown import ShownText
from consentapp.domain.steps import form_of_step
from consentapp.domain.stops import Review, Station, Stop, WhatChanged
from consentapp.domain.times import moment
from consentapp.domain.told import Told


class Walk:
    """An intake and its forms at one moment."""

    def __init__(
        self,
        intake: Intake,
        forms: Forms,
        *,
        on_call: bool,
        at: datetime,
        link: str = "",
        known: Answers = NO_ANSWERS,
        texts: Texts = NO_TEXTS,
    ) -> None:
        """`on_call`: an on-call contact has confirmed a test alert. `link`: the one by which the patient is here.

        `known`: of the patient, without asking (`patient/age`). `texts`: of a renewal, the pages that were read before.
        KeyError for a form that is not at hand.
        """
        self.intake = intake
        self.mode = intake.mode(link)
        self.at = at
        self.on_call = on_call
        self._steps = tuple(form_of_step(step, intake, forms) for step in intake.opened.steps)
        self.forms: tuple[Form, ...] = tuple(form for form in self._steps if form)
        self.inquiry = Inquiry(self.forms, known)
        self.answers: Answers = self.inquiry.whole(intake.answers)
        self.saves = Saves(intake, forms, texts)
        self.checks = Checks(self.saves, self.answers)
        self.stops: tuple[Stop, ...] = tuple(self._stops())

    def _stops(self) -> Iterator[Stop]:
        if self.intake.earlier:
            yield WhatChanged()
        for form in self._steps:
            if form is None:
                yield Review()
            elif self.asks(form):
                yield from (Station(form, page) for page in enabled_pages(form, self.answers))

    @property
    def stations(self) -> tuple[Station, ...]:
        """The pages alone."""
        return tuple(stop for stop in self.stops if isinstance(stop, Station))

    @cached_property
    def language_gone(self) -> bool:
        """Whether what is signed is not at hand in the patient's language: they choose another one first (LA-01)."""
        return any(form.kind == "consent" and form.language != self.intake.language for form in self.forms)

    # What is asked --------------------------------------------------------------------------------------------

    def asks(self, form: Form) -> bool:
        """Whether this form is asked here, whole or not at all.

        One that needs someone on call is not asked on a remote link without them; nor is one that the patient did not
        want here, that a clinician has asked in person, or that there is not in the patient's language.
        """
        foreign = form.kind == "screening" and form.language != self.intake.language
        if foreign or form.id in self.intake.skipped | self.intake.asked_in_person:
            return self.answered(form)
        return not form.needs_on_call or self.on_call or self.mode == "on-site" or self.answered(form)

    def answered(self, form: Form) -> bool:
        """Whether every page of a form was saved, with every answer that is needed."""
        stations = (Station(form, page) for page in enabled_pages(form, self.answers))
        return all((saved := self.saves.newest(at)) and self._is_whole(at, saved) for at in stations)

    @property
    def ask_in_person(self) -> tuple[Form, ...]:
        """Forms that only a clinician can still ask."""
        done = self.intake.asked_in_person
        over = self.intake.signed is not None
        left = (form for form in self.forms if form.id not in done and not self.answered(form))
        return tuple(
            form
            for form in left
            if form.kind == "screening" and (not self.asks(form) or (over and form.needs_on_call))
        )

    @cached_property
    def offered(self) -> tuple[Station, ...]:
        """Pages about what the patient does not have: one tap away."""
        return tuple(
            Station(form, page)
            for form in self.forms
            for page in form.pages
            if page.offered and not page_enabled(form, page, self.answers)
        )

    def station(self, form: str, page: str) -> Station | None:
        """The station, or offered page, of that name."""
        found = self.page(form, page)
        return found if found in (*self.stations, *self.offered) else None

    def page(self, form: str, page: str) -> Station | None:
        """The page of that name, whether or not it is asked here."""
        there = next((known for known in self.forms if known.id == form), None)
        found = there.page(page) if there else None
        return Station(there, found) if there and found else None

    # How far --------------------------------------------------------------------------------------------------

    @cached_property
    def next(self) -> Stop | None:
        """The first stop that is not complete; None when signed."""
        return next((stop for stop in self.stops if not self.complete(stop)), None)

    def reachable(self, stop: Stop) -> bool:
        """Whether everything before this stop is complete. An offered page is reachable once its form is."""
        if isinstance(stop, Station) and stop in self.offered:
            stop = next(first for first in self.stations if first.form == stop.form)
        if stop not in self.stops or self.language_gone:
            return False
        return all(self.complete(earlier) for earlier in self.stops[: self.stops.index(stop)])

    def before(self, stop: Stop) -> Stop | None:
        """The stop before this one."""
        if stop not in self.stops:
            return self.next
        place = self.stops.index(stop)
        return self.stops[place - 1] if place else None

    def complete(self, stop: Stop) -> bool:
        if isinstance(stop, Review):
            return self.intake.reviewed_since(self._last_change())
        if isinstance(stop, WhatChanged):
            told, text = self.intake.last(ChangesRead), self.notice_text
            return bool(told and text and told.fact.text_digest == text.digest)
        if stop.signs:
            return self.intake.signed is not None
        saved = self.saves.newest(stop)
        return bool(saved and self._stands(stop, saved) and not self.checks.to_teach(stop))

    def asked(self, station: Station) -> tuple[Item, ...]:
        """The items of a page that the answers so far call for."""
        return enabled_items(station.form, station.page, self.answers)

    def answered_with(self, form: Form, given: Given) -> Answers:
        """The answers as they would stand if these, by link id of a form, were saved."""
        typed = {answer_key(form.id, link_id): values for link_id, values in given.items()}
        return self.inquiry.whole({**self.intake.answers, **typed})

    def _stands(self, station: Station, told: Told[PageAnswered]) -> bool:
        """Whether a save still counts: under this text, fresh enough, with every answer that is needed now."""
        if not self.saves.same_words(station, told) or self._stale(station.form, told):
            return False
        return self._is_whole(station, told)

    def _is_whole(self, station: Station, told: Told[PageAnswered]) -> bool:
        found = {str(row.values()["link_id"]) for row in told.fact.rows}
        needed = (item for item in self.asked(station) if item.required)
        return all(item.link_id in found or self.checks.attempts(station, item) for item in needed)

    def _stale(self, form: Form, told: Told[PageAnswered]) -> bool:
        """Whether a save is too old to sign on. A held answer does not age; one that was let pass counts from then."""
        if not form.fresh_minutes or any(held.flag.form == form.id for held in self.holds):
            return False
        passed = (
            r.decided_at
            for r in self.flags
            if r.flag.form == form.id and r.standing and r.flag.rule.holds_signing
        )
        newest = max((told.at, *passed))
        return self.at - moment(newest) > timedelta(minutes=form.fresh_minutes)

    def _last_change(self) -> int:
        """The place in the ledger of the newest save of a page before the review."""
        place = self.stops.index(Review()) if Review() in self.stops else 0
        saves = (self.saves.newest(stop) for stop in self.stops[:place] if isinstance(stop, Station))
        return max((told.position for told in saves if told), default=-1)

    # Renewal --------------------------------------------------------------------------------------------------

    @cached_property
    def notice(self) -> Notice | None:
        """What changed since the signature that is asked again; None for an intake that renews nothing."""
        if not self.intake.earlier:
            return None
        before = Before(self.intake.earlier, self.saves.at_hand, self.saves.texts)
        answers = self.inquiry.whole(self.intake.earlier.answers)
        return notice_of(self.intake.earlier, self.forms, before, answers)

    @cached_property
    def notice_text(self) -> ShownText | None:
        return notice_text(self.intake, self.notice) if self.notice else None

    def carried(self, station: Station) -> bool:
        """Whether a page stands as it was read in the earlier record."""
        told = self.saves.newest(station)
        return bool(told and self.intake.carried_from(told) and self.complete(station))

    # Flags and holds ------------------------------------------------------------------------------------------

    @cached_property
    def flags(self) -> tuple[RaisedFlag, ...]:
        """Every flag that answers of this intake raised, with its decision."""
        return tuple(
            raised for form in self.forms for raised in raised_flags(self.intake, form, self.inquiry)
        )

    @property
    def holds(self) -> tuple[RaisedFlag, ...]:
        """Flags that keep the patient from signing until a clinician has said "proceed"."""
        return tuple(r for r in self.flags if r.flag.rule.holds_signing and r.decision != "proceed")

    @property
    def open_questions(self) -> int:
        return sum(question.answered is None for question in self.intake.questions)

    @property
    def half_asked(self) -> bool:
        """Whether questions about safety raised a worry and were left before their end: a person asks the rest first.

        So it is with an answer that stands with its alert alone, until somebody has confirmed that.
        """
        worried = {raised.flag.form for raised in self.flags if raised.flag.rule.crisis}
        beside = any(alert.beside and not alert.confirmed for alert in self.intake.alerts)
        return beside or any(form.id in worried for form in self.ask_in_person)

    @property
    def signing_station(self) -> Station | None:
        """Where this patient may sign now; None while anything stands between them and the signature."""
        following = self.next
        held = self.holds or self.half_asked or self.open_questions or self.language_gone
        if held or self.intake.ended or not self.intake.identified:
            return None
        return following if isinstance(following, Station) and following.signs else None
