"""Help, questions, doubt, paper, no: as easy as going on."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consentapp.domain.paging import overdue
from consentapp.services import alerts, questions
from consentapp.web.access import ANYONE, INVITED, PATIENT, allow
from consentapp.web.languages import changed_language, choose, pressed, say, speak
from consentapp.web.parts import clinic, intake_id, status_of, this_intake, this_session
from consentapp.web.patient import where
from consentapp.web.patient.blueprint import bp
from consentapp.web.small_forms import AskQuestion, Decline, NotSure, ProofOfIntent


@bp.get("/walk/help-now")
@allow(PATIENT)
def help_now() -> Response | str:
    """The crisis screen, before anything else. It says that the clinic is being told only when that is so."""
    # The intake alone: help is shown also where the forms are not at hand.
    intake, now = this_intake(), clinic().clock.now()
    waiting = [alert for alert in intake.alerts if not alert.shown] if intake else []
    if not intake or not waiting:
        return where.go_on()
    speak(intake.language)
    told = all(alert.accepted and not overdue(alert, now) for alert in waiting)
    # What was said is what goes on record, not what a browser sends back; of two windows, the one that promised less.
    this_session()["told"] = told and bool(this_session().get("told", True))
    return render_template(
        "patient/help_now.html", waiting=waiting, told=told, ended=intake.ended, form=ProofOfIntent()
    )


@bp.post("/walk/help-now")
@allow(PATIENT)
def help_seen() -> Response:
    seen, told = request.form.getlist("alert"), bool(this_session().pop("told", False))
    alerts.go_on(clinic(), intake=intake_id(), seen=seen, told=told)
    return where.go_on()


@bp.route("/walk/ask", methods=("GET", "POST"))
@allow(PATIENT)
def ask() -> Response | tuple[str, int]:
    form = AskQuestion()
    if changed_language() or not form.validate_on_submit():
        return render_template("patient/ask.html", form=form), status_of(form)
    questions.ask(
        clinic(), intake=intake_id(), subject=str(form.subject.data), text=str(form.text.data), **_came_from()
    )
    flash(say("Your question is recorded. Someone will answer it before you sign."))
    return where.go_on()


@bp.route("/walk/not-sure", methods=("GET", "POST"))
@allow(PATIENT)
def not_sure() -> Response | tuple[str, int]:
    form = NotSure()
    if changed_language() or not form.validate_on_submit():
        return render_template("patient/not_sure.html", form=form), status_of(form)
    questions.ask(clinic(), intake=intake_id(), subject="not-sure", text=form.text.data or "", **_came_from())
    flash(say("We have noted that you are not sure. A clinician will talk with you before you sign."))
    return where.go_on()


@bp.route("/walk/paper", methods=("GET", "POST"))
@allow(PATIENT)
def paper() -> Response | str:
    form = ProofOfIntent()
    if not form.validate_on_submit():
        return render_template("patient/paper.html", form=form)
    questions.prefer_paper(clinic(), intake=intake_id())
    return _ended("paper")


@bp.route("/walk/decline", methods=("GET", "POST"))
@allow(PATIENT)
def decline() -> Response | tuple[str, int]:
    form = Decline()
    if changed_language() or not form.validate_on_submit():
        return render_template("patient/decline.html", form=form), status_of(form)
    questions.decline(
        clinic(), intake=intake_id(), reason=form.text.data or "", wants_call=bool(form.wants_call.data)
    )
    return _ended("declined")


@bp.post("/walk/stop")
@allow(INVITED)
def stop() -> Response:
    return _ended("later")


def _ended(why: str) -> Response:
    """The last page; but whoever has not seen the crisis screen yet sees it first."""
    intake = this_intake()
    if this_session().get("matched") and intake and where.crisis_waits(intake):
        return redirect(url_for("patient.help_now"))
    return where.stopped(why)


@bp.get("/walk/stopped/<why>")
@allow(ANYONE)
def stopped(why: str) -> str:
    """A quiet end. The link opens the same place again."""
    return render_template("patient/stopped.html", why=why)


@bp.post("/text-size")
@allow(ANYONE)
def text_size() -> Response:
    """Larger or smaller text, from a page without answers."""
    session = this_session()
    session["large"] = not session.get("large")
    return _back()


@bp.post("/language")
@allow(ANYONE)
def language() -> Response:
    """Another language, from a page without answers."""
    choose(pressed())
    return _back()


@bp.get("/walk/language")
@allow(PATIENT)
def language_gone() -> Response | str:
    """The clinic has taken the patient's language out meanwhile: said in that language, with those that are left."""
    walk = where.this_walk()
    if not walk.language_gone:
        return where.go_on()
    speak(walk.intake.language)
    return render_template("patient/language_gone.html")


def _back() -> Response:
    path = request.form.get("path", "/")
    # Only a path of our own: never where the browser says (AB-26). A tab or line end in it would be dropped.
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return redirect(path if ours else "/")


def _came_from() -> dict[str, str]:
    form, _, page = str(this_session().get("from", "")).partition("/")
    return {"form": form, "page": page}
