"""LHC-Forms of the National Library of Medicine in Chromium: another program that shows and counts our Questionnaires.

The package is fetched once through npm into a cache folder, never installed: its archive alone holds the web component.
"""

import functools
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS

PACKAGE = "lforms@40.1.3"
CACHE = Path.home() / ".cache" / "consentapp-tests"

SHOWN = """<!doctype html><meta charset="utf-8"><title>LHC-Forms</title>
<link rel="stylesheet" href="lforms/webcomponent/styles.css">
<div id="form"></div>
<script src="lforms/webcomponent/assets/lib/zone.min.js"></script>
<script src="lforms/webcomponent/runtime.js" type="module"></script>
<script src="lforms/webcomponent/polyfills.js" type="module"></script>
<script src="lforms/webcomponent/main.js" type="module"></script>
<script src="lforms/fhir/lformsFHIRAll.min.js" defer></script>
"""

COUNTED = """async ([questionnaire, response]) => {
  const form = LForms.Util.convertFHIRQuestionnaireToLForms(questionnaire, 'R4');
  const filled = LForms.Util.mergeFHIRDataIntoLForms('QuestionnaireResponse', response, form, 'R4');
  filled.hasSavedData = false;  // else it shows what it was given, and counts nothing
  await LForms.Util.addFormToPage(filled, 'form', {});
  return LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4');
}"""


class Counter:
    """A page of Chromium with LHC-Forms in it."""

    def __init__(self, page: Page, address: str) -> None:
        self._page, self.strangers = page, list[str]()
        page.on("request", lambda request: self._seen(request.url, address))
        page.goto(f"{address}/form.html")
        page.wait_for_function("() => window.LForms?.FHIR?.R4")

    def counts(self, questionnaire: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        """The response as LHC-Forms gives it back, its totals counted anew."""
        found: dict[str, Any] = self._page.evaluate(COUNTED, [questionnaire, response])
        return found

    def _seen(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.strangers.append(url)


def archive() -> Path:
    """The package's archive. The test is skipped where npm or its registry cannot be reached."""
    CACHE.mkdir(parents=True, exist_ok=True)
    found = CACHE / "lforms-40.1.3.tgz"
    if not found.exists():
        try:
            subprocess.run(
                ["npm", "pack", PACKAGE, "--silent"], cwd=CACHE, check=True, timeout=300, capture_output=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"npm pack {PACKAGE} did not work: {error}")
    return found


@contextmanager
def lforms(folder: Path) -> Iterator[Counter]:
    """LHC-Forms served on this machine, in a Chromium of its own."""
    with tarfile.open(archive()) as packed:
        packed.extractall(folder, filter="data")
    root = folder / "package" / "dist"
    (root / "form.html").write_text(SHOWN)
    with served(root) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Counter(chromium.new_page(), address)
        chromium.close()


@contextmanager
def served(root: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Silent(SimpleHTTPRequestHandler):
    def log_request(self, *_: Any) -> None:
        """Nothing: a test's output is the test's."""

    log_error = log_request
