"""Somebody at a Chromium: one device, with everything noticed that no page of ours may do."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, Response

from consentapp.demonstration.browser import Browser

PHONE, DESK = 390, 1280

HEIGHTS = {PHONE: 844, DESK: 900}

REFUSED = "Failed to load resource: the server responded with a status of"
"""What Chromium itself writes when a page is answered with 4xx: for a page that we refuse on purpose, no fault."""

TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} on ${location.pathname}`);
});
"""


@dataclass
class Visit:
    """A browser context with one page. `goes` takes paths."""

    context: BrowserContext
    address: str
    page: Page = field(init=False)
    noticed: list[str] = field(default_factory=list)
    _errors: list[tuple[str, str]] = field(default_factory=list)
    _refused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.on("console", self._console)
        self.context.on("request", self._request)
        self.context.on("response", self._response)
        self.context.on("dialog", self._dialog)
        self.context.on("weberror", lambda error: self.noticed.append(f"script failed: {error.error}"))
        self.page = self.context.new_page()

    @classmethod
    def begun(cls, chromium: Chromium, address: str, width: int = PHONE, **options: Any) -> "Visit":
        height = HEIGHTS.get(width, HEIGHTS[PHONE])
        context = chromium.new_context(
            viewport={"width": width, "height": height}, ignore_https_errors=True, **options
        )
        return cls(context, address)

    def turns(self, width: int) -> "Visit":
        """The same page in a window of another width."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, HEIGHTS[PHONE])})
        return self

    def begins_anew(self) -> "Visit":
        """As if nobody had used the device before, for the next test."""
        self.context.clear_cookies()
        self.page.goto("about:blank")
        self.noticed.clear()
        self._errors.clear()
        self._refused.clear()
        return self.turns(PHONE)

    def becomes(self, browser: Browser) -> "Visit":
        """Take over the session of somebody who came over HTTP."""
        self.context.clear_cookies()
        for name, value in browser.cookies.items():
            self.context.add_cookies([{"name": name, "value": value, "url": self.address}])
        return self

    def goes(self, path: str) -> "Visit":
        self.page.goto(self.address + path)
        return self

    def presses(self, words: str) -> "Visit":
        """The button or link with exactly these words, out in the open or under "Stop, ask or choose paper"."""
        exactly = re.compile(rf"^\s*{re.escape(words)}\s*$")
        self.page.locator("button:not(.govuk-visually-hidden), a", has_text=exactly).first.click()
        self.page.wait_for_load_state("domcontentloaded")
        return self

    def identifies(self, link: str, birth_date: str) -> "Visit":
        """From a link to where the form goes on, by hand."""
        self.goes(link).presses("Open my form")
        for name, value in zip(("year", "month", "day"), birth_date.split("-"), strict=True):
            self.page.fill(f"#{name}", str(int(value)))
        return self.presses("Go on").presses("Go on")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address).partition("#")[0]

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def wrong(self) -> list[str]:
        """What was noticed until now."""
        told = [
            f"console: {words}"
            for words, url in self._errors
            if not (words.startswith(REFUSED) and url in self._refused)
        ]
        return self.noticed + told

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append((message.text, message.location["url"]))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "about:", "blob:")):
            self.noticed.append(f"asked another origin: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self._refused.add(response.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()
