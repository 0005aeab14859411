"""A patient and the staff, in the third person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from consentapp.demonstration.browser import Browser
from consentapp.domain.form import Form, Item

GO_ON = "Save and go on"
MOST_PAGES = 200

Answer = str | Sequence[str]


@dataclass
class PatientWalker:
    """Fills in every page by a list of answers, and for the rest says "no", "none" or the first option."""

    browser: Browser
    forms: Mapping[str, Form]
    """By id: to know which items a page holds. Nothing else is taken from it."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By link id."""
    wrong_first: Sequence[str] = ()
    """Checks that are answered wrongly once."""
    pages: list[str] = field(default_factory=list)
    """Paths of the pages completed."""

    def opens_the_link(self, link: str, birth_date: str) -> None:
        year, month, day = birth_date.split("-")
        self.browser.open(link).press("Open my form")
        self.browser.press("Go on", {"year": year, "month": str(int(month)), "day": str(int(day))})
        self.browser.follow("Go on")

    def walks_to(self, heading: str, on_page: Callable[[str], None] | None = None) -> None:
        """Answer page after page until a page with this heading. LookupError when it never comes."""
        for _ in range(MOST_PAGES):
            if self.browser.page.heading == heading:
                return
            if on_page:
                on_page(self.browser.path)
            self.completes_the_page()
        raise LookupError(f"the walk never came to “{heading}”; it is at {self.browser.path}")

    def completes_the_page(self) -> None:
        path = self.browser.path
        if path == "/walk/review":
            self.browser.press("My answers are right. Go on")
        elif path == "/walk/what-changed":
            self.browser.press("I have read this. Go on")
        elif path == "/walk/help-now":
            self.browser.press("Go on")
        else:
            self.browser.press(GO_ON, self._filled(path))
        self.pages.append(path)

    def signs(self, name: str) -> None:
        self.browser.press("Sign", {"printed_name": name, "method": "typed"})

    def _filled(self, path: str) -> dict[str, Answer]:
        _, _, form_id, page_id = path.split("/")
        page = self.forms[form_id].page(page_id)
        shown = self.browser.form(GO_ON)
        found: dict[str, Answer] = {}
        for item in page.items if page else ():
            name = f"item-{item.link_id}"
            if name in shown.options or name in shown.values:
                answer = self._answer(item, path)
                if answer:
                    found[name] = answer
        return found

    def _answer(self, item: Item, path: str) -> Answer:
        if item.type == "comprehension":
            wrong = item.link_id in self.wrong_first and path not in self.pages
            return next(o.code for o in item.options if (o.code == item.correct) != wrong)
        if item.link_id in self.answers:
            return self.answers[item.link_id]
        if item.type == "acknowledgment":
            return "yes"
        codes = [option.code for option in item.options]
        calm = ("no", "none", "not-at-all", "not-apply", "never")
        return next((code for code in calm if code in codes), codes[0] if codes else "")


@dataclass
class StaffWalker:
    """A member of staff at a browser."""

    browser: Browser

    def signs_in(self, login: str, password: str) -> None:
        self.browser.open("/staff/sign-in").submit("/staff/sign-in", {"login": login, "password": password})

    def registers(self, name: str, birth_date: str) -> str:
        """Open an intake; returns its id."""
        year, month, day = birth_date.split("-")
        values = {"name": name, "year": year, "month": month, "day": day}
        return self.browser.open("/desk/new").submit("/desk/new", values).path.rsplit("/", 1)[-1]

    def makes_a_link(self, intake: str, mode: str) -> str:
        """The address that is shown once."""
        self.browser.open(f"/desk/intakes/{intake}").submit(f"/desk/intakes/{intake}/links", {"mode": mode})
        return next(value for value in self.browser.page.fields if "/l/" in value)

    def answers_the_question(self, intake: str, text: str) -> None:
        """Answer the first open question of an intake."""
        self.browser.open(f"/desk/intakes/{intake}")
        action = next(f.action for f in self.browser.page.forms if "/questions/" in f.action)
        self.browser.submit(action, {"text": text})

    def prints(self, intake: str) -> bytes:
        """The PDF, as printed from the desk."""
        path = f"/desk/intakes/{intake}/summary.pdf"
        return self.browser.open(f"/desk/intakes/{intake}").submit(path).body
