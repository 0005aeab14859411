"""Signing, and the copy to keep."""

import json

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consentapp.domain.drawing import drawing_text
from consentapp.domain.errors import TextChanged
from consentapp.domain.facts import Actor
from consentapp.domain.stops import Station
from consentapp.domain.walk import Walk
from consentapp.services import signing, summaries
from consentapp.services.recording import PATIENT as PATIENT_ACTOR
from consentapp.web.access import PATIENT, allow
from consentapp.web.languages import say, spoken
from consentapp.web.parts import clinic, intake_id, link_id, this_session
from consentapp.web.patient import where
from consentapp.web.patient.blueprint import bp
from consentapp.web.pdf import pdf_response
from consentapp.web.small_forms import ProofOfIntent, Signing


def signing_page(walk: Walk, station: Station, form: Signing | None = None) -> str:
    """The page on which the patient signs, or reads what is still in the way."""
    return where.render_stop(
        "patient/sign.html", walk, station, form=form or _fresh_form(station),
        why_not="" if walk.signing_station else say(signing.why_not(walk)),
    )  # fmt: skip


def sign(walk: Walk, station: Station) -> Response | str | tuple[str, int]:
    form = Signing()
    strokes = _strokes(form) if form.validate_on_submit() else None
    if strokes is None:
        return signing_page(walk, station, form), 422
    try:
        signing.sign_intake(
            clinic(), intake=intake_id(), printed_name=str(form.printed_name.data), method=str(form.method.data),
            strokes=strokes, text_digest=str(form.text_digest.data), device=request.user_agent.string,
            link=link_id(),
        )  # fmt: skip
    except TextChanged as refusal:
        flash(say(str(refusal)))
        return signing_page(walk, station), 409
    return redirect(url_for("patient.done"))


def _strokes(form: Signing) -> str | None:
    """The drawing as it is recorded, "" for a typed name; None, with an error, for what is no drawing."""
    if form.method.data == "typed":
        return ""
    try:
        return drawing_text(str(form.drawing.data))
    except ValueError:
        form.drawing.errors = [
            say("Draw your signature again, a little larger, or sign with your typed name.")
        ]
        return None


def _fresh_form(station: Station) -> Signing:
    with clinic().store.reading() as reading:
        typed = json.loads(reading.draft(intake_id(), station.key) or "{}")
    known = {name: values[0] for name, values in typed.items() if name in ("printed_name", "method")}
    return Signing(formdata=None, data=known | {"text_digest": station.page.text_digest})


@bp.get("/walk/done")
@allow(PATIENT)
def done() -> Response | str:
    walk = where.this_walk()
    if not walk.intake.signed or where.crisis_waits(walk.intake):
        return where.go_on()
    return render_template("patient/done.html", walk=walk, form=ProofOfIntent())


@bp.post("/walk/copy.pdf")
@allow(PATIENT)
def copy() -> Response:
    """That a copy went out is a fact: so it is a POST."""
    by = Actor(PATIENT_ACTOR, intake_id())
    pdf = summaries.open_document(clinic(), intake=intake_id(), purpose="patient-copy", by=by)
    return pdf_response(pdf, "my-copy.pdf", download=True)


@bp.post("/walk/close")
@allow(PATIENT)
def close() -> Response:
    address = url_for("anyone.front", language=spoken())
    this_session().end()
    return redirect(address)
