"""The smallest browser that can fill in a form: pages, cookies, redirects, buttons. No scripts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit

MOST_REDIRECTS = 10

VOID = {"input", "link", "meta", "br", "hr", "img", "col", "source", "wbr"}
"""Elements that never close."""


@dataclass
class Answered:
    """What came back: status, headers (lower case), body."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


Send = Callable[[str, str, Mapping[str, str], bytes], Answered]
"""(method, path, headers, body): over a socket, or straight into the application."""


@dataclass
class HtmlForm:
    """A form as it stands in a page: what it would send, and what may be chosen."""

    action: str = ""
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    """Values of radio buttons and check boxes, by name."""
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, value, words."""


class PageReader(HTMLParser):
    """Forms, headings and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self.links: list[tuple[str, str]] = []
        self.fields: list[str] = []
        """Values of inputs that stand outside a form."""
        self.heading = ""
        self.text: list[str] = []
        self._inside: list[str] = []
        self._button: tuple[str, str] | None = None
        self._words: list[str] = []
        self._area = ""
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(HtmlForm(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input":
            self.fields.append(given.get("value", ""))
            if "form" in self._inside:
                self._input(given)
        elif tag == "textarea" and self.forms:
            self._area = given["name"]
            self.forms[-1].values[self._area] = [""]
        elif tag == "button" and self.forms:
            self._button, self._words = (given.get("name", ""), given.get("value", "")), []
        elif tag == "a":
            self._link = given.get("href", "")
        if tag not in VOID:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "button" and self._button:
            self.forms[-1].buttons.append((*self._button, " ".join("".join(self._words).split())))
            self._button = None
        if tag == "a":
            self._link = ""
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] = [data.removeprefix("\n")]
        elif self._button:
            self._words.append(data)
        elif self._link and data.strip():
            self.links.append((data.strip(), self._link))
        if "h1" in self._inside:
            self.heading += data.strip()
        if data.strip() and not {"script", "style"} & set(self._inside):
            self.text.append(" ".join(data.split()))

    def _input(self, given: dict[str, str]) -> None:
        name, form = given.get("name", ""), self.forms[-1]
        if given.get("type") in ("radio", "checkbox"):
            form.options.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.values.setdefault(name, []).append(given.get("value", "on"))
        elif name:
            form.values[name] = [given.get("value", "")]


class Browser:
    """One person at one device."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.cookies: dict[str, str] = {}
        self.path = "/"
        self.status = 0
        self.body = b""
        self.page = PageReader()

    def open(self, address: str) -> "Browser":
        return self._go("GET", urljoin(self.path, address), b"")

    def press(self, words: str, values: Mapping[str, str | Sequence[str]] | None = None) -> "Browser":
        """Fill in the form that holds the button with these words, and press it. LookupError when there is none."""
        form, button = self._button(words)
        return self._send_form(form, button[:2], values)

    def _send_form(
        self, form: HtmlForm, button: tuple[str, str], values: Mapping[str, str | Sequence[str]] | None
    ) -> "Browser":
        filled = {name: [v] if isinstance(v, str) else list(v) for name, v in (values or {}).items()}
        pairs = [(name, value) for name, several in (form.values | filled).items() for value in several]
        if button[0]:
            pairs.append(button)
        return self._go(form.method.upper(), urljoin(self.path, form.action), urlencode(pairs).encode())

    def submit(self, action: str, values: Mapping[str, str | Sequence[str]] | None = None) -> "Browser":
        """Fill in the form that goes to this path (or an end of it), and send it. LookupError when there is none."""
        form = next((f for f in self.page.forms if urljoin(self.path, f.action).endswith(action)), None)
        if form is None:
            raise LookupError(f"no form for {action} on {self.path} ({self.status}, “{self.page.heading}”)")
        return self._send_form(form, ("", ""), values)

    def follow(self, words: str) -> "Browser":
        """Follow the link with these words."""
        return self.open(next(href for text, href in self.page.links if text == words))

    @property
    def text(self) -> str:
        return " ".join(self.page.text)

    def form(self, words: str) -> HtmlForm:
        """The form that holds a button with these words."""
        return self._button(words)[0]

    def _button(self, words: str) -> tuple[HtmlForm, tuple[str, str, str]]:
        for form in self.page.forms:
            for button in form.buttons:
                if button[2] == words:
                    return form, button
        raise LookupError(f"no button “{words}” on {self.path} ({self.status}, “{self.page.heading}”)")

    def _go(self, method: str, path: str, body: bytes) -> "Browser":
        for _ in range(MOST_REDIRECTS):
            answered = self._send(method, path, self._headers(body, method), body)
            self._keep_cookies(answered)
            if answered.status not in (301, 302, 303, 307, 308):
                return self._shown(path, answered)
            path, method, body = self._inner(urljoin(path, answered.header("location"))), "GET", b""
        raise LookupError(f"too many redirects from {path}")

    def _shown(self, path: str, answered: Answered) -> "Browser":
        self.path, self.status, self.body = path, answered.status, answered.body
        self.page = PageReader()
        if answered.header("content-type").startswith("text/html"):
            self.page.feed(answered.body.decode())
        return self

    def _headers(self, body: bytes, method: str) -> dict[str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "User-Agent": "demo",
        }
        if method == "POST":
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return headers

    def _keep_cookies(self, answered: Answered) -> None:
        for name, value in answered.headers:
            if name == "set-cookie":
                cookie, _, rest = value.partition(";")
                key, _, content = cookie.partition("=")
                if "Max-Age=0" in rest or not content:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = content

    def _inner(self, address: str) -> str:
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")


def over_loopback(port: int) -> Send:
    """Send to a server on this machine."""

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answered:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body or None, dict(headers))
            response = connection.getresponse()
            found = [(name.lower(), value) for name, value in response.getheaders()]
            return Answered(response.status, found, response.read())
        finally:
            connection.close()

    return send
