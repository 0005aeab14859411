"""What holds of every page that the program can show, of every template and every shipped form."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from consentapp.ports import Clinic
from consentapp.resources import PACKAGE
from consentapp.settings import Settings
from consentapp.setup import publish_seal
from consentapp.store import open_store
from tests.builders import CountedEntropy, FakeClock, Pager, QuickPasswords, store_address
from tests.web.crawl import Crawl, a_day, templates_named
from tests.web.people import ADDRESS, House, SmallRenderer


@pytest.fixture(scope="module")
def crawl_house(
    opened_clinic: Clinic,
    settings: Settings,
    bytecode: str,
    renderer: SmallRenderer,
    tmp_path_factory: pytest.TempPathFactory,
) -> House:
    store = open_store(store_address(tmp_path_factory.mktemp("day") / "consentapp.db"))
    clinic = replace(
        opened_clinic, store=store, clock=FakeClock(), entropy=CountedEntropy("day"), courier=Pager(),
        passwords=QuickPasswords(), renderer=renderer,
    )  # fmt: skip
    publish_seal(clinic)
    return House(clinic, settings, bytecode)


@pytest.fixture(scope="module")
def crawl(crawl_house: House) -> Crawl:
    return a_day(crawl_house)


def test_the_day_comes_past_every_template_that_a_view_names(crawl: Crawl) -> None:
    named = set().union(*(templates_named(path.read_text()) for path in (PACKAGE / "web").rglob("*.py")))
    assert named - crawl.templates == set()


def test_the_day_comes_past_every_page_of_every_shipped_form(crawl: Crawl, crawl_house: House) -> None:
    shown = {page.path.split(" ")[1] for page in crawl.pages if page.path.endswith("200")}
    for form in crawl_house.forms.values():
        for page in form.pages:
            assert f"/walk/{form.id}/{page.id}" in shown


def test_no_page_says_who_may_have_the_treatment(crawl: Crawl) -> None:
    """A named clinician decides; the program never says it, and never claims to meet a law."""
    forbidden = re.compile(
        r"eligib|\bclear(ed|ance)\b|\breject|complian|\bapproved for you|\bqualif(y|ies|ied)\b", re.IGNORECASE
    )
    said = {(page.path, found[0]) for page in crawl.pages for found in forbidden.finditer(page.body)}
    assert said == set()


def test_no_page_breaks(crawl: Crawl) -> None:
    broken = [page.path for page in crawl.pages if page.path.endswith("500")]
    assert broken == ["POST /staff/sign-in 500"]


def test_every_page_speaks_calmly(crawl: Crawl) -> None:
    """No exclamation marks, no "simply", no "please note"."""
    loud = re.compile(r"!|\bsimply\b|\bplease note\b|\bbreakthrough\b|\bproven\b", re.IGNORECASE)
    assert {(page.path, found[0]) for page in crawl.pages for found in loud.finditer(page.text)} == set()


def test_every_page_has_one_heading_a_title_and_a_language(crawl: Crawl) -> None:
    for page in crawl.pages:
        assert len(page.all("h1")) == 1, page.path
        # Whose language was taken out is told so in that language.
        spoken = "es" if page.path == "GET /walk/language 200" else "en"
        assert page.all("html")[0].attributes["lang"] == spoken, page.path
        assert re.search(r"<title>\S.*</title>", page.body), page.path


def test_every_page_of_a_patient_carries_the_help_lines(crawl: Crawl) -> None:
    """The crisis line stands in the footer, never hidden by a fold."""
    for page in crawl.pages:
        if "/walk/" in page.path or "/l/" in page.path or page.path.startswith("GET / "):
            links = [element for element in page.all("a") if element.attributes.get("href") == "tel:988"]
            assert any("footer" in link.inside and "details" not in link.inside for link in links), page.path


def test_nothing_on_any_page_is_inline(crawl: Crawl) -> None:
    """AB-04: the content policy would drop it, and somebody would wonder why."""
    for page in crawl.pages:
        for element in page.elements:
            handlers = [name for name in element.attributes if name.startswith("on")]
            assert not handlers, (page.path, element)
            assert "style" not in element.attributes, (page.path, element)
            assert element.tag != "style", page.path
            assert element.tag != "script" or element.attributes.get("src", "").startswith("/"), page.path


def test_nothing_on_any_page_comes_from_elsewhere(crawl: Crawl) -> None:
    """EIC-06: no request leaves the clinic."""
    for page in crawl.pages:
        for element in page.elements:
            for name in ("src", "href", "action", "formaction", "srcset", "data", "poster"):
                address = urlsplit(element.attributes.get(name, ""))
                assert address.scheme in ("", "tel", "sms"), (page.path, element)
                assert not address.netloc, (page.path, element)


def test_every_link_and_form_leads_to_a_route(crawl: Crawl, crawl_house: House) -> None:
    adapter = crawl_house.app.url_map.bind("127.0.0.1:8000")
    lost = set()
    for page in crawl.pages:
        for element in page.elements:
            address, method = element.attributes.get("href", ""), "GET"
            if element.tag == "form":
                address, method = (
                    element.attributes.get("action", ""),
                    element.attributes.get("method", "get").upper(),
                )
            if address.startswith("/"):
                try:
                    adapter.match(urlsplit(address).path, method)
                except (RequestRedirect, MethodNotAllowed, HTTPException):
                    lost.add((page.path, method, address))
    assert lost == set()


def test_every_form_that_posts_carries_a_token(crawl: Crawl) -> None:
    """AB-10"""
    for page in crawl.pages:
        posts = [form for form in page.all("form") if form.attributes.get("method", "").lower() == "post"]
        tokens = [
            i
            for i in page.all("input")
            if i.attributes.get("name") == "csrf_token" and i.attributes.get("value")
        ]
        assert len(tokens) >= len(posts), page.path


def test_no_form_sends_answers_in_an_address(crawl: Crawl) -> None:
    """AB-14: only searches and codes are sent by GET."""
    for page in crawl.pages:
        for form in page.all("form"):
            if form.attributes.get("method", "get").lower() == "get":
                assert (
                    "search" in form.attributes.get("class", "") or form.attributes.get("action") == "/code"
                ), page.path


def test_no_address_holds_a_name_or_a_birth_date(crawl: Crawl) -> None:
    """AB-14"""
    for address in crawl.addresses:
        for word in ("Ana", "Ruiz", "Lind", "Okoye", "Park", "1984"):
            assert word not in address


def test_no_id_stands_twice_on_a_page(crawl: Crawl) -> None:
    twice = {(page.path, id) for page in crawl.pages for id in page.ids if page.ids.count(id) > 1}
    assert twice == set()


def test_whatever_points_to_an_id_finds_it(crawl: Crawl) -> None:
    """WCAG: labels, descriptions, errors and jumps within a page."""
    astray = set()
    for page in crawl.pages:
        for element in page.elements:
            for name in (
                "for",
                "aria-describedby",
                "aria-labelledby",
                "aria-controls",
                "data-aria-controls",
                "form",
            ):
                astray |= {
                    (page.path, name, id)
                    for id in element.attributes.get(name, "").split()
                    if id not in page.ids
                }
            href = element.attributes.get("href", "")
            if href.startswith("#") and href[1:] not in page.ids:
                astray.add((page.path, "href", href))
    assert astray == set()


def test_every_box_has_a_label(crawl: Crawl) -> None:
    """WCAG 1.3.1, 3.3.2"""
    bare = set()
    for page in crawl.pages:
        labelled = {label.attributes.get("for") for label in page.all("label")}
        for element in page.elements:
            if element.tag not in ("input", "textarea", "select") or element.attributes.get("type") in (
                "hidden",
                "submit",
            ):
                continue
            named = element.attributes.get("aria-label") or element.attributes.get("aria-labelledby")
            if element.attributes.get("id") not in labelled and not named:
                bare.add((page.path, element.attributes.get("name", "")))
    assert bare == set()


def test_every_button_says_what_it_does(crawl: Crawl) -> None:
    for page in crawl.pages:
        for button in page.all("button"):
            assert button.attributes.get("type") in ("submit", "button"), page.path
        assert not re.search(r"<button[^>]*>\s*</button>", page.body), page.path


def test_no_page_keeps_what_is_typed_on_a_shared_device(crawl: Crawl) -> None:
    """AB-12: names and birth dates are not offered again by the browser."""
    for page in crawl.pages:
        for box in page.all("input"):
            if box.attributes.get("name") in (
                "printed_name",
                "name",
                "month",
                "day",
                "year",
                "search",
                "code",
            ):
                # A code of an app is good once: whoever finds it has nothing.
                assert box.attributes.get("autocomplete") in ("off", "one-time-code"), (page.path, box)


def test_every_file_that_a_page_names_is_there(crawl: Crawl, crawl_house: House) -> None:
    named = {
        element.attributes[name]
        for page in crawl.pages
        for element in page.elements
        for name in ("src", "href")
        if element.tag in ("script", "link", "img") and element.attributes.get(name, "").startswith("/")
    }
    visitor = crawl_house.visitor()
    assert {path: visitor.sends("GET", path).status for path in named} == dict.fromkeys(named, 200)


def test_no_page_shows_a_token_or_a_cookie(crawl: Crawl) -> None:
    """AB-01: only the page that hands the link over, and the page behind it."""
    for page in crawl.pages:
        if "/links " not in page.path and "/l/" not in page.path:
            assert f"{ADDRESS}/l/" not in page.body, page.path
