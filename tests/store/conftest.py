"""A whole record to attack: every table filled, a document rendered and sealed for real, made once."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from consentapp.domain.facts.intakes import QuestionAsked
from consentapp.domain.vitals import VitalSigns
from consentapp.ports import Clinic
from consentapp.services import alerts, decisions, housekeeping, on_call, questions, staff, visits
from consentapp.services.audits import Audit, verify_store
from consentapp.services.summaries import make_summary, open_document
from consentapp.setup import publish_seal
from consentapp.store import open_store
from tests.builders import (
    CLINICIAN,
    DESK,
    DRAWN,
    Pager,
    Visitor,
    a_clinic,
    approves,
    facts_of,
    jobs,
    store_address,
)


@dataclass
class Record:
    """A copy of the record that an attacker holds, with any SQL tool."""

    clinic: Clinic
    path: Path

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.path)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, values)]

    def one(self, query: str, *values: Any) -> dict[str, Any]:
        return self.rows(query, *values)[0]

    def attack(self, *statements: str | tuple[str, Any]) -> None:
        """Change the file as anybody can who may write to it: the triggers first, then the rows."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as database:
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f"DROP TRIGGER [{name}]")
            for statement in statements:
                database.execute(*((statement,) if isinstance(statement, str) else statement))

    def audit(self) -> Audit:
        """What a verification finds, through a store that was opened anew."""
        store = open_store(store_address(self.path))
        try:
            return verify_store(replace(self.clinic, store=store))
        finally:
            store.close()

    def place(self, fact: str) -> str:
        """How a verdict names a fact: `main/17`."""
        found = self.one("SELECT site, position FROM fact WHERE id = ?", fact)
        return f"{found['site']}/{found['position']}"


@pytest.fixture(scope="session")
def whole_record(opened_clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> tuple[Clinic, Path]:
    """One patient who walked, worried, asked, signed by hand and has a PDF; one who said no; staff who looked."""
    path = tmp_path_factory.mktemp("record") / "consentapp.db"
    pager = Pager()
    store = open_store(store_address(path))
    clinic = a_clinic(
        store, renderer=opened_clinic.renderer, sealer=opened_clinic.sealer, courier=pager,
        site=replace(opened_clinic.site, demo=False),
    )  # fmt: skip
    publish_seal(clinic)
    staff.add_staff(
        clinic, login="lou", name="Lou Tran", role="auditor", password="a long enough password", by=DESK
    )
    approves(clinic)
    on_call.send_test_alert(clinic, contact="Dr. Okafor", by=DESK)
    on_call.confirm_test_alert(
        clinic, contact="Dr. Okafor", code=pager.taken[-1][1].body.strip()[-6:], by=DESK
    )
    ana = Visitor.identified(clinic, mode="remote")
    ana.walks_to("review", {"pressure": "yes", "treated": "no", "death": "some", "check-driving": "today"})
    alerts.deliver_now(clinic, intake=ana.intake)
    visits.record_vital_signs(
        clinic, intake=ana.intake, signs=VitalSigns(systolic=150, pulse=80), occasion="before", note="Rested.",
        by=CLINICIAN,
    )  # fmt: skip
    questions.ask(clinic, intake=ana.intake, subject="treatment", text="May I eat before?")
    (question,) = facts_of(clinic, ana.intake, QuestionAsked)
    questions.answer(
        clinic, intake=ana.intake, question=question.id, text="No.", by=CLINICIAN, role="clinician"
    )
    for raised in ana.walk.flags:
        decisions.review_flag(
            clinic, intake=ana.intake, form=raised.flag.form, rule=raised.flag.rule.id, raised_by=raised.raised_by,
            decision="proceed", reason="Talked today.", by=CLINICIAN,
        )  # fmt: skip
    ana.walks_to("signing/sign")
    ana.signs(method="drawn", strokes=DRAWN)
    make_summary(clinic, jobs(clinic, "summary")[0])
    open_document(clinic, intake=ana.intake, purpose="print", by=DESK)
    _say_no(clinic)
    staff.note_access(clinic, staff="lou", intake=ana.intake, what="record")
    housekeeping.digest_accesses(clinic)
    store.close()
    return clinic, path


def _say_no(clinic: Clinic) -> None:
    sam = Visitor.identified(clinic, name="Sam Okoye", birth_date="1990-05-17")
    sam.walks_to("health/heart")
    questions.decline(clinic, intake=sam.intake, reason="Too costly.", wants_call=True)


@pytest.fixture
def whole(whole_record: tuple[Clinic, Path], tmp_path: Path) -> Record:
    """A copy of the whole record, to do with as one likes."""
    clinic, original = whole_record
    path = tmp_path / "consentapp.db"
    shutil.copy(original, path)
    return Record(clinic, path)
