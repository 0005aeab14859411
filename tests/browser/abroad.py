"""The served clinic in another language than English: the shipped forms in it, and patients who know its words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as Chromium

from consentapp.cli.owner import Serving, listening_socket
from consentapp.demonstration.browser import Browser, Send
from consentapp.demonstration.story import ANSWERS
from consentapp.demonstration.walkers import Answer, PatientWalker
from consentapp.documents.renderer import SummaryRenderer
from consentapp.domain.facts import Actor
from consentapp.domain.form import Form
from consentapp.domain.saying import Say
from consentapp.domain.shown import for_site
from consentapp.services import intakes
from consentapp.translations import Catalogues
from consentapp.web.desk import PACKET
from tests.browser.served import BIRTH_DATE, NAME, Invited, Patient, Served
from tests.browser.visit import Visit

DESK = Actor("job", "set-up")


class BrowserAbroad(Browser):
    """Knows our buttons and links by their words in another language."""

    def __init__(self, send: Send, say: Say) -> None:
        super().__init__(send)
        self.say = say

    def _button(self, words: str) -> Any:
        return super()._button(self.say(words))

    def follow(self, words: str) -> Browser:
        return super().follow(self.say(words))


@contextmanager
def clinic_abroad(
    folder: Path, phrases: Catalogues, language: str, translated: Callable[[Form], Form]
) -> Iterator[Served]:
    """A clinic that speaks English and this language, served for as long as the block lasts."""
    listener = listening_socket()
    laid_out = Served.laid_out(folder, f"http://127.0.0.1:{listener.getsockname()[1]}")
    clinic = laid_out.clinic
    forms = {key: form for key, form in clinic.catalog.forms.items() if key[2] == "en"}
    ours = [for_site(translated(form), clinic.site.values) for form in forms.values()]
    forms |= {(form.id, form.version, form.language): form for form in ours}
    abroad = replace(
        clinic, site=replace(clinic.site, languages=("en", language)), phrases=phrases,
        catalog=replace(clinic.catalog, forms=forms), renderer=SummaryRenderer(phrases),  # type: ignore[type-var]
    )  # fmt: skip
    served = Served(abroad, laid_out.settings)
    with Serving(abroad, laid_out.settings, listener):
        served.story.confirms_the_on_call_contact()
        yield served
    served.closes()


@contextmanager
def visit_abroad(chromium: Chromium, served: Served, language: str) -> Iterator[Visit]:
    """A phone that asks for this language. It may do nothing that no page may do."""
    visit = Visit.begun(chromium, served.address, locale=language)
    yield visit
    wrong = visit.wrong()
    visit.context.close()
    assert wrong == []


def invited(served: Served, language: str) -> Invited:
    """A new patient with a link, in this language from the desk on."""
    intake = intakes.register(
        served.clinic, name=NAME, birth_date=BIRTH_DATE, packet=PACKET, language=language, by=DESK
    )
    link = intakes.make_link(served.clinic, intake=intake, mode="on-site", by=DESK)
    return Invited(intake, f"/l/{link.token}")


def patient_abroad(served: Served, language: str, **answers: Answer) -> Patient:
    """At the first page."""
    guest = invited(served, language)
    browser = BrowserAbroad(served.story.send, served.clinic.phrases.say(language))
    told = {name.replace("_", "-"): answer for name, answer in answers.items()}
    walker = PatientWalker(browser, served.forms, {**ANSWERS, **told})
    walker.opens_the_link(guest.path, BIRTH_DATE)
    return Patient(guest.intake, walker)
