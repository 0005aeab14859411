"""A clinic that is served on a loopback port, and people who come to it over HTTP, up to where a test begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from consentapp.catalog import read_library, site_catalog
from consentapp.clinic import open_clinic
from consentapp.demonstration.browser import Browser, over_loopback
from consentapp.demonstration.story import ANSWERS, SIGN_INS, Story
from consentapp.demonstration.walkers import Answer, PatientWalker, StaffWalker
from consentapp.domain.facts import Actor, Fact
from consentapp.domain.form import Form
from consentapp.ports import Clinic
from consentapp.resources import resource_dir
from consentapp.services.staff import add_staff
from consentapp.settings import Settings, read_settings
from consentapp.setup import lay_out, publish_seal
from consentapp.store.sqlite import SqliteStore
from tests.builders import Visitor, facts_of

NAME, BIRTH_DATE = "Ana Ruiz", "1984-03-27"

MOST_PAGES = 100

OPENING: Mapping[str, Answer] = {
    "audit_1": "monthly-or-less", "ptsd_event": "yes", "asq_1": "yes", **{f"ptsd_{n}": "yes" for n in range(1, 6)},
}  # fmt: skip
"""Answers that open the pages which few are asked."""

EVERY_REASON: Mapping[str, Answer] = {
    "reasons": ["depression", "anxiety", "ptsd", "bipolar", "alcohol", "cocaine", "opioids", "other"],
    "reasons-other": "Sleep",
}
"""Opens every page about a condition."""


@dataclass(frozen=True)
class Invited:
    """An intake, and the path of a link to it."""

    intake: str
    path: str


@dataclass(frozen=True)
class Patient:
    """A patient at a browser without scripts, somewhere on the walk."""

    intake: str
    walker: PatientWalker

    @property
    def browser(self) -> Browser:
        return self.walker.browser

    def walks_to(self, path: str) -> "Patient":
        """Page after page, up to this path. LookupError when it never comes."""
        for _ in range(MOST_PAGES):
            if self.browser.path == path:
                return self
            self.walker.completes_the_page()
        raise LookupError(f"the walk never came to {path}; it is at {self.browser.path}")


@dataclass
class Served:
    """A clinic at an address, and who is at work there."""

    clinic: Clinic
    settings: Settings
    _sessions: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def laid_out(cls, folder: Path, address: str) -> "Served":
        """A demo clinic as the program lays it out, with its people; served by whoever asked for it."""
        config = lay_out(
            folder, organisation="riverside", name="Riverside Clinic", zone="America/New_York", address=address,
            demo=True, at=datetime.now(UTC), on_call="Dr. Okafor",
        )  # fmt: skip
        settings = read_settings({"CONSENTAPP_CONFIG": str(config)})
        clinic = open_clinic(settings)
        publish_seal(clinic)
        for person in SIGN_INS:
            add_staff(
                clinic, login=person.login, name=person.name, role=person.role, password=person.password,
                by=Actor("job", "set-up"),
            )  # fmt: skip
        return cls(clinic, settings)

    @property
    def address(self) -> str:
        return self.settings.address

    @cached_property
    def forms(self) -> dict[str, Form]:
        return {form.id: form for form in self.clinic.catalog.forms.values() if form.language == "en"}

    @cached_property
    def story(self) -> Story:
        port = int(self.address.rpartition(":")[2])
        return Story(over_loopback(port), self.forms, self.settings.config.parent / "alerts", lambda _: None)

    def facts(self, intake: str, kind: type[Fact]) -> list[Any]:
        """The facts of one kind about an intake."""
        return [recorded.fact for recorded in facts_of(self.clinic, intake, kind)]

    def closes(self) -> None:
        """The connection that `facts` opened."""
        assert isinstance(self.clinic.store, SqliteStore)
        self.clinic.store.close()

    # People -------------------------------------------------------------------------------------------------------------

    def visitor(self) -> Browser:
        """Somebody whom nobody knows."""
        return Browser(self.story.send)

    def staff(self, role: str) -> StaffWalker:
        """Someone of this role, signed in; a role signs in once."""
        if role not in self._sessions:
            self._sessions[role] = self.staff_of_their_own(role).browser.cookies
        found = StaffWalker(self.visitor())
        found.browser.cookies = dict(self._sessions[role])
        return found

    def staff_of_their_own(self, role: str) -> StaffWalker:
        """Someone of this role whose session nobody shares."""
        person = next(person for person in SIGN_INS if person.role == role)
        found = StaffWalker(self.visitor())
        found.signs_in(person.login, person.password)
        return found

    def invites(self, name: str = NAME, birth_date: str = BIRTH_DATE, mode: str = "on-site") -> Invited:
        """A new patient with a link."""
        desk = self.staff("intake")
        intake = desk.registers(name, birth_date)
        return Invited(intake, self.path_of(desk.makes_a_link(intake, mode)))

    def another_link(self, intake: str) -> str:
        """The path of a fresh link for somebody who has had one before."""
        return self.path_of(self.staff("intake").makes_a_link(intake, "on-site"))

    def path_of(self, link: str) -> str:
        return link.removeprefix(self.address)

    def patient(self, mode: str = "on-site", **answers: Answer) -> Patient:
        """At the first page, and ready to answer the rest like this (`safe_adult="no"`), or calmly."""
        invited = self.invites(mode=mode)
        told = {name.replace("_", "-"): answer for name, answer in answers.items()}
        walker = PatientWalker(self.visitor(), self.forms, {**ANSWERS, **told})
        walker.opens_the_link(invited.path, BIRTH_DATE)
        return Patient(invited.intake, walker)

    # States that several tests look at and none changes ---------------------------------------------------------------

    @cached_property
    def about_to_sign(self) -> Patient:
        """Every page behind them, also those about conditions."""
        patient = self.patient()
        patient.walker.answers = {**patient.walker.answers, **EVERY_REASON}
        return patient.walks_to("/walk/signing/sign")

    @cached_property
    def asked_everything(self) -> Patient:
        """At the end of every page that there is: answers opened each of them."""
        patient = self.patient(**OPENING)
        patient.walker.answers = {**patient.walker.answers, **EVERY_REASON}
        return patient.walks_to("/walk/signing/sign")

    @cached_property
    def signed(self) -> Patient:
        """Signed, with the copy of record made."""
        patient = self.patient().walks_to("/walk/signing/sign")
        patient.walker.signs(NAME)
        self.story._copy(patient.browser)
        return patient

    @cached_property
    def in_crisis(self) -> Patient:
        """In front of the crisis screen."""
        return self.patient(item_9="several-days").walks_to("/walk/help-now")

    @cached_property
    def held(self) -> Patient:
        """At the signing page, with a question that nobody has answered."""
        patient = self.patient()
        patient.browser.press("I am not sure")
        patient.browser.press("Tell the clinic that I am not sure", {"text": "I worry about my heart."})
        return patient.walks_to("/walk/signing/sign")

    @cached_property
    def asked_again(self) -> Patient:
        """In front of what has changed since the signature: the prices that the clinic has raised."""
        cheaper = {"price.session": "$400", "price.course": "$2,400"}
        values = {
            language: {**there, **cheaper} for language, there in self.settings.values_by_language.items()
        }
        catalog = site_catalog(read_library(resource_dir("forms")), values, self.settings.config)
        signed = Visitor.signed(replace(self.clinic, catalog=catalog))
        desk = self.staff("intake").browser.open(f"/desk/intakes/{signed.intake}")
        intake = desk.press("Ask again where the text has changed").path.rpartition("/")[2]
        walker = PatientWalker(self.visitor(), self.forms, ANSWERS)
        walker.opens_the_link(self.another_link(intake), BIRTH_DATE)
        return Patient(intake, walker)
