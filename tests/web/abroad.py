"""A clinic of two languages, and people who read the other one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from consentapp.demonstration.walkers import StaffWalker
from consentapp.ports import Phrasebook
from consentapp.translations import SHIPPED
from tests.web.people import PASSWORD, House, Person, sender


class Reader(Person):
    """Knows buttons and links by their English words, whatever language the page speaks."""

    phrases: Phrasebook = SHIPPED

    def _button(self, words: str) -> Any:
        return super()._button(self.said(words))

    def follow(self, words: str) -> Any:
        return super().follow(self.said(words))

    def said(self, words: str) -> str:
        return self.phrases.say(speaks(self))(words)


class HouseAbroad(House):
    """Its staff read the language that the site has beside English."""

    def with_parts(self, **parts: Any) -> "HouseAbroad":
        return HouseAbroad(replace(self.clinic, **parts), self.settings, self.bytecode)

    def staff(self, role: str) -> Person:
        self.employs(role)
        person = Reader(sender(self.app))
        person.phrases = self.clinic.phrases
        presses_language(person.open("/staff/sign-in"), self.clinic.site.languages[1])  # type: ignore[arg-type]
        StaffWalker(person).signs_in(role, PASSWORD)
        assert person.status == 200, person.text
        return person


def presses_language(person: Person, code: str, values: Mapping[str, str] | None = None) -> Person:
    """The language in the bar, with what was typed on the page."""
    form = next(form for form in person.page.forms if "csrf_token" in form.values)
    assert f'name="language" value="{code}"' in person.body.decode()
    form.values |= {name: [value] for name, value in (values or {}).items()}
    person._send_form(form, ("language", code), None)
    return person


def speaks(person: Person) -> str:
    return person.body.decode().partition('<html lang="')[2].partition('"')[0]


def arrives(house: House, path: str, wants: str) -> Person:
    """Somebody whom nobody knows, with a browser that asks for languages."""
    visitor = house.visitor()
    visitor._shown(path, visitor.sends("GET", path, Accept_Language=wants))
    return visitor
