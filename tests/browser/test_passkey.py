"""A passkey in Chromium, made and used by a device that Chromium itself plays, under our content policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from consentapp.cli.owner import Serving, listening_socket
from tests.browser.served import Served
from tests.browser.visit import Visit

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Served]:
    """A clinic at a name: no passkey belongs to a number."""
    listener = listening_socket()
    found = Served.laid_out(tmp_path, f"http://localhost:{listener.getsockname()[1]}")
    with Serving(found.clinic, found.settings, listener):
        yield found
    found.closes()


@pytest.fixture
def visit(chromium: Chromium, named: Served) -> Iterator[Visit]:
    visit = Visit.begun(chromium, named.address)
    yield visit
    assert visit.wrong() == []
    visit.context.close()


def test_a_passkey_is_added_and_signs_in_with_one_tap(visit: Visit) -> None:
    devices = visit.context.new_cdp_session(visit.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    visit.goes("/staff/sign-in")
    visit.page.fill("#login", "desk")
    visit.page.fill("#password", "harbor-desk-demo-2026")
    visit.presses("Sign in")
    visit.goes("/staff/account/passkeys")
    visit.page.fill("#name", "Phone")
    visit.presses("Add a passkey")
    visit.page.wait_for_selector("text=The passkey is added.")
    visit.presses("Sign out")

    visit.presses("Sign in with a passkey")
    visit.page.wait_for_url("**/desk")


def test_a_device_that_gives_no_answer_is_told_what_else_there_is(visit: Visit) -> None:
    devices = visit.context.new_cdp_session(visit.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    visit.goes("/staff/sign-in")
    told = visit.page.locator("text=Your device did not answer. Try again, or sign in another way.")
    before = told.is_visible()
    visit.presses("Sign in with a passkey")
    told.wait_for(state="visible")

    assert not before
