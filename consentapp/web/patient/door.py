"""The door: a link, a date of birth, a name."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from consentapp.services import intakes
from consentapp.services.recording import load_patient
from consentapp.web.access import ANYONE, INVITED, PATIENT, allow
from consentapp.web.parts import clinic, intake_id, link_id, status_of, this_session
from consentapp.web.patient.blueprint import bp
from consentapp.web.patient.where import this_walk
from consentapp.web.small_forms import BirthDate, ProofOfIntent


@bp.get("/l/<token>")
@allow(ANYONE)
def link(token: str) -> str:
    """A button, and nothing else: opening a link by GET changes nothing (FT-17)."""
    with clinic().store.reading() as reading:
        intakes.usable_link(reading, clinic(), token)
    return render_template("patient/link.html", form=ProofOfIntent())


@bp.post("/l/<token>")
@allow(ANYONE)
def open_link(token: str) -> Response:
    """The token becomes a session, and leaves the address bar."""
    found = intakes.open_link(clinic(), token=token)
    session = this_session()
    session.begin("patient", found.intake)
    session["link"] = found.id
    return redirect(url_for("patient.identify"))


@bp.route("/walk/who", methods=("GET", "POST"))
@allow(INVITED)
def identify() -> Response | tuple[str, int]:
    form, session = BirthDate(), this_session()
    if session.get("matched"):
        return redirect(url_for("patient.welcome"))
    if form.validate_on_submit():
        check = intakes.check_birth_date(
            clinic(), intake=intake_id(), link=session["link"], birth_date=form.iso
        )
        if check.matched:
            session["matched"] = True
            return redirect(url_for("patient.welcome"))
        if not check.adult:
            return render_template("patient/too_young.html"), 200
        form.form_errors.append(_no_match(check.tries_left))
    return render_template("patient/identify.html", form=form), status_of(form)


@bp.get("/walk/welcome")
@allow(PATIENT)
def welcome() -> str:
    """The name is shown only now, so that a wrong person can say so."""
    walk = this_walk()
    with clinic().store.reading() as reading:
        patient = load_patient(reading, walk.intake.opened.patient)
    return render_template("patient/welcome.html", patient=patient, walk=walk, form=ProofOfIntent())


@bp.post("/walk/not-me")
@allow(INVITED)
def not_me() -> str:
    intakes.not_me(clinic(), intake=intake_id(), link=link_id())
    this_session().end()
    return render_template("patient/not_me.html")


def _no_match(left: int) -> str:
    if left == 0:
        return "This does not match, and there are no tries left. Please call the clinic or ask at the desk."
    return f"This does not match. You can try {left} more time{'' if left == 1 else 's'}."
