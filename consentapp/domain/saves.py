"""What a patient saved, against the words that stand on each page now."""

from consentapp.domain.facts.walk import PageAnswered
from consentapp.domain.form import Forms, Page
from consentapp.domain.intake import Intake
from consentapp.domain.renewal import NO_TEXTS, Texts, stands
from consentapp.domain.stops import Station
from consentapp.domain.told import Told


class Saves:
    """The saves of one intake, those that a renewal carries over among them."""

    def __init__(self, intake: Intake, at_hand: Forms, texts: Texts = NO_TEXTS) -> None:
        """`texts`: pages that were read, by digest, where the record has them."""
        self.intake, self.at_hand, self.texts = intake, at_hand, texts

    def newest(self, station: Station) -> Told[PageAnswered] | None:
        return self.intake.pages.get((station.form.id, station.page.id))

    def of(self, station: Station) -> tuple[Told[PageAnswered], ...]:
        """Every save of a page, in order."""
        return self.intake.saves_of.get((station.form.id, station.page.id), ())

    def same_words(self, station: Station, told: Told[PageAnswered]) -> bool:
        """Whether what was read then is what stands here now."""
        return stands(told.fact, self.page_read(told), station.form, station.page)

    def page_read(self, told: Told[PageAnswered]) -> Page | None:
        """The page of a save in the words that were read, where the record or the forms at hand still have them."""
        if read := self.texts.get(told.fact.text_digest):
            return read
        form = self.at_hand.get((told.fact.form, told.fact.version, told.fact.language))
        page = form.page(told.fact.page) if form else None
        return page if page and page.text_digest == told.fact.text_digest else None
