"""The demonstration: a day at a small clinic, through the front door."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from consentapp.demonstration.browser import Browser, Send
from consentapp.demonstration.walkers import Answer, PatientWalker, StaffWalker
from consentapp.domain.form import Form

Say = Callable[[str], None]

PATIENT = ("Ana Ruiz", "1984-03-27")
VISITOR = ("Sam Okoye", "1990-05-17")

ANSWERS: Mapping[str, Answer] = {
    "reasons": ["depression", "anxiety"],
    "blood-pressure": "yes",
    "blood-pressure-controlled": "yes",
    "item-1": "more-than-half-the-days",
    "item-2": "nearly-every-day",
    "item-3": "several-days",
    "item-4": "more-than-half-the-days",
    "function": "very-difficult",
    "safe-adult": "yes",
    "route-choice": "help-me-choose",
}

WRONG_FIRST = ("check-driving",)

MOST_SECONDS = 120


@dataclass(frozen=True)
class SignIn:
    login: str
    password: str
    name: str
    role: str


SIGN_INS = (
    SignIn("desk", "harbor-desk-demo-2026", "Ines Park", "intake"),
    SignIn("clinician", "harbor-clinician-demo-2026", "Dr. Ada Okafor", "clinician"),
    SignIn("auditor", "harbor-auditor-demo-2026", "Lou Tran", "auditor"),
    SignIn("admin", "harbor-admin-demo-2026", "Kim Sato", "administrator"),
)


@dataclass
class Story:
    """What happens, in the order in which it happens."""

    send: Send
    forms: Mapping[str, Form]
    alerts: Path
    say: Say

    def confirms_the_on_call_contact(self) -> None:
        """A test alert, read from the folder that a pager would watch, and its code said back."""
        desk = self._desk().browser.open("/desk/on-call")
        if "not confirmed" not in desk.text.lower():
            return
        desk.submit("/desk/on-call/test")
        newest = max(self.alerts.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        code = json.loads(newest.read_text(encoding="utf-8"))["body"].strip()[-6:]
        desk.submit("/desk/on-call", {"code": code})

    def a_patient_is_invited(self, name: str, birth_date: str, mode: str) -> tuple[str, str]:
        """(intake, address of the link)."""
        desk = self._desk()
        intake = desk.registers(name, birth_date)
        return intake, desk.makes_a_link(intake, mode)

    def the_patient_walks_and_signs(self, intake: str, link: str) -> bytes:
        """From the link to the patient's own copy."""
        name, birth_date = PATIENT
        patient = PatientWalker(Browser(self.send), self.forms, ANSWERS, WRONG_FIRST)
        patient.opens_the_link("/" + link.split("/", 3)[3], birth_date)
        patient.walks_to(self._title("ketamine-assisted-therapy", "going-home"), self._told(patient))
        self._a_question_is_answered(patient, intake)
        patient.walks_to(self._title("signing", "sign"), self._told(patient))
        patient.signs(name)
        self.say(f"  {len(patient.pages)} pages, signed by {name}")
        return self._copy(patient.browser)

    def _title(self, form: str, page: str) -> str:
        return next(found.title for found in self.forms[form].pages if found.id == page)

    def staff_print(self, intake: str) -> bytes:
        return self._desk().prints(intake)

    def _a_question_is_answered(self, patient: PatientWalker, intake: str) -> None:
        patient.browser.press("I have a question")
        question = "My sister can pick me up at 5 pm. Is that late enough?"
        patient.browser.press("Send my question", {"subject": "practical", "text": question})
        self._desk().answers_the_question(intake, "Yes. Your session ends by 4 pm, and she can come in.")

    def _told(self, patient: PatientWalker) -> Callable[[str], None]:
        def tell(path: str) -> None:
            if len(patient.pages) % 10 == 0:
                self.say(f"  page {len(patient.pages) + 1}: {path}")

        return tell

    def _copy(self, browser: Browser) -> bytes:
        self.say("Making and sealing the PDF")
        for _ in range(MOST_SECONDS):
            if "Save my copy (PDF)" in browser.open("/walk/done").text:
                return browser.press("Save my copy (PDF)").body
            time.sleep(1)
        raise LookupError(f"no PDF after {MOST_SECONDS} seconds; the desk's page of this patient says why")

    def _desk(self) -> StaffWalker:
        desk = StaffWalker(Browser(self.send))
        desk.signs_in(SIGN_INS[0].login, SIGN_INS[0].password)
        return desk
