"""Doors that stand open: the front page, a printed code, staff sign-in."""

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consentapp.domain.errors import NotFound, SignInRefused
from consentapp.services import staff
from consentapp.services.recording import load_intake
from consentapp.services.signing import CROCKFORD
from consentapp.services.worklist import state
from consentapp.web.access import ANYONE, AUDITOR, CLINICIAN, INTAKE, allow
from consentapp.web.parts import clinic, signed_in_staff, status_of, this_session
from consentapp.web.small_forms import SignIn

bp = Blueprint("anyone", __name__)

ROOMS = {INTAKE: "desk.worklist", CLINICIAN: "clinician.worklist", AUDITOR: "auditor.room"}


@bp.get("/")
@allow(ANYONE)
def front() -> str:
    return render_template("anyone/front.html")


@bp.get("/lost")
@allow(ANYONE)
def lost() -> str:
    """A patient whose session has ended: nothing is lost, and the link opens it again."""
    return render_template("anyone/lost.html")


@bp.get("/code")
@allow(ANYONE)
def look_up() -> Response:
    """A code typed by hand."""
    typed = request.args.get("code", "").strip()[:40]
    return redirect(url_for("anyone.code", code=typed or "none"))


@bp.get("/code/<code>")
@allow(ANYONE)
def code(code: str) -> tuple[str, int] | str:
    """What a printed code says to anyone who holds the page: current or not, and no name."""
    plain = "".join(letter for letter in code.upper() if letter in CROCKFORD)
    found = None
    with clinic().store.reading() as reading, suppress(NotFound):  # a code of another site is an unknown one
        intake = reading.intake_by_code(plain)
        found = load_intake(reading, clinic(), intake) if intake and len(plain) == 12 else None
    if not found:
        return render_template("anyone/code.html", code=plain, intake=None), 404
    return render_template("anyone/code.html", code=plain, intake=found, state=state(found))


@bp.route("/staff/sign-in", methods=("GET", "POST"))
@allow(ANYONE)
def sign_in() -> Response | str | tuple[str, int]:
    form = SignIn()
    if not form.validate_on_submit():
        return render_template("anyone/sign_in.html", form=form), status_of(form)
    try:
        row = staff.sign_in(clinic(), login=str(form.login.data), password=str(form.password.data))
    except SignInRefused as refusal:
        form.form_errors.append(str(refusal))
        return render_template("anyone/sign_in.html", form=form), 401
    this_session().begin("staff", row.staff)
    return redirect(url_for("anyone.room"))


@bp.get("/staff")
@allow(INTAKE, CLINICIAN, AUDITOR)
def room() -> Response:
    return redirect(url_for(ROOMS[signed_in_staff().role]))


@bp.post("/staff/sign-out")
@allow(ANYONE)
def sign_out() -> Response:
    this_session().end()
    return redirect(url_for("anyone.sign_in"))


@bp.get("/healthz")
@allow(ANYONE)
def healthz() -> str:
    return "ok\n"
