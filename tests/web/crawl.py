"""A day at the clinic that comes past every page that the program can show, and keeps each of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

from flask import Flask, Response, request
from flask.signals import request_finished, template_rendered
from jinja2 import Template

from consentapp.demonstration.walkers import Answer, PatientWalker
from consentapp.domain.form import Item
from tests.builders import (
    ANA,
    SIGNING,
    SMALL_FORMS,
    THERAPY,
    BrokenRenderer,
    Pager,
    a_paragraph,
    in_spanish,
    newer,
)
from tests.web.people import House, Patient, Person, app_code, newer_packet, packet_of, registered, sender

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "path",
    "rect",
}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    """The elements around it, outermost first."""


class Page(HTMLParser):
    """What stands in a page."""

    def __init__(self, path: str, body: str) -> None:
        super().__init__()
        self.path = path
        self.body = body
        self.elements: list[Element] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"script", "style"} & set(self._open):
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]


@dataclass
class Crawl:
    """Every page that was shown, and the templates that made them."""

    pages: list[Page] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    @contextmanager
    def watching(self) -> Iterator[None]:
        with template_rendered.connected_to(self._made), request_finished.connected_to(self._shown):
            yield

    def _made(self, _app: Flask, template: Template, context: dict[str, Any]) -> None:
        self.templates.add(str(template.name))

    def _shown(self, _app: Flask, response: Response) -> None:
        self.addresses.add(request.full_path)
        shown = response.mimetype == "text/html" and response.status_code not in (301, 302, 308)
        if shown and request.path != "/healthz":
            name = f"{request.method} {request.path} {response.status_code}"
            self.pages.append(Page(name, response.get_data(as_text=True)))


class Worried(PatientWalker):
    """Somebody with every illness, who answers each check wrongly, twice."""

    def _answer(self, item: Item, path: str) -> Answer:
        codes = [option.code for option in item.options]
        if item.type == "comprehension":
            return next(code for code in codes if code != item.correct)
        if item.type == "acknowledgment":
            return "yes"
        if item.type == "choices":
            return [code for code in codes if code not in item.exclusive]
        return ("yes" if "yes" in codes else codes[-1]) if codes else "Some words about it."


def worried(house: House) -> Patient:
    intake = house.registers("Bo Lind")
    link = house.link(intake)
    return Patient(house, intake, link, Worried(house.visitor(), house.forms))


def a_day(house: House) -> Crawl:
    """Everyone comes past."""
    crawl = Crawl()
    with crawl.watching():
        _strangers(house)
        _empty_rooms(house)
        _a_calm_patient(house)
        _a_worried_patient(house)
        small = house.with_parts(catalog=packet_of())
        _a_patient_who_is_held(small)
        _others(small)
        _someone_who_is_asked_again(small)
        _someone_whose_language_is_gone(small)
        _someone_whose_session_is_over(small)
        _accounts(small)
        _rooms(house)
    return crawl


def _strangers(house: House) -> None:
    visitor = house.visitor()
    for path in (
        "/",
        "/lost",
        "/code",
        "/code/7K3MX9QF2T8B",
        "/nowhere",
        "/walk/stop",
        "/staff/sign-in",
        "/l/nothing",
        "/healthz",
    ):
        visitor.open(path)
    for why in ("later", "paper", "declined"):
        visitor.open(f"/walk/stopped/{why}")
    visitor.open("/staff/sign-in").press("Sign in", {"login": "x", "password": "y"})
    visitor.open("/staff/sign-in").press("Sign in")
    visitor.sends("POST", "/staff/sign-in", [("login", "x" * 9_000_000)])

    class Breaking:
        def hash(self, password: str) -> str:
            return password

        def matches(self, hash: str, password: str) -> bool:
            raise RuntimeError("broken")

    broken = house.with_parts(passwords=Breaking())
    Person(sender(broken.app)).posts("/staff/sign-in", {"login": "x", "password": "y"})


def _empty_rooms(house: House) -> None:
    for role, room in (("intake", "/desk"), ("clinician", "/clinician"), ("auditor", "/auditor")):
        person = house.staff(role).open(room)
        person.open(f"{room}?search=nobody").open("/nowhere")
    desk = house.staff("intake")
    desk.open("/auditor")
    desk.open("/desk/new").press("Open a record", {"name": ""})
    desk.open("/desk/on-call").submit("/desk/on-call/test").submit("/desk/on-call", {"code": "x"})


def _a_calm_patient(house: House) -> None:
    intake = house.registers()
    desk = house.staff("intake").open(f"/desk/intakes/{intake}")
    for mode in ("remote", "on-site"):
        desk.open(f"/desk/intakes/{intake}").press("Make a link", {"mode": mode})
    link = house.link(intake)
    desk.open(f"/desk/intakes/{intake}")
    patient = Patient(house, intake, link, house.walker(reasons=["depression"]))
    browser = patient.browser
    browser.open(f"/l/{link.token}").press("Open my form")
    browser.press("Go on", {"month": "2", "day": "31", "year": "1984"})
    browser.press("Go on", {"month": "3", "day": "28", "year": "1984"})
    browser.press("Go on", {"month": "3", "day": "27", "year": "1984"}).follow("Go on")
    browser.press("Save and go on")
    for path in ("/walk/ask", "/walk/not-sure", "/walk/paper", "/walk/decline", "/walk/more"):
        browser.open(path)
    browser.open("/walk/ask").press("Send my question")
    browser.open("/walk/decline").press("I do not want this", {"text": "x" * 2001})
    browser.open("/walk/not-sure").press("Tell the clinic that I am not sure", {"text": "x" * 2001})
    browser.open("/walk/ask").press("Send my question", {"subject": "treatment", "text": "Will it help?"})
    browser.open("/walk/paper").press("Ask the clinic for paper")
    patient.walker.opens_the_link(f"/l/{link.token}", ANA[1])
    patient.walks_to("Check your answers")
    browser.follow("More to read, if you wish")
    for _, href in [
        found for found in browser.page.links if found[1].startswith("/walk/") and found[1].count("/") == 3
    ]:
        browser.open(href)
    browser.open("/walk/review")
    patient.walks_to(house.forms["signing"].pages[0].title)
    _answers_everything(house, intake)
    browser.open("/walk/welcome")
    browser.open("/walk").press("Sign", {"printed_name": "", "method": "drawn"})
    patient.walker.signs(ANA[0])
    house.with_parts(renderer=BrokenRenderer("install fonts-noto-cjk")).works()
    _looks(house, intake)
    house.clock.move(minutes=9)
    house.works()
    browser.open("/walk/done")
    code = house.rows("worklist", "intake = ?", intake)[0]["code"]
    house.visitor().open(f"/code/{code}")
    _looks(house, intake)
    browser.press("Close this form")


def _a_worried_patient(house: House) -> None:
    """Every flag, alerts that reach nobody, every question that an answer opens, and a no."""
    away = house.with_parts(courier=Pager(up=False))
    patient = worried(away)
    walker, browser = patient.walker, patient.browser
    walker.opens_the_link(f"/l/{patient.link.token}", ANA[1])
    walker.walks_to("Thank you for telling us")
    _looks(house, patient.intake)
    clinician = house.staff("clinician").open(f"/clinician/intakes/{patient.intake}")
    clinician.press("Record my decision", {"decision": "delay", "reason": "We talk next week."})
    clinician.open(f"/clinician/intakes/{patient.intake}/vitals").press("Record the measurement")
    clinician.press(
        "Record the measurement", {"occasion": "before", "systolic": "185", "temperature": "36,8"}
    )
    clinician.open(f"/clinician/intakes/{patient.intake}")
    clinician.press("Record my decision")
    walker.walks_to(house.forms["ketamine-assisted-therapy"].pages[0].title)
    browser.press("I do not want this")
    browser.press("I do not want this", {"text": "Too much.", "wants_call": "y"})
    browser.open("/walk")
    _looks(house, patient.intake)


def _a_patient_who_is_held(house: House) -> None:
    patient = worried(house)
    patient.walker.opens_the_link(f"/l/{patient.link.token}", ANA[1])
    patient.walker.walks_to("Sign")
    _looks(house, patient.intake)


def _others(house: House) -> None:
    """By link without a contact, by link with one, not me, locked out, signed from afar."""
    remote = house.patient("remote", name="Cy Okoye")
    remote.browser.open("/walk/welcome").press("This is not me")
    locked = house.link(remote.intake, "remote")
    visitor = house.visitor()
    visitor.open(f"/l/{locked.token}").press("Open my form")
    visitor.press("Go on", {"month": "1", "day": "1", "year": "2015"}).open("/walk/who")
    for _ in range(5):
        visitor.press("Go on", {"month": "1", "day": "1", "year": "1990"})
    visitor.posts("/walk/who", {"month": "1", "day": "1", "year": "1990"})
    _looks(house, remote.intake)
    afar = house.patient("remote", name="Di Park")
    afar.walks_to(house.forms["signing"].pages[0].title).walker.signs("Di Park")
    _looks(house, afar.intake)
    clinician = house.staff("clinician").open(f"/clinician/intakes/{afar.intake}")
    clinician.press("Record that I know who signed", {"method": "video"})


def _someone_who_is_asked_again(house: House) -> None:
    """Signed under one version, asked again under the next, and signed anew."""
    ana = house.patient(reasons=["depression"])
    ana.signs()
    second = newer(THERAPY, "risks", replaces="1", changes=(a_paragraph("We name one more risk."),))
    changed = house.with_parts(catalog=newer_packet(second, newer(SIGNING, "sign")))
    _looks(changed, ana.intake)
    desk = changed.staff("intake").open(f"/desk/intakes/{ana.intake}")
    intake = desk.press("Ask again where the text has changed").path.rsplit("/", 1)[-1]
    desk.open("/desk")
    link = changed.link(intake)
    again = Patient(changed, intake, link, changed.walker())
    again.walker.opens_the_link(f"/l/{link.token}", ANA[1])
    again.browser.open("/walk/welcome").open("/walk/what-changed").follow("Route")
    again.browser.open("/walk/what-changed").press("I have read this. Go on")
    again.walks_to("Check your answers").signs()
    for found in (ana.intake, intake):
        _looks(changed, found)
        changed.visitor().open(f"/code/{changed.rows('worklist', 'intake = ?', found)[0]['code']}")
    desk.open("/desk")


def _someone_whose_language_is_gone(house: House) -> None:
    """Registered in Spanish, which the clinic has taken out since."""
    site = replace(house.clinic.site, languages=("en", "es"))
    bilingual = house.with_parts(site=site, catalog=packet_of(*map(in_spanish, SMALL_FORMS)))
    intake = registered(bilingual, "es")
    english = house.with_parts(site=replace(site, languages=("en",)))
    visitor = english.visitor()
    visitor.open(f"/l/{english.link(intake).token}").press("Open my form")
    visitor.press("Go on", {"month": "3", "day": "27", "year": "1984"}).open("/walk")
    assert visitor.press("English").is_at("/walk/records/records")


def _someone_whose_session_is_over(house: House) -> None:
    """An answer that someone must hear of, posted when nobody knows any more who it is from."""
    late = house.patient(name="El Roy").walks_to("Safety").browser
    late.copy().press("Stop here and keep my answers")
    late.press("Save and go on", {"item-death": "daily"})


def _accounts(house: House) -> None:
    """An administrator at work, and somebody whose account it is."""
    kim = house.staff("administrator").open("/staff").open("/administrator/people/new")
    kim.press("Make the account")
    kim.press("Make the account", {"name": "Bo Lind", "login": "bo", "role": "intake", "password": "b" * 15})
    kim.press("Set this password", {"password": "short"})
    own = house.visitor().open("/staff/sign-in").press("Sign in", {"login": "bo", "password": "b" * 15})
    own.press("Change the password", {"present": "x", "password": "c" * 15, "again": "d" * 15})
    own.press("Change the password", {"present": "b" * 15, "password": "c" * 15, "again": "c" * 15})
    own.open("/staff/account").follow("Set up an authenticator app").press("Turn it on", {"code": "000000"})
    own.press("Turn it on", {"code": app_code(house, own)})
    own.open("/staff/account/passkeys").open("/staff/account/second-step")
    kim.open("/administrator").follow("Bo Lind")
    house.visitor().open("/staff/sign-in").press("Sign in", {"login": "bo", "password": "c" * 15}).press(
        "Sign in", {"code": "000000"}
    )
    kim.press("Reset the second step").press("Deactivate the account").press(
        "Deactivate the account", {"reason": "Left us."}
    )
    kim.open("/administrator").follow("Kim Sato")


def _rooms(house: House) -> None:
    house.staff("intake").open("/desk")
    house.staff("clinician").open("/clinician")
    auditor = house.staff("auditor").open("/auditor")
    auditor.press("Verify everything")
    auditor.posts("/auditor/verify-pdf")


def _answers_everything(house: House, intake: str) -> None:
    clinician = house.staff("clinician").open(f"/clinician/intakes/{intake}")
    clinician.press("Answer the patient", {"text": "We will see together."})


def _looks(house: House, intake: str) -> None:
    house.staff("intake").open(f"/desk/intakes/{intake}")
    house.staff("clinician").open(f"/clinician/intakes/{intake}")
    auditor = house.staff("auditor").open(f"/auditor/intakes/{intake}")
    auditor.posts(f"/auditor/intakes/{intake}/verify")


def templates_named(source: str) -> set[str]:
    """The templates that a module renders by name."""
    return set(re.findall(r'"([a-z_]+/[a-z_]+\.html)"', source))
