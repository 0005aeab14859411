"""The next person at the device finds nothing (trust AB-12)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.served import NAME, Served
from tests.browser.visit import Visit

SUPPORT = "/walk/health-history/support"

WORRY = "My brother must not know of this."


@pytest.fixture
def tablet(playwright: Playwright, served: Served, tmp_path: Path) -> Iterator[Visit]:
    """A browser as people have it: it keeps a profile, and pages in memory for the way back."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=CHROMIUM, args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )  # fmt: skip
    yield Visit(context, served.address)
    context.close()


@pytest.fixture
def written_on(served: Served, tablet: Visit) -> Visit:
    """A page with an answer that nobody else may read."""
    tablet.becomes(served.patient().walks_to(SUPPORT).browser).goes(SUPPORT)
    tablet.page.locator("textarea").fill(WORRY)
    return tablet


def test_the_way_back_after_stop_here_shows_no_answers(written_on: Visit) -> None:
    written_on.presses("Stop here")
    written_on.page.go_back()
    assert (written_on.heading, WORRY in written_on.page.content()) == ("Open your link again", False)


def test_the_way_back_after_close_this_form_shows_no_answers(served: Served, tablet: Visit) -> None:
    patient = served.patient().walks_to("/walk/signing/sign")
    tablet.becomes(patient.browser).goes("/walk/signing/sign")
    tablet.page.fill("#printed_name", NAME)
    tablet.presses("Sign").presses("Close this form")
    for _ in range(2):
        tablet.page.go_back()
        assert NAME not in tablet.page.content()
    assert tablet.heading == "Open your link again"


def test_the_way_back_after_signing_out_shows_no_patient(served: Served, tablet: Visit) -> None:
    intake = served.patient().intake
    tablet.becomes(served.staff_of_their_own("intake").browser).goes(f"/desk/intakes/{intake}")
    tablet.presses("Sign out")
    tablet.page.go_back()
    assert (tablet.heading, NAME in tablet.page.content()) == ("Staff sign-in", False)


def test_nothing_written_is_left_in_the_browsers_profile(written_on: Visit, tmp_path: Path) -> None:
    written_on.presses("Stop here")
    written_on.context.close()
    kept = [path for path in (tmp_path / "profile").rglob("*") if path.is_file()]
    assert kept
    assert [path.name for path in kept if any(form in path.read_bytes() for form in spelled(WORRY))] == []


def spelled(words: str) -> tuple[bytes, ...]:
    """As a browser may write it down."""
    return words.encode(), words.encode("utf-16-le"), words.replace(" ", "+").encode()
