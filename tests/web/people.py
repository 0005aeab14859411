"""People at browsers, in front of the real application: nothing between them and it but the test client."""

import hashlib
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pikepdf
import pyotp
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from consentapp.app import create_app
from consentapp.demonstration.browser import Answered, Browser, Send
from consentapp.demonstration.walkers import GO_ON, PatientWalker, StaffWalker
from consentapp.domain.facts import Actor, Fact, Recorded
from consentapp.domain.form import Form
from consentapp.domain.reasons import sentence
from consentapp.domain.summary import Summary
from consentapp.ports import Clinic
from consentapp.services import intakes, staff
from consentapp.settings import Settings
from consentapp.store import open_store
from consentapp.store.sqlite import SqliteStore
from consentapp.worker import work_once
from tests.builders import (
    ANA,
    SITE_VALUES,
    SMALL_PACKET,
    FakeClock,
    SiteCatalog,
    a_paragraph,
    catalog_with,
    facts_of,
    small_catalog,
    store_address,
)  # fmt: skip

ADDRESS = "http://127.0.0.1:8000"

PACKET = "ketamine-assisted-therapy"
"""The packet that the desk opens."""

SETUP = Actor("job", "set-up")

PASSWORD = "a long enough password"

STAFF_NAMES = {
    "intake": "Ines Park",
    "clinician": "Dr. Ada Okafor",
    "auditor": "Lou Tran",
    "administrator": "Kim Sato",
}

ROLES = ("nobody", "invited", "patient", "intake", "clinician", "auditor", "administrator")

Pairs = Iterable[tuple[str, str]]


def packet_of(*changed: Form) -> SiteCatalog:
    """The small packet, as the one that the desk opens, with these forms in place of those of the same id."""
    return replace(small_catalog(*changed), packets={PACKET: replace(SMALL_PACKET, id=PACKET)})


def newer_packet(*forms: Form, values: Mapping[str, str] = SITE_VALUES) -> SiteCatalog:
    """The small packet once its forms have newer versions, as the one that the desk opens."""
    found = catalog_with(*forms, values=values)
    (packet,) = found.packets.values()
    return replace(found, packets={PACKET: replace(packet, id=PACKET)})


# A document in no time --------------------------------------------------------------------------------------------------


def smallest_pdf() -> bytes:
    """One empty page, with the empty field that the seal goes into."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 100))
    seal = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T="Seal", F=132,
            Rect=pikepdf.Array([0, 0, 0, 0]), P=pdf.pages[0].obj,
        )
    )  # fmt: skip
    pdf.pages[0].Annots = pikepdf.Array([seal])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([seal]), SigFlags=3)
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


@dataclass(frozen=True)
class SmallRenderer:
    """Gives the same valid PDF for every summary; what stands in a summary is told elsewhere."""

    pdf: bytes = field(default_factory=smallest_pdf)

    def summary_pdf(self, summary: Summary) -> bytes:
        return self.pdf


# Browsers ---------------------------------------------------------------------------------------------------------------


def sender(app: Flask, address: str = ADDRESS) -> Send:
    """Straight into the application. A browser tells where it comes from, on pages of the same origin."""
    client = app.test_client(use_cookies=False)

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answered:
        with client.open(
            path, method=method, headers=dict(headers), data=body or None, base_url=address
        ) as answer:
            named = [(name.lower(), value) for name, value in answer.headers]
            return Answered(answer.status_code, named, answer.data)

    return send


class Person(Browser):
    """A browser whose owner can also do what no page offers."""

    @property
    def token(self) -> str:
        """A CSRF token of this session, from a page that everyone may open."""
        answered = self.sends("GET", "/staff/sign-in")
        return answered.body.decode().split('name="csrf_token" type="hidden" value="')[1].split('"')[0]

    def sends(self, method: str, path: str, pairs: Pairs = (), **headers: str) -> Answered:
        """One request, its redirect not followed, the page left as it is; cookies are kept as in a browser."""
        return self.sends_body(method, path, urlencode(list(pairs)).encode(), **headers)

    def sends_body(self, method: str, path: str, body: bytes, **headers: str) -> Answered:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answered = self._send(method, path, self._headers(body, method) | named, body)
        self._keep_cookies(answered)
        return answered

    def asks(self, words: str, values: Mapping[str, str]) -> "Person":
        """Fill in a form that is sent in the address, a search, and press its button."""
        form, _ = self._button(words)
        filled = {name: several[0] for name, several in form.values.items()} | dict(values)
        self.open(f"{form.action or self.path.partition('?')[0]}?{urlencode(filled)}")
        return self

    def posts(self, path: str, values: Mapping[str, str | Sequence[str]] | None = None) -> Answered:
        """A POST with a good token and these values, whatever the page in front shows."""
        pairs = [("csrf_token", self.token)]
        for name, value in (values or {}).items():
            pairs += [(name, value)] if isinstance(value, str) else [(name, each) for each in value]
        return self.sends("POST", path, pairs)

    def is_at(self, path: str) -> bool:
        return self.path.partition("?")[0].partition("#")[0] == path

    def shows(self, words: str) -> bool:
        return words in self.text

    def copy(self) -> "Person":
        """Another window of the same browser, at the same page."""
        other = Person(self._send)
        other.cookies = dict(self.cookies)
        other.path, other.status, other.body, other.page = self.path, self.status, self.body, self.page
        return other


@dataclass(repr=False)
class House:
    """A clinic with its application, and the people who come to it."""

    clinic: Clinic
    settings: Settings
    bytecode: str = ""
    """Where compiled templates are kept from one application to the next."""

    @cached_property
    def app(self) -> Flask:
        app = create_app(self.clinic, self.settings)
        if self.bytecode:
            app.jinja_env.bytecode_cache = FileSystemBytecodeCache(self.bytecode)
        return app

    def with_parts(self, **parts: Any) -> "House":
        """The same store behind another application: `house.with_parts(catalog=...)`, or none, for a restart."""
        return House(replace(self.clinic, **parts), self.settings, self.bytecode)

    @property
    def clock(self) -> FakeClock:
        assert isinstance(self.clinic.clock, FakeClock)
        return self.clinic.clock

    @property
    def forms(self) -> dict[str, Form]:
        return {form.id: form for form in self.clinic.catalog.forms.values() if form.language == "en"}

    # Staff ------------------------------------------------------------------------------------------------------------

    def employs(self, role: str, login: str = "") -> str:
        """An account, made when it is first asked for; returns its id."""
        with self.clinic.store.reading() as reading:
            known = reading.staff_by_login(login or role)
        if known:
            return known.staff
        return staff.add_staff(
            self.clinic, login=login or role, name=STAFF_NAMES[role], role=role, password=PASSWORD, by=SETUP
        )

    def staff(self, role: str) -> Person:
        """Someone of this role, signed in."""
        self.employs(role)
        person = Person(sender(self.app))
        StaffWalker(person).signs_in(role, PASSWORD)
        assert person.status == 200, person.text
        return person

    # Patients ---------------------------------------------------------------------------------------------------------

    def registers(self, name: str = ANA[0], birth_date: str = ANA[1]) -> str:
        return intakes.register(
            self.clinic, name=name, birth_date=birth_date, packet=PACKET, language="en", by=SETUP
        )

    def link(self, intake: str, mode: str = "on-site") -> intakes.NewLink:
        return intakes.make_link(self.clinic, intake=intake, mode=mode, by=SETUP)

    def visitor(self) -> Person:
        """Somebody at a browser, whom nobody knows."""
        return Person(sender(self.app))

    def walker(self, **answers: Any) -> PatientWalker:
        """Somebody who will answer like this (`route="nose"`), and calmly for the rest."""
        told = {name.replace("_", "-"): answer for name, answer in answers.items()}
        return PatientWalker(self.visitor(), self.forms, told)

    def patient(self, mode: str = "on-site", name: str = ANA[0], **answers: Any) -> "Patient":
        """Registered, invited, and at the first page."""
        intake = self.registers(name)
        link = self.link(intake, mode)
        patient = Patient(self, intake, link, self.walker(**answers))
        patient.walker.opens_the_link(f"/l/{link.token}", ANA[1])
        return patient

    def person(self, role: str) -> Person:
        """Somebody of any role: nobody, invited (link opened, no birth date), patient, or staff."""
        if role == "nobody":
            return self.visitor()
        if role == "invited":
            visitor = self.visitor()
            visitor.open(f"/l/{self.link(self.registers()).token}").press("Open my form")
            return visitor
        return self.patient().browser if role == "patient" else self.staff(role)

    # What is on record --------------------------------------------------------------------------------------------------

    def works(self) -> None:
        """The worker does what is due."""
        work_once(self.clinic)

    def facts(self, intake: str, kind: type[Fact] | None = None) -> list[Recorded]:
        return facts_of(self.clinic, intake, kind)

    def told(self, intake: str, kind: type[Fact]) -> list[Any]:
        """The facts themselves, of one kind."""
        return [recorded.fact for recorded in self.facts(intake, kind)]

    def rows(self, table: str, where: str = "1 = 1", *values: Any) -> list[dict[str, Any]]:
        """What stands in a table of the store."""
        with self.clinic.store.reading() as reading:
            return list(reading.database.query(f"SELECT * FROM [{table}] WHERE {where}", values))  # type: ignore[attr-defined]

    def record(self, *tables: str) -> str:
        """One digest over every fact, or over these tables: what must not change."""
        whole = hashlib.sha256()
        for table in tables or ("fact",):
            whole.update(repr(self.rows(table)).encode())
        return whole.hexdigest()

    def draft(self, intake: str, page: str) -> str:
        with self.clinic.store.reading() as reading:
            return reading.draft(intake, page)

    def sentence(self, intake: str) -> str:
        """The worklist's sentence about an intake."""
        with self.clinic.store.reading() as reading:
            rows = reading.worklist(self.clinic.site.id)
        return sentence(next(row.reasons for row in rows if row.intake == intake))


@dataclass(repr=False)
class Patient:
    """A patient with an intake, a link and a browser."""

    house: House
    intake: str
    link: intakes.NewLink
    walker: PatientWalker

    @property
    def browser(self) -> Person:
        assert isinstance(self.walker.browser, Person)
        return self.walker.browser

    def walks_to(self, heading: str) -> "Patient":
        """Page after page, up to the one with this heading."""
        self.walker.walks_to(heading)
        return self

    def saves(self, **answers: Any) -> Person:
        """Answer the page in front, calmly but for these, and save it."""
        path = self.browser.path.partition("#")[0]
        told = {f"item-{name.replace('_', '-')}": answer for name, answer in answers.items()}
        self.browser.press(GO_ON, {**self.walker._filled(path), **told})
        self.walker.pages.append(path)
        return self.browser

    def signs(self, name: str = ANA[0]) -> Person:
        """From wherever the patient is to the signature."""
        self.walks_to("Sign")
        self.walker.signs(name)
        return self.browser

    def elsewhere(self) -> "Patient":
        """The same patient on a second device, with the same link."""
        other = Patient(self.house, self.intake, self.link, self.house.walker())
        other.walker.opens_the_link(f"/l/{self.link.token}", ANA[1])
        return other


@dataclass(frozen=True)
class Prepared:
    """A store in which a patient has come this far, to be copied for each test that begins there."""

    file: Path
    intake: str
    link: intakes.NewLink
    cookies: Mapping[str, str]

    @classmethod
    def by(cls, patient: Patient, store: SqliteStore) -> "Prepared":
        store.close()
        return cls(store.path, patient.intake, patient.link, dict(patient.browser.cookies))

    def opened(self, folder: Path) -> Iterator[SqliteStore]:
        """A copy, for as long as a test lasts."""
        copy = folder / "prepared.db"
        shutil.copy(self.file, copy)
        store = open_store(store_address(copy))
        yield store
        store.close()

    def patient(self, house: House) -> Patient:
        """The same patient, at the page that comes next."""
        patient = Patient(house, self.intake, self.link, house.walker())
        patient.browser.cookies = dict(self.cookies)
        patient.browser.open("/walk")
        return patient


def reworded(form: Form, page: str) -> Form:
    """The same form with one more sentence on a page."""
    pages = tuple(
        replace(found, content=(a_paragraph("This sentence is new."), *found.content))
        if found.id == page
        else found
        for found in form.pages
    )
    return replace(form, pages=pages)


def meanwhile(patient: Patient, form: Form, page: str) -> tuple[House, Person]:
    """The clinic changes the words while the page stands open; the same browser, in front of the new words."""
    house = patient.house.with_parts(catalog=packet_of(reworded(form, page)))
    there = patient.browser.copy()
    there._send = sender(house.app)
    return house, there


def registered(house: House, language: str) -> str:
    return intakes.register(
        house.clinic, name=ANA[0], birth_date=ANA[1], packet=PACKET, language=language, by=SETUP
    )


def app_code(house: House, person: Person, steps: int = 0) -> str:
    """What an authenticator app shows that was given the key on this person's page."""
    words = person.text.partition("Or type this key into the app:")[2]
    key = "".join(words.split()[:8])
    return str(pyotp.TOTP(key).at(house.clock.now(), counter_offset=steps))


def signs_in(house: House, login: str, password: str = PASSWORD) -> Person:
    return house.visitor().open("/staff/sign-in").press("Sign in", {"login": login, "password": password})  # type: ignore[return-value]


def with_app(house: House, role: str = "intake") -> tuple[Person, str]:
    """Somebody who has set up an authenticator app, and the page's own code for a later step."""
    house.employs(role)
    person = signs_in(house, role).open("/staff/account/second-step")
    code = app_code(house, person)  # type: ignore[arg-type]
    later = app_code(house, person, 1)  # type: ignore[arg-type]
    person.press("Turn it on", {"code": code})
    assert person.shows("From now on you sign in with your password and a code of this app.")
    return person, later  # type: ignore[return-value]
