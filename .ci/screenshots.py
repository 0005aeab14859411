"""Makes docs/screenshots/ from a demo clinic of its own, laid out in a temporary folder. Called by `make screenshots`.

The clinic's clock is set by hand and its chance is counted, so that two runs differ as little as they can.
"""

import hashlib
import io
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright

from consentapp.cli.owner import Serving, listening_socket
from consentapp.clinic import open_clinic
from consentapp.demonstration.browser import Browser, over_loopback
from consentapp.demonstration.story import ANSWERS, PATIENT, SIGN_INS, VISITOR, WRONG_FIRST, Story
from consentapp.demonstration.walkers import Answer, PatientWalker, StaffWalker
from consentapp.domain.facts import Actor
from consentapp.ports import Clinic
from consentapp.services.staff import add_staff
from consentapp.settings import Settings, read_settings
from consentapp.setup import lay_out, publish_seal

OUT = Path(__file__).resolve().parent.parent / "docs" / "screenshots"

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

A_PHONE = "Mozilla/5.0 (Linux; Android 16) Chrome/156.0 Mobile Safari/537.36"

MORNING = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
A_PAGE = timedelta(seconds=48)
"""How long somebody reads."""

PHONE, DESK, TALL = (390, 844), (1280, 900), (1280, 1040)

MOST_LOOKS = 240

MOST_BYTES = 200_000
MOST_TRIES = 6

CONSENT = "/walk/ketamine-assisted-therapy"

SIGNATURE = (
    ((0.08, 0.72), (0.16, 0.22), (0.22, 0.74), (0.19, 0.52), (0.12, 0.54)),
    ((0.27, 0.72), (0.27, 0.52), (0.32, 0.50), (0.34, 0.72)),
    ((0.43, 0.56), (0.38, 0.54), (0.37, 0.70), (0.43, 0.68), (0.44, 0.54), (0.46, 0.73)),
    ((0.56, 0.74), (0.56, 0.26), (0.66, 0.30), (0.64, 0.46), (0.57, 0.48), (0.68, 0.74)),
    ((0.72, 0.54), (0.72, 0.72), (0.78, 0.72), (0.79, 0.54)),
    ((0.84, 0.54), (0.84, 0.73)),
    ((0.89, 0.54), (0.95, 0.54), (0.89, 0.72), (0.96, 0.72)),
)
"""A name in seven strokes, in parts of the box."""

FINE = 8
"""Points from one corner of a stroke to the next."""

Stroke = tuple[tuple[float, float], ...]


class SetClock:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.at = MORNING

    def now(self) -> datetime:
        return self.at

    def passes(self, time: timedelta = A_PAGE) -> None:
        self.at += time


class Counted:
    """The n-th ask gives the same bytes in every run."""

    def __init__(self) -> None:
        self._asked = itertools.count()

    def bytes(self, size: int) -> bytes:
        return hashlib.shake_256(f"screenshots {next(self._asked)}".encode()).digest(size)


@dataclass
class Day:
    """A day at the clinic, with someone who takes pictures."""

    chromium: Chromium
    clinic: Clinic
    clock: SetClock
    story: Story
    address: str

    def runs(self) -> None:
        self.story.confirms_the_on_call_contact()
        self._someone_who_is_ready()
        self.story.a_patient_is_invited(*VISITOR, mode="remote")
        self._someone_in_danger()
        self._someone_unsure()
        signed = self._a_patient_who_signs()
        self._staff(signed)
        self._auditor(signed)

    # Patients ---------------------------------------------------------------------------------------------------------

    def _a_patient_who_signs(self) -> str:
        intake, patient = self._patient(*PATIENT)
        self._to(patient, f"{CONSENT}/key-information")
        self._take("patient-key-information-390", PHONE, patient.browser)
        self._to(patient, f"{CONSENT}/routes")
        self._take("patient-routes-390", PHONE, patient.browser)
        self._take("patient-routes-1280", TALL, patient.browser)
        patient.wrong_first = WRONG_FIRST
        self._to(patient, f"{CONSENT}/going-home")
        self._completes(patient)
        self._take("patient-check-390", PHONE, patient.browser, to=".check")
        self._to(patient, "/walk/signing/sign")
        self._signs_by_hand(patient)
        self._copy(patient)
        self.clock.passes(timedelta(minutes=20))
        return intake

    def _someone_who_is_ready(self) -> None:
        """And raised no flag: what ready looks like."""
        calm: Mapping[str, Answer] = {"reasons": "depression", "safe-adult": "yes"}
        _, patient = self._patient("Maria Lindqvist", "1971-08-02", calm)
        self._to(patient, "/walk/signing/sign")
        patient.signs("Maria Lindqvist")
        self._copy(patient)
        self.clock.passes(timedelta(minutes=5))

    def _someone_in_danger(self) -> None:
        answers: Mapping[str, Answer] = {**ANSWERS, "item-9": "several-days"}
        _, patient = self._patient("Noor Haddad", "1992-11-02", answers, mode="remote")
        self._to(patient, "/walk/help-now")
        self._take("crisis-390", PHONE, patient.browser)

    def _someone_unsure(self) -> None:
        _, patient = self._patient("Grace Olsen", "1979-01-30")
        self._to(patient, f"{CONSENT}/who-should-not")
        patient.browser.press("I am not sure")
        words = "My mother had a stroke. Does that matter?"
        patient.browser.press("Tell the clinic that I am not sure", {"text": words})
        self._to(patient, "/walk/signing/sign")
        self.clock.passes(timedelta(minutes=10))

    def _patient(
        self, name: str, birth_date: str, answers: Mapping[str, Answer] = ANSWERS, mode: str = "on-site"
    ) -> tuple[str, PatientWalker]:
        intake, link = self.story.a_patient_is_invited(name, birth_date, mode=mode)
        patient = PatientWalker(Browser(self.story.send), self.story.forms, answers)
        patient.opens_the_link(link.removeprefix(self.address), birth_date)
        return intake, patient

    def _to(self, patient: PatientWalker, path: str) -> None:
        for _ in range(200):
            if patient.browser.path == path:
                return
            self._completes(patient)
        raise LookupError(f"the walk never came to {path}; it is at {patient.browser.path}")

    def _completes(self, patient: PatientWalker) -> None:
        self.clock.passes()
        patient.completes_the_page()

    def _copy(self, patient: PatientWalker) -> None:
        """The PDF is made by another thread."""
        for _ in range(MOST_LOOKS):
            if "Save my copy (PDF)" in patient.browser.open("/walk/done").text:
                return
            time.sleep(0.5)
        raise LookupError("the PDF was never made")

    # Staff ------------------------------------------------------------------------------------------------------------

    def _staff(self, signed: str) -> None:
        self._take("desk-1280", DESK, self._at_work("intake").browser, "/desk")
        clinician = self._at_work("clinician").browser
        self._take("clinician-1280", DESK, clinician, f"/clinician/intakes/{signed}")
        pdf = self._at_work("intake").prints(signed)
        for number in (1, 2):
            keep(f"summary-page-{number}", page_of(pdf, number))

    def _auditor(self, signed: str) -> None:
        auditor = self._at_work("auditor").browser
        self._take("auditor-1280", DESK, auditor, f"/auditor/intakes/{signed}")
        self._take_report(auditor)

    def _at_work(self, role: str) -> StaffWalker:
        person = next(person for person in SIGN_INS if person.role == role)
        staff = StaffWalker(Browser(self.story.send))
        staff.signs_in(person.login, person.password)
        return staff

    # Pictures ---------------------------------------------------------------------------------------------------------

    def _take_report(self, auditor: Browser) -> None:
        page = self._page(DESK, auditor, "/auditor")
        page.locator("form[action$='/auditor/verify'] button").click()
        page.wait_for_load_state()
        for summary in page.locator("main summary").all():
            summary.click()
        page.locator("main summary").first.evaluate("() => document.activeElement.blur()")
        page.mouse.move(0, 0)
        page.evaluate("window.scrollTo(0, 0)")
        keep("report-1280", page.screenshot())
        page.context.close()

    def _take(self, name: str, size: tuple[int, int], browser: Browser, path: str = "", to: str = "") -> None:
        """What somebody sees at a path: at the top, or with some part in the middle."""
        page = self._page(size, browser, path)
        if to:
            middle(page, to)
        keep(name, page.screenshot())
        page.context.close()

    def _signs_by_hand(self, patient: PatientWalker) -> None:
        page = self._page(PHONE, patient.browser)
        page.fill("#printed_name", PATIENT[0])
        page.check("#method-2")
        middle(page, "canvas")
        draw(page)
        page.locator("canvas").evaluate("() => document.activeElement.blur()")
        keep("patient-sign-390", page.screenshot())
        page.locator("button.govuk-button", has_text="Sign").first.click()
        page.wait_for_url("**/walk/done")
        page.context.close()

    def _page(self, size: tuple[int, int], browser: Browser, path: str = "") -> Page:
        context = self.chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, device_scale_factor=2 if size == PHONE else 1.5,
            user_agent=A_PHONE if size == PHONE else None,
        )  # fmt: skip
        for name, value in browser.cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": self.address}])
        page = context.new_page()
        page.goto(self.address + (path or browser.path))
        return page


def middle(page: Page, selector: str) -> None:
    page.locator(selector).first.evaluate("(part) => part.scrollIntoView({block: 'center'})")


def draw(page: Page) -> None:
    box = page.locator("canvas").bounding_box()
    if box is None:
        raise LookupError("there is nothing to draw in")
    for stroke in SIGNATURE:
        for number, (x, y) in enumerate(curve(stroke)):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            if number == 0:
                page.mouse.down()
        page.mouse.up()


def curve(stroke: Stroke) -> Stroke:
    """Through the points of a stroke as a hand goes: round the corners (Catmull-Rom)."""
    ends = (stroke[0], *stroke, stroke[-1])
    points = [stroke[0]]
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(1, FINE + 1):
            t = step / FINE
            points.append(
                (
                    between(t, before[0], start[0], end[0], after[0]),
                    between(t, before[1], start[1], end[1], after[1]),
                )
            )
    return tuple(points)


def between(t: float, before: float, start: float, end: float, after: float) -> float:
    return start + t / 2 * (
        end
        - before
        + t * (2 * before - 5 * start + 4 * end - after + t * (3 * (start - end) + after - before))
    )


def page_of(pdf: bytes, number: int) -> bytes:
    """A page as a picture."""
    pages = ["-f", str(number), "-l", str(number), "-singlefile"]
    return subprocess.run(
        ["/usr/bin/pdftoppm", "-png", "-r", "110", *pages, "-"], input=pdf, check=True, capture_output=True
    ).stdout


def keep(name: str, png: bytes) -> None:
    """Few colours, and no larger than it has to be."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    small = in_few_colours(picture)
    for _ in range(MOST_TRIES):
        if len(small) < MOST_BYTES:
            break
        picture = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5), Image.Resampling.LANCZOS)
        small = in_few_colours(picture)
    (OUT / f"{name}.png").write_bytes(small)
    print(f"{name}.png  {picture.width} × {picture.height}, {len(small) // 1000} kB")


def in_few_colours(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def demo_clinic(folder: Path, address: str, clock: SetClock) -> tuple[Clinic, Settings]:
    config = lay_out(
        folder, organisation="harbor-demo", name="Harbor Clinic", zone="America/New_York", address=address, demo=True,
        at=MORNING - timedelta(days=1), on_call="the on-call clinician",
    )  # fmt: skip
    settings = read_settings({"CONSENTAPP_CONFIG": str(config)})
    clinic = replace(open_clinic(settings), clock=clock, entropy=Counted())
    publish_seal(clinic)
    for person in SIGN_INS:
        add_staff(
            clinic, login=person.login, name=person.name, role=person.role, password=person.password,
            by=Actor("job", "demo"),
        )  # fmt: skip
    return clinic, settings


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    listener, clock = listening_socket(), SetClock()
    port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        clinic, settings = demo_clinic(Path(folder), address, clock)
        forms = {form.id: form for form in clinic.catalog.forms.values() if form.language == "en"}
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with Serving(clinic, settings, listener):
            story = Story(over_loopback(port), forms, Path(folder) / "alerts", lambda _: None)
            Day(chromium, clinic, clock, story, address).runs()
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
