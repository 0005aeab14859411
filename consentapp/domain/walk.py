"""The order of the walk: which stop comes next, and what may happen now (21 CFR 11.10(f))."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from consentapp.domain.facts.walk import AcknowledgmentRow, PageAnswered
from consentapp.domain.flags import RaisedFlag, raised_flags
from consentapp.domain.form import Form, Item, Page
from consentapp.domain.intake import Intake, Told
from consentapp.domain.response import answer_key, enabled_items, page_enabled
from consentapp.domain.times import moment

Forms = Mapping[tuple[str, str, str], Form]
"""By id, version and language, with the site's values in them."""

MISSES = 2
"""Wrong answers to a check after which the walk goes on and a clinician is asked to teach again."""

REVIEW = "review"


@dataclass(frozen=True)
class Station:
    """A page of a form, as a stop on the walk."""

    form: Form
    page: Page

    @property
    def key(self) -> str:
        return f"{self.form.id}/{self.page.id}"

    @property
    def signs(self) -> bool:
        """Whether this is where the patient signs."""
        return any(item.type == "signature" for item in self.page.items)


@dataclass(frozen=True)
class Review:
    """The stop at which every answer is looked over."""

    key: str = REVIEW
    signs: bool = False


Stop = Station | Review


class Walk:
    """An intake and its forms at one moment."""

    def __init__(self, intake: Intake, forms: Forms, *, on_call: bool, at: datetime, link: str = "") -> None:
        """`on_call`: an on-call contact has confirmed a test alert. `link`: the one by which the patient is here.

        KeyError for a form that is not at hand.
        """
        self.intake = intake
        self.mode = intake.mode(link)
        self.at = at
        self.on_call = on_call
        self._steps = tuple(_form_of(step, intake, forms) for step in intake.opened.steps)
        self.forms: tuple[Form, ...] = tuple(form for form in self._steps if form)
        self.stops: tuple[Stop, ...] = tuple(self._stops())

    def _stops(self) -> Iterator[Stop]:
        for form in self._steps:
            if form is None:
                yield Review()
            elif self.asks(form):
                pages = (page for page in form.pages if page_enabled(form, page, self.intake.answers))
                yield from (Station(form, page) for page in pages)

    @property
    def stations(self) -> tuple[Station, ...]:
        """The pages alone."""
        return tuple(stop for stop in self.stops if isinstance(stop, Station))

    # What is asked --------------------------------------------------------------------------------------------

    def asks(self, form: Form) -> bool:
        """Whether this form is asked here, whole or not at all.

        One that needs someone on call is not asked on a remote link without them; nor is one that the patient did not
        want here, or that a clinician has asked in person.
        """
        if form.id in self.intake.skipped | self.intake.asked_in_person:
            return self.answered(form)
        return not form.needs_on_call or self.on_call or self.mode == "on-site" or self.answered(form)

    def answered(self, form: Form) -> bool:
        """Whether every page of a form was saved."""
        pages = (page for page in form.pages if page_enabled(form, page, self.intake.answers))
        return all((form.id, page.id) in self.intake.pages for page in pages)

    @property
    def ask_in_person(self) -> tuple[Form, ...]:
        """Forms that only a clinician can still ask."""
        done = self.intake.asked_in_person
        over = self.intake.signed is not None
        left = (
            form
            for form in self.forms
            if form.needs_on_call and form.id not in done and not self.answered(form)
        )
        return tuple(form for form in left if over or not self.asks(form))

    @cached_property
    def offered(self) -> tuple[Station, ...]:
        """Pages about what the patient does not have: one tap away."""
        return tuple(
            Station(form, page)
            for form in self.forms
            for page in form.pages
            if page.offered and not page_enabled(form, page, self.intake.answers)
        )

    def station(self, form: str, page: str) -> Station | None:
        """The station, or offered page, of that name."""
        key = f"{form}/{page}"
        return next((station for station in (*self.stations, *self.offered) if station.key == key), None)

    # How far --------------------------------------------------------------------------------------------------

    @cached_property
    def next(self) -> Stop | None:
        """The first stop that is not complete; None when signed."""
        return next((stop for stop in self.stops if not self.complete(stop)), None)

    def reachable(self, stop: Stop) -> bool:
        """Whether everything before this stop is complete. An offered page is reachable once its form is."""
        if isinstance(stop, Station) and stop in self.offered:
            stop = next(first for first in self.stations if first.form == stop.form)
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
        if stop.signs:
            return self.intake.signed is not None
        told = self.response(stop)
        return bool(told and self._stands(stop, told) and not self.to_teach(stop))

    def response(self, station: Station) -> Told[PageAnswered] | None:
        """The newest save of a page."""
        return self.intake.pages.get((station.form.id, station.page.id))

    def asked(self, station: Station) -> tuple[Item, ...]:
        """The items of a page that the answers so far call for."""
        return enabled_items(station.form, station.page, self.intake.answers)

    def _stands(self, station: Station, told: Told[PageAnswered]) -> bool:
        """Whether a save still counts: under this text, fresh enough, with every answer that is needed now."""
        if told.fact.text_digest != station.page.text_digest or self._stale(station.form, told):
            return False
        found = {str(row.values()["link_id"]) for row in told.fact.rows}
        needed = (item for item in self.asked(station) if item.required)
        return all(item.link_id in found or self._attempts(station, item) for item in needed)

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
        saves = (self.response(stop) for stop in self.stops[:place] if isinstance(stop, Station))
        return max((told.position for told in saves if told), default=-1)

    # Comprehension --------------------------------------------------------------------------------------------

    def to_teach(self, station: Station) -> tuple[Item, ...]:
        """Checks on this page whose answer was wrong and that may be tried once more."""
        return tuple(item for item in self._checks(station) if 0 < self._misses(station, item) < MISSES)

    def missed(self) -> tuple[tuple[Station, Item], ...]:
        """Checks that stayed wrong and that no clinician has gone through in person yet."""
        return tuple(
            (at, item)
            for at in self.stations
            for item in self._checks(at)
            if self._misses(at, item) >= MISSES and (at.form.id, item.link_id) not in self.intake.taught
        )

    def _checks(self, station: Station) -> tuple[Item, ...]:
        return tuple(item for item in self.asked(station) if item.type == "comprehension")

    def _attempts(self, station: Station, item: Item) -> int:
        return len(self.intake.attempts.get(answer_key(station.form.id, item.link_id), ()))

    def _misses(self, station: Station, item: Item) -> int:
        """Wrong attempts so far; 0 once an attempt was right."""
        attempts = self.intake.attempts.get(answer_key(station.form.id, item.link_id), ())
        return 0 if any(attempt.correct for attempt in attempts) else len(attempts)

    # Flags and holds ------------------------------------------------------------------------------------------

    @cached_property
    def flags(self) -> tuple[RaisedFlag, ...]:
        """Every flag that answers of this intake raised, with its decision."""
        return tuple(raised for form in self.forms for raised in raised_flags(self.intake, form))

    @property
    def holds(self) -> tuple[RaisedFlag, ...]:
        """Flags that keep the patient from signing until a clinician has said "proceed"."""
        return tuple(r for r in self.flags if r.flag.rule.holds_signing and r.decision != "proceed")

    @property
    def open_questions(self) -> int:
        return sum(question.answered is None for question in self.intake.questions)

    @property
    def signing_station(self) -> Station | None:
        """Where this patient may sign now; None while anything stands between them and the signature."""
        following = self.next
        if self.holds or self.open_questions or self.intake.ended or not self.intake.identified:
            return None
        return following if isinstance(following, Station) and following.signs else None


def acknowledged(fact: PageAnswered) -> tuple[AcknowledgmentRow, ...]:
    return tuple(row for row in fact.rows if isinstance(row, AcknowledgmentRow))


def _form_of(step: str, intake: Intake, forms: Forms) -> Form | None:
    if step == REVIEW:
        return None
    form, _, version = step.partition("@")
    return forms[(form, version, intake.opened.language)]
