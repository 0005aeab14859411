"""Intake staff: who is next, links, practical questions, print."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from consentapp.domain.errors import NotNow
from consentapp.domain.roles import CLINICIAN, INTAKE
from consentapp.domain.saying import N_
from consentapp.ports import NotDelivered
from consentapp.services import intakes, on_call, questions, summaries
from consentapp.services.recording import confirmed_contacts, load_intake, load_patient
from consentapp.web.access import allow
from consentapp.web.languages import changed_language, say
from consentapp.web.parts import clinic, signed_in_staff, staff_actor, status_of
from consentapp.web.pdf import pdf_response
from consentapp.web.qr import qr_path
from consentapp.web.records import record_view
from consentapp.web.small_forms import Answer, ConfirmCode, MakeLink, NewIntake, ProofOfIntent

bp = Blueprint("desk", __name__, url_prefix="/desk")

PACKET = "ketamine-assisted-therapy"


@bp.get("")
@allow(INTAKE)
def worklist() -> str:
    search = request.args.get("search", "")
    with clinic().store.reading() as reading:
        rows = reading.worklist(clinic().site.id, search=search)
    return render_template("desk/worklist.html", rows=rows, search=search)


@bp.route("/new", methods=("GET", "POST"))
@allow(INTAKE)
def new() -> Response | str | tuple[str, int]:
    form = NewIntake()
    changed = changed_language("page_language")
    form.offer_languages(clinic().site.languages)
    if changed or not form.validate_on_submit():
        return render_template("desk/new.html", form=form), status_of(form)
    try:
        intake = intakes.register(
            clinic(),
            name=str(form.name.data),
            birth_date=form.iso,
            packet=PACKET,
            language=str(form.language.data),
            by=staff_actor(),
        )
    except NotNow as refusal:
        form.form_errors.append(say(refusal.sentence))
        return render_template("desk/new.html", form=form), 422
    return redirect(url_for("desk.record", intake=intake))


@bp.get("/intakes/<intake>")
@allow(INTAKE)
def record(intake: str) -> str:
    view = record_view(intake, N_("desk record"))
    return render_template(
        "desk/record.html", link_form=MakeLink(), answer_form=Answer(), form=ProofOfIntent(), **view
    )


@bp.post("/intakes/<intake>/renewal")
@allow(INTAKE)
def renew(intake: str) -> Response:
    """Ask again where the text has changed: a new record for the same patient."""
    try:
        newer = intakes.renew(clinic(), intake=intake, by=staff_actor())
    except NotNow as refusal:
        flash(say(refusal.sentence))
        return redirect(url_for("desk.record", intake=intake))
    flash(say("A newer record is open. Next: make a link for the patient."))
    return redirect(url_for("desk.record", intake=newer))


@bp.post("/intakes/<intake>/links")
@allow(INTAKE)
def make_link(intake: str) -> str | Response:
    form = MakeLink()
    if not form.validate_on_submit():
        flash(say("Choose how the patient gets the link."))
        return redirect(url_for("desk.record", intake=intake))
    link = intakes.make_link(clinic(), intake=intake, mode=str(form.mode.data), by=staff_actor())
    address = f"{clinic().site.address}/l/{link.token}"
    # The address is shown once, in this answer alone: only its digest is kept.
    with clinic().store.reading() as reading:
        patient = load_patient(reading, load_intake(reading, clinic(), intake).opened.patient)
    return render_template(
        "desk/link.html",
        patient=patient,
        address=address,
        mode=form.mode.data,
        intake=intake,
        qr=qr_path(address),
    )


@bp.post("/intakes/<intake>/links/<link>/revoke")
@allow(INTAKE)
def revoke_link(intake: str, link: str) -> Response:
    intakes.revoke_link(clinic(), intake=intake, link=link, by=staff_actor())
    flash(say("The link is revoked. It opens nothing any more."))
    return redirect(url_for("desk.record", intake=intake))


@bp.post("/intakes/<intake>/questions/<question>")
@allow(INTAKE, CLINICIAN)
def answer(intake: str, question: str) -> Response:
    form = Answer()
    role = signed_in_staff().role
    if form.validate_on_submit():
        questions.answer(
            clinic(), intake=intake, question=question, text=str(form.text.data), by=staff_actor(), role=role
        )
        flash(say("Your answer is recorded."))
    else:
        flash(next(iter(form.text.errors), say("Write the answer first.")))
    return redirect(url_for("desk.record" if role == INTAKE else "clinician.record", intake=intake))


@bp.post("/intakes/<intake>/summary.pdf")
@allow(INTAKE, CLINICIAN)
def print_summary(intake: str) -> Response:
    """Every print is a fact: so it is a POST."""
    pdf = summaries.open_document(clinic(), intake=intake, purpose="print", by=staff_actor())
    return pdf_response(pdf, "summary.pdf", download=False)


@bp.route("/on-call", methods=("GET", "POST"))
@allow(INTAKE, CLINICIAN)
def on_call_contacts() -> Response | tuple[str, int]:
    """Whom worrying answers reach: a test alert for each contact, and the code that came back."""
    form = ConfirmCode()
    if form.validate_on_submit():
        try:
            on_call.confirm_test_alert(
                clinic(), contact=_contact(), code=str(form.code.data), by=staff_actor()
            )
        except NotNow as refusal:
            form.code.errors = [say(str(refusal))]
        else:
            flash(say("Confirmed: worrying answers now reach this contact."))
            return redirect(url_for("desk.on_call_contacts"))
    with clinic().store.reading() as reading:
        confirmed = confirmed_contacts(reading, clinic())
    return render_template(
        "desk/on_call.html", form=form, asked=_contact(), confirmed=confirmed, site=clinic().site,
        channel=clinic().courier.channel,
    ), status_of(form)  # fmt: skip


@bp.post("/on-call/test")
@allow(INTAKE, CLINICIAN)
def send_test_alert() -> Response:
    try:
        on_call.send_test_alert(clinic(), contact=_contact(), by=staff_actor())
        flash(say("The test alert was accepted for delivery. Ask the contact for the code in it."))
    except (NotDelivered, NotNow) as refusal:
        flash(gettext("The test alert was not sent: %(why)s", why=say(str(refusal))))
    return redirect(url_for("desk.on_call_contacts"))


def _contact() -> str:
    """The contact that a button on the page was for."""
    return request.form.get("contact", clinic().site.on_call)


@bp.post("/intakes/<intake>/requests/<request_id>")
@allow(INTAKE)
def handle_request(intake: str, request_id: str) -> Response:
    questions.handle_request(clinic(), intake=intake, request=request_id, by=staff_actor())
    flash(say("Recorded: it is done."))
    return redirect(url_for("desk.record", intake=intake))
