"""One Chromium and one served clinic for the folder; each test has devices of its own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Playwright, sync_playwright

from consentapp.cli.owner import Serving, listening_socket
from tests.browser.served import Served
from tests.browser.visit import Visit

CHROMIUM = "/usr/bin/chromium"

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    # It keeps an event loop in this thread for as long as it lives: never longer than this folder's tests.
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shipped forms, the web and the worker; the on-call contact is confirmed."""
    listener = listening_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    found = Served.laid_out(tmp_path_factory.mktemp("served"), address)
    with Serving(found.clinic, found.settings, listener):
        found.story.confirms_the_on_call_contact()
        yield found
    found.closes()


@pytest.fixture
def visits(chromium: Chromium, served: Served) -> Iterator[Callable[..., Visit]]:
    """Devices of a test: `visits(width=1280, java_script_enabled=False)`. None of them may do what no page may do."""
    begun: list[Visit] = []

    def begin(**options: Any) -> Visit:
        begun.append(Visit.begun(chromium, served.address, **options))
        return begun[-1]

    yield begin
    wrong = [line for visit in begun for line in visit.wrong()]
    for visit in begun:
        visit.context.close()
    assert wrong == []


@pytest.fixture(scope="package")
def reader(chromium: Chromium, served: Served) -> Iterator[Visit]:
    visit = Visit.begun(chromium, served.address)
    yield visit
    visit.context.close()


@pytest.fixture
def reading(reader: Visit) -> Iterator[Visit]:
    """A phone that one test hands to the next: for tests that only look at pages, and at many of them."""
    yield reader.begins_anew()
    assert reader.wrong() == []


@pytest.fixture
def visit(visits: Callable[..., Visit]) -> Visit:
    """A phone."""
    return visits()
