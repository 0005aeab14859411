"""Checks of understanding: what was tried, what is taught again, and by whom (clinical dossier, 8.3)."""

from collections.abc import Iterable, Iterator

from consentapp.domain.facts.walk import ComprehensionRow, PageAnswered
from consentapp.domain.form import Item
from consentapp.domain.response import Answers, enabled_items
from consentapp.domain.saves import Saves
from consentapp.domain.shuffling import order, shuffled
from consentapp.domain.stops import Station
from consentapp.domain.told import Told

MISSES = 2
"""Wrong answers to a check after which the walk goes on and a clinician is asked to teach again."""


class Checks:
    """The checks of one walk, and how they were answered."""

    def __init__(self, saves: Saves, answers: Answers) -> None:
        """`answers`: those that stand, which decide the checks that concern this patient."""
        self._saves, self._answers, self._intake = saves, answers, saves.intake

    def to_teach(self, station: Station) -> tuple[Item, ...]:
        """Checks on this page whose answer was wrong and that may be tried once more."""
        return tuple(item for item in self._on(station) if 0 < self._misses(station, item) < MISSES)

    def missed(self, stations: Iterable[Station]) -> tuple[tuple[Station, Item], ...]:
        """Checks that stayed wrong and that no clinician has gone through in person yet."""
        return tuple(
            (at, item)
            for at in stations
            for item in self._on(at)
            if self._misses(at, item) >= MISSES and not self._taught(at, item)
        )

    def attempts(self, station: Station, item: Item) -> tuple[ComprehensionRow, ...]:
        """The answers to a check that count: in the language that is shown now, and under the words that stand here."""
        return tuple(row for _, row in self._attempts(station, item))

    def as_shown(self, item: Item) -> Item:
        """An item as it stands on the page: the answers of a check in an order of this intake's own."""
        return shuffled(item, self._intake.id)

    def orders(self, station: Station) -> tuple[str, ...]:
        """In which order the answers of each check on a page stand, for the record."""
        return tuple(order(check, self._intake.id) for check in self._on(station))

    def _on(self, station: Station) -> tuple[Item, ...]:
        asked = enabled_items(station.form, station.page, self._answers)
        return tuple(item for item in asked if item.type == "comprehension")

    def _attempts(
        self, station: Station, item: Item
    ) -> Iterator[tuple[Told[PageAnswered], ComprehensionRow]]:
        asked = (item.link_id, station.form.language)
        for told in self._saves.of(station):
            rows = (row for row in told.fact.rows if isinstance(row, ComprehensionRow))
            if not self._intake.carried_from(told) or self._saves.same_words(station, told):
                yield from ((told, row) for row in rows if (row.link_id, row.language) == asked)

    def _taught(self, station: Station, item: Item) -> bool:
        """Whether a clinician went through a check after the answers that count began."""
        taught = self._intake.taught.get((station.form.id, item.link_id), -1)
        return any(told.position < taught for told, _ in self._attempts(station, item))

    def _misses(self, station: Station, item: Item) -> int:
        """Wrong attempts so far; 0 once an attempt was right."""
        attempts = self.attempts(station, item)
        return 0 if any(attempt.correct for attempt in attempts) else len(attempts)
