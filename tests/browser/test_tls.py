"""Over TLS, as a clinic is reached: cookies that only TLS carries, and origins that browsers really send (trust AB-10)."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from werkzeug.serving import make_server

from consentapp.app import create_app
from consentapp.cli.owner import listening_socket
from consentapp.demonstration.story import SIGN_INS
from tests.browser.served import BIRTH_DATE, NAME, Served
from tests.browser.visit import DESK, Visit
from tests.certificates import a_certificate, serving


@pytest.fixture
def over_tls(tmp_path: Path) -> Iterator[Served]:
    """A clinic whose address is https, served with a certificate of its own."""
    listener = listening_socket()
    port = listener.getsockname()[1]
    served = Served.laid_out(tmp_path / "clinic", f"https://127.0.0.1:{port}")
    server = make_server(
        "127.0.0.1", port, create_app(served.clinic, served.settings), threaded=True,
        ssl_context=serving(a_certificate(tmp_path)), fd=listener.fileno(),
    )  # fmt: skip
    thread = threading.Thread(target=server.serve_forever, name="tls")
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()
    listener.close()
    served.closes()


@pytest.fixture
def desk(chromium: Chromium, over_tls: Served) -> Iterator[Visit]:
    visit = Visit.begun(chromium, over_tls.address, width=DESK)
    yield visit
    visit.context.close()
    assert visit.wrong() == []


@pytest.fixture
def phone(chromium: Chromium, over_tls: Served) -> Iterator[Visit]:
    visit = Visit.begun(chromium, over_tls.address)
    yield visit
    visit.context.close()
    assert visit.wrong() == []


def test_staff_make_a_link_and_a_patient_saves_the_first_page_over_tls(desk: Visit, phone: Visit) -> None:
    phone.identifies(link_from(desk), BIRTH_DATE)
    phone.page.check("input[name='item-electronic-records-agreed']")
    phone.presses("Save and go on")
    assert phone.path == "/walk/before-you-start/before-you-start"


def test_over_tls_the_session_is_kept_where_only_this_host_and_only_tls_can_read_it(desk: Visit) -> None:
    sign_in(desk)
    (cookie,) = desk.context.cookies()
    found = (cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"])
    assert found == ("__Host-consentapp", True, True, "Lax", "/")


def link_from(desk: Visit) -> str:
    """The path of a link that the desk makes by hand."""
    sign_in(desk)
    desk.presses("New patient")
    desk.page.fill("#name", NAME)
    for name, value in zip(("year", "month", "day"), BIRTH_DATE.split("-"), strict=True):
        desk.page.fill(f"#{name}", value)
    desk.presses("Open a record")
    desk.page.check("input[name='mode'][value='on-site']")
    desk.presses("Make a link")
    return desk.page.locator("#address").input_value().removeprefix(desk.address)


def sign_in(desk: Visit) -> None:
    desk.goes("/staff/sign-in")
    desk.page.fill("#login", SIGN_INS[0].login)
    desk.page.fill("#password", SIGN_INS[0].password)
    desk.presses("Sign in")
