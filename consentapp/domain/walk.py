"""The order of the walk: which station comes next, and what may happen now (21 CFR 11.10(f))."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from consentapp.domain.facts.walk import AcknowledgmentRow, PageAnswered
from consentapp.domain.form import Form, Item, Page
from consentapp.domain.intake import Intake, Told
from consentapp.domain.response import answer_key, enabled_items, page_enabled
from consentapp.domain.screening import Flag, flags
from consentapp.domain.times import moment

Forms = Mapping[tuple[str, str, str], Form]
"""By id, version and language, with the site's values in them."""

MISSES = 2
"""Wrong answers to a check after which the walk goes on and a clinician is asked to teach again."""

REVIEW = "review"


@dataclass(frozen=True)
class Station:
    """A page of a form, or the review of all answers."""

    form: Form | None
    page: Page | None

    @property
    def key(self) -> str:
        return f"{self.form.id}/{self.page.id}" if self.form and self.page else REVIEW

    @property
    def signs(self) -> bool:
        """Whether this is where the patient signs."""
        return bool(self.page and any(item.type == "signature" for item in self.page.items))


@dataclass(frozen=True)
class RaisedFlag:
    """A flag, the fact whose answers raised it, and the decision on it."""

    flag: Flag
    raised_by: str
    decision: str
    decided_by: str
    reason: str

    @property
    def open(self) -> bool:
        return not self.decision


class Walk:
    """An intake and its forms at one moment."""

    def __init__(self, intake: Intake, forms: Forms, *, on_call: bool, at: datetime) -> None:
        """`on_call`: an on-call contact has confirmed a test alert. KeyError for a form that is not at hand."""
        self.intake = intake
        self.at = at
        self.on_call = on_call
        self.forms: tuple[Form | None, ...] = tuple(
            _form_of(step, intake, forms) for step in intake.opened.steps
        )
        self.stations = tuple(self._stations())

    def _stations(self) -> Iterator[Station]:
        for form in self.forms:
            if form is None:
                yield Station(None, None)
            elif self.asks(form):
                pages = (page for page in form.pages if page_enabled(form, page, self.intake.answers))
                yield from (Station(form, page) for page in pages)

    # What is asked --------------------------------------------------------------------------------------------

    def asks(self, form: Form) -> bool:
        """Whether this form is asked here: a form that needs someone on call is not, on a remote link, without one."""
        if form.id in self.intake.skipped:
            return False
        answered = any(key[0] == form.id for key in self.intake.pages)
        return not form.needs_on_call or self.on_call or self.intake.mode == "on-site" or answered

    @property
    def ask_in_person(self) -> tuple[Form, ...]:
        return tuple(form for form in self.forms if form and not self.asks(form))

    @property
    def offered(self) -> tuple[Station, ...]:
        """Pages about what the patient does not have: one tap away."""
        return tuple(
            Station(form, page)
            for form in self.forms
            if form
            for page in form.pages
            if page.offered and not page_enabled(form, page, self.intake.answers)
        )

    def station(self, form: str, page: str) -> Station | None:
        """The station, or offered page, of that name."""
        key = f"{form}/{page}"
        return next((station for station in (*self.stations, *self.offered) if station.key == key), None)

    # How far --------------------------------------------------------------------------------------------------

    @property
    def next(self) -> Station | None:
        """The first station that is not complete; None when signed."""
        return next((station for station in self.stations if not self.complete(station)), None)

    def reachable(self, station: Station) -> bool:
        """Whether everything before this station is complete. An offered page always is reachable."""
        if station in self.offered:
            return True
        before = self.stations[: self.stations.index(station)]
        return all(self.complete(earlier) for earlier in before)

    def after(self, station: Station) -> Station | None:
        """Where to go on from a station: the first incomplete one."""
        return self.next

    def before(self, station: Station) -> Station | None:
        """The station before this one."""
        if station not in self.stations:
            return self.next
        place = self.stations.index(station)
        return self.stations[place - 1] if place else None

    def complete(self, station: Station) -> bool:
        if station.signs:
            return self.intake.signed is not None
        if station.form is None or station.page is None:
            return self.intake.reviewed_since(self._last_change())
        told = self.intake.pages.get((station.form.id, station.page.id))
        return bool(told and self._current(station.form, station.page, told) and not self.to_teach(station))

    def _current(self, form: Form, page: Page, told: Told[PageAnswered]) -> bool:
        if told.fact.text_digest != page.text_digest:
            return False
        fresh = timedelta(minutes=form.fresh_minutes)
        if fresh and self.at - moment(told.at) > fresh and not self._holding(form):
            return False
        needed = {item.link_id for item in enabled_items(form, page, self.intake.answers) if item.required}
        return needed <= given(told.fact)

    def _last_change(self) -> int:
        place = self.stations.index(Station(None, None)) if Station(None, None) in self.stations else 0
        changed = (
            self.intake.pages.get((s.form.id, s.page.id)) for s in self.stations[:place] if s.form and s.page
        )
        return max((told.position for told in changed if told), default=-1)

    # Comprehension --------------------------------------------------------------------------------------------

    def to_teach(self, station: Station) -> tuple[Item, ...]:
        """Checks on this page whose newest answer was wrong and that may be tried once more."""
        return tuple(item for item in self._checks(station) if 0 < self._misses(station, item) < MISSES)

    def missed(self) -> tuple[tuple[Station, Item], ...]:
        """Checks that stayed wrong: a clinician teaches again in person."""
        return tuple(
            (s, item) for s in self.stations for item in self._checks(s) if self._misses(s, item) >= MISSES
        )

    def _checks(self, station: Station) -> tuple[Item, ...]:
        if not station.form or not station.page:
            return ()
        items = enabled_items(station.form, station.page, self.intake.answers)
        return tuple(item for item in items if item.type == "comprehension")

    def _misses(self, station: Station, item: Item) -> int:
        """Wrong attempts so far; 0 once an attempt was right."""
        attempts = (
            self.intake.attempts.get(answer_key(station.form.id, item.link_id), ()) if station.form else ()
        )
        return 0 if any(attempt.correct for attempt in attempts) else len(attempts)

    # Flags and holds ------------------------------------------------------------------------------------------

    @property
    def flags(self) -> tuple[RaisedFlag, ...]:
        """Every flag that the standing answers raise, with its decision."""
        return tuple(
            self._raised(form, flag)
            for form in self.forms
            if form
            for flag in flags(form, self.intake.answers)
        )

    def _raised(self, form: Form, flag: Flag) -> RaisedFlag:
        raised_by = self._raised_by(form, flag)
        review = self.intake.reviews.get((form.id, flag.rule.id, raised_by))
        if not review:
            return RaisedFlag(flag, raised_by, "", "", "")
        reason = next((row.values()["text"] for row in review.fact.rows), "")
        return RaisedFlag(flag, raised_by, review.fact.decision, review.recorded.actor.id, str(reason))

    def _raised_by(self, form: Form, flag: Flag) -> str:
        """The newest page whose items the rule asks about."""
        asked = {condition.question for condition in flag.rule.when}
        told = (
            self.intake.pages.get((form.id, page.id))
            for page in form.pages
            if any(i.link_id in asked for i in page.items)
        )
        return max((t for t in told if t), key=lambda t: t.position).id

    def _holding(self, form: Form) -> bool:
        return any(raised.flag.rule.holds_signing for raised in self.flags if raised.flag.form == form.id)

    @property
    def holds(self) -> tuple[RaisedFlag, ...]:
        """Flags that keep the patient from signing until a clinician has said "proceed"."""
        return tuple(r for r in self.flags if r.flag.rule.holds_signing and r.decision != "proceed")

    @property
    def open_questions(self) -> int:
        return sum(question.answered is None for question in self.intake.questions)

    @property
    def may_sign(self) -> bool:
        """Whether nothing stands between this patient and the signature."""
        following = self.next
        return bool(
            self.intake.identified
            and not self.intake.ended
            and following
            and following.signs
            and not self.holds
            and not self.open_questions
        )


def given(fact: PageAnswered) -> set[str]:
    """The link ids that a page's fact holds a value for."""
    return {str(row.values()["link_id"]) for row in fact.rows}


def acknowledged(fact: PageAnswered) -> tuple[AcknowledgmentRow, ...]:
    return tuple(row for row in fact.rows if isinstance(row, AcknowledgmentRow))


def _form_of(step: str, intake: Intake, forms: Forms) -> Form | None:
    if step == REVIEW:
        return None
    form, _, version = step.partition("@")
    return forms[(form, version, intake.opened.language)]
