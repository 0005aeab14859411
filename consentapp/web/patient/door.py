"""The door: a link, a date of birth, a name."""

from flask import redirect, render_template, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from consentapp.services import intakes
from consentapp.services.recording import load_intake, load_patient
from consentapp.web.access import ANYONE, INVITED, PATIENT, allow
from consentapp.web.languages import begin_session, changed_language, language, remember_choice, say, speak
from consentapp.web.parts import clinic, intake_id, link_id, status_of, this_session
from consentapp.web.patient.blueprint import bp
from consentapp.web.patient.where import this_walk
from consentapp.web.small_forms import BirthDate, ProofOfIntent


@bp.get("/l/<token>")
@allow(ANYONE)
def link(token: str) -> str:
    """A button, and nothing else: opening a link by GET changes nothing (FT-17)."""
    with clinic().store.reading() as reading:
        found = intakes.usable_link(reading, clinic(), token)
        intake = load_intake(reading, clinic(), found.intake)
    if not this_session().get("language") and intake.language in clinic().site.languages:
        speak(intake.language)
    return render_template("patient/link.html", form=ProofOfIntent())


@bp.post("/l/<token>")
@allow(ANYONE)
def open_link(token: str) -> Response:
    """The token becomes a session, and leaves the address bar."""
    found = intakes.open_link(clinic(), token=token)
    begin_session("patient", found.intake)
    this_session()["link"] = found.id
    return redirect(url_for("patient.identify"))


@bp.route("/walk/who", methods=("GET", "POST"))
@allow(INVITED)
def identify() -> Response | tuple[str, int]:
    form, session = BirthDate(), this_session()
    if session.get("matched"):
        return redirect(url_for("patient.welcome"))
    if changed_language():
        return render_template("patient/identify.html", form=form), 200
    if form.validate_on_submit():
        check = intakes.check_birth_date(
            clinic(), intake=intake_id(), link=session["link"], birth_date=form.iso
        )
        if check.matched:
            session["matched"] = True
            remember_choice()
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
    speak(language())  # the session that knows it ends here
    intakes.not_me(clinic(), intake=intake_id(), link=link_id())
    this_session().end()
    return render_template("patient/not_me.html")


def _no_match(left: int) -> str:
    if left == 0:
        return say(
            "This does not match, and there are no tries left. Please call the clinic or ask at the desk."
        )
    return str(
        ngettext(
            "This does not match. You can try %(num)d more time.",
            "This does not match. You can try %(num)d more times.",
            left,
        )
    )
