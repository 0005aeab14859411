"""Two ways to fill in the whole form by hand: with a pointer, and with nothing but keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from consentapp.demonstration.story import ANSWERS
from consentapp.demonstration.walkers import Answer
from consentapp.domain.form import Form, Item
from tests.browser.visit import Visit

CALM = ("no", "none", "not-at-all", "not-apply", "never")

MOST_STOPS = 100
MOST_KEYS = 400

FOCUSED = """
() => {
  const part = document.activeElement;
  return {
    tag: part.tagName, type: part.type ?? "", name: part.name ?? "", value: part.value ?? "",
    checked: part.checked ?? false, words: (part.innerText ?? "").trim(),
  };
}
"""


def answer_to(item: Item, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The codes that somebody without worries chooses."""
    if item.type == "acknowledgment":
        return ("yes",)
    if item.type == "comprehension":
        return (item.correct,)
    told = answers.get(item.link_id)
    if told is not None:
        return (told,) if isinstance(told, str) else tuple(told)
    codes = [option.code for option in item.options]
    return (next((code for code in CALM if code in codes), codes[0]),) if codes else ()


@dataclass
class Hands:
    """Fills in whatever page stands in front of it, until the page with this path."""

    visit: Visit
    forms: Mapping[str, Form]
    answers: Mapping[str, Answer] = field(default_factory=lambda: ANSWERS)

    def walks_to(self, path: str) -> None:
        """LookupError when it never comes."""
        for _ in range(MOST_STOPS):
            if self.visit.path == path:
                return
            self.completes_the_page()
        raise LookupError(f"never came to {path}; at {self.visit.path}")

    def completes_the_page(self) -> None:
        raise NotImplementedError

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The codes to choose on this page, by field name."""
        _, _, form_id, page_id = self.visit.path.split("/")
        page = self.forms[form_id].page(page_id)
        assert page
        return {f"item-{item.link_id}": answer_to(item, self.answers) for item in page.items}


class Pointer(Hands):
    """Clicks. Needs no scripts in the page."""

    def completes_the_page(self) -> None:
        if self.visit.path == "/walk/review":
            self.visit.presses("My answers are right. Go on")
            return
        shown = self.visit.page.locator("input[name^='item-']").evaluate_all(
            "(all) => all.map((one) => one.name)"
        )
        for name, codes in self.chosen().items():
            for code in codes if name in shown else ():
                self.visit.page.check(f"input[name='{name}'][value='{code}']")
        self.visit.presses("Save and go on")


class Keyboard(Hands):
    """Tab, Space, the arrows, Enter and letters: never a pointer."""

    def completes_the_page(self) -> None:
        if self.visit.path == "/walk/review":
            self.tabs_to_button("My answers are right. Go on")
        else:
            self.fills_in(self.chosen())
        self.enters()

    def fills_in(self, wanted: dict[str, tuple[str, ...]]) -> None:
        """Every field on the way to the button that goes on."""
        for _ in range(MOST_KEYS):
            at = self.tabs()
            codes = wanted.get(at["name"], ())
            if at["type"] == "radio":
                self.chooses(codes[0])
            elif at["type"] == "checkbox" and (at["value"] in codes) != at["checked"]:
                self.visit.page.keyboard.press("Space")
            elif at["tag"] == "BUTTON" and at["words"] == "Save and go on":
                return
        raise LookupError(f"no way to the button by keys at {self.visit.path}")

    def chooses(self, code: str) -> None:
        """Among the radio buttons in focus: Space for the first, the arrow for those after it."""
        self.visit.page.keyboard.press("Space")
        for _ in range(MOST_KEYS):
            if self.focused()["value"] == code:
                return
            self.visit.page.keyboard.press("ArrowDown")
        raise LookupError(f"no answer {code} by keys at {self.visit.path}")

    def tabs_to_button(self, words: str) -> None:
        self.tabs_until(lambda at: at["tag"] in ("BUTTON", "A") and at["words"] == words)

    def tabs_to_field(self, name: str) -> None:
        self.tabs_until(lambda at: at["name"] == name)

    def tabs_until(self, found: Any) -> None:
        for _ in range(MOST_KEYS):
            if found(self.tabs()):
                return
        raise LookupError(f"the focus never came there at {self.visit.path}")

    def tabs(self) -> dict[str, Any]:
        self.visit.page.keyboard.press("Tab")
        return self.focused()

    def focused(self) -> dict[str, Any]:
        at: dict[str, Any] = self.visit.page.evaluate(FOCUSED)
        return at

    def enters(self) -> None:
        """Enter on what has the focus, and the page that follows."""
        with self.visit.page.expect_event("domcontentloaded"):
            self.visit.page.keyboard.press("Enter")
