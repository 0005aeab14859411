"""The auditor's room: every intake, its trail, and verdicts."""

from contextlib import suppress

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from consentapp.domain.errors import NotFound
from consentapp.domain.roles import AUDITOR
from consentapp.domain.saying import N_
from consentapp.domain.wording import deed, who
from consentapp.ports import ORGANISATION
from consentapp.services import audits, staff, summaries
from consentapp.web.access import allow
from consentapp.web.languages import changed_language, say
from consentapp.web.parts import clinic, staff_actor
from consentapp.web.pdf import pdf_response
from consentapp.web.records import record_view
from consentapp.web.small_forms import ProofOfIntent

bp = Blueprint("auditor", __name__, url_prefix="/auditor")


@bp.get("")
@allow(AUDITOR)
def room() -> str:
    search = request.args.get("search", "")
    with clinic().store.reading() as reading:
        rows = reading.worklist(clinic().site.id, search=search)
        sizes = {site: reading.ledger_size(site) for site in (clinic().site.id, ORGANISATION)}
    return render_template("auditor/room.html", rows=rows, sizes=sizes, search=search, form=ProofOfIntent())


@bp.post("/verify")
@allow(AUDITOR)
def verify_all() -> str:
    changed_language()
    audit = audits.verify_store(clinic())
    return render_template(
        "auditor/report.html", audit=audit, intake="", title=say("The whole record"), again=True
    )


@bp.get("/intakes/<intake>")
@allow(AUDITOR)
def trail(intake: str) -> str:
    """What happened, in order: who, what, when, at which place in the ledger."""
    view = record_view(intake, N_("audit trail"))
    steps = [
        (fact, who(fact.actor, view["names"], say), deed(view["walk"], fact, say))
        for fact in view["walk"].intake.facts
    ]
    with clinic().store.reading() as reading:
        accesses = reading.accesses_of(intake)
    return render_template("auditor/trail.html", steps=steps, accesses=accesses, form=ProofOfIntent(), **view)


@bp.post("/intakes/<intake>/verify")
@allow(AUDITOR)
def verify_intake(intake: str) -> str:
    """It must say what is wrong with a record that can no longer be shown: so nothing of it is read but bytes."""
    changed_language()
    with suppress(NotFound):  # the audit itself says that there is no such intake
        staff.note_access(clinic(), staff=staff_actor().id, intake=intake, what=N_("verification"))
    audit = audits.verify_intake(clinic(), intake)
    return render_template(
        "auditor/report.html", audit=audit, title=say("One record"), intake=intake, again=True
    )


@bp.post("/verify-pdf")
@allow(AUDITOR)
def verify_pdf() -> str:
    """Drop a PDF: is it sealed by this clinic, unchanged, and on record?"""
    upload = request.files.get("pdf")
    audit = audits.verify_pdf(clinic(), upload.read() if upload else b"")
    return render_template(
        "auditor/report.html", audit=audit, intake="", title=say("A PDF that you hold"), again=False
    )


@bp.post("/intakes/<intake>/summary.pdf")
@allow(AUDITOR)
def copy(intake: str) -> Response:
    pdf = summaries.open_document(clinic(), intake=intake, purpose="print", by=staff_actor())
    return pdf_response(pdf, "summary.pdf", download=False)
