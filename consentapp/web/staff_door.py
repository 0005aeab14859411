"""The door for staff: sign-in in two steps, and each one's own account."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from consentapp.domain.errors import CodeNeeded, NotNow, SignInRefused
from consentapp.domain.roles import ADMINISTRATOR, AUDITOR, CLINICIAN, INTAKE, ROLES
from consentapp.domain.times import instant, moment
from consentapp.services import sign_in as signing_in
from consentapp.services import staff
from consentapp.web.access import ANYONE, allow
from consentapp.web.languages import begin_session, changed_language, say
from consentapp.web.parts import clinic, signed_in_staff, status_of, this_session
from consentapp.web.qr import qr_path
from consentapp.web.staff_forms import ChangePassword, Code, SetUpSecondStep, SignIn

bp = Blueprint("staff", __name__, url_prefix="/staff")

ROOMS = {
    INTAKE: "desk.worklist",
    CLINICIAN: "clinician.worklist",
    AUDITOR: "auditor.room",
    ADMINISTRATOR: "administrator.people",
}

HALF_WAY = timedelta(minutes=5)
"""How long a right password waits for the code."""


@bp.route("/sign-in", methods=("GET", "POST"))
@allow(ANYONE)
def sign_in() -> Response | tuple[str, int]:
    form = SignIn()
    if changed_language() or not form.validate_on_submit():
        return render_template("staff/sign_in.html", form=form), status_of(form)
    try:
        row = signing_in.sign_in(clinic(), login=str(form.login.data), password=str(form.password.data))
    except CodeNeeded as half:
        begin_session("", "")
        this_session()["half"] = [half.staff, instant(clinic().clock.now()), half.proof]
        return redirect(url_for("staff.second_step"))
    except SignInRefused as refusal:
        form.form_errors.append(say(refusal.sentence))
        return render_template("staff/sign_in.html", form=form), 401
    begin_session("staff", row.staff)
    return redirect(url_for("staff.room"))


@bp.route("/second-step", methods=("GET", "POST"))
@allow(ANYONE)
def second_step() -> Response | tuple[str, int]:
    """The code, once the password was right."""
    whose, proof = _half_way()
    if not whose:
        return redirect(url_for("staff.sign_in"))
    form = Code()
    if not form.validate_on_submit():
        return render_template("staff/second_step.html", form=form), status_of(form)
    try:
        row = signing_in.finish_sign_in(clinic(), staff=whose, code=str(form.code.data), proof=proof)
    except SignInRefused as refusal:
        form.code.errors = [say(refusal.sentence)]
        return render_template("staff/second_step.html", form=form), 401
    begin_session("staff", row.staff)
    return redirect(url_for("staff.room"))


def _half_way() -> tuple[str, str]:
    """Whose password was right a moment ago, and which it was; "" for nobody."""
    whose, at, proof = this_session().get("half") or ("", "", "")
    return (whose, proof) if at and clinic().clock.now() - moment(at) < HALF_WAY else ("", "")


def _digest() -> str:
    """This session, as the store knows it."""
    record = this_session().record
    return record.digest if record else ""


@bp.get("")
@allow(*ROLES)
def room() -> Response:
    return redirect(url_for(ROOMS[signed_in_staff().role]))


@bp.post("/sign-out")
@allow(ANYONE)
def sign_out() -> Response:
    this_session().end()
    return redirect(url_for("staff.sign_in"))


@bp.get("/account")
@allow(*ROLES)
def account() -> str:
    row = signed_in_staff()
    with clinic().store.reading() as reading:
        credential, passkeys = reading.credential(row.staff), reading.passkeys_of(row.staff)
    return render_template("staff/account.html", row=row, credential=credential, passkeys=passkeys)


@bp.route("/account/password", methods=("GET", "POST"))
@allow(*ROLES)
def password() -> Response | tuple[str, int]:
    form, row = ChangePassword(), signed_in_staff()
    if form.validate_on_submit():
        try:
            staff.change_password(
                clinic(), staff=row.staff, present=str(form.present.data), password=str(form.password.data),
                session=_digest(),
            )  # fmt: skip
        except NotNow as refusal:
            form.form_errors.append(say(refusal.sentence))
        else:
            this_session().renew()
            flash(say("Your password is changed. Every other session of yours has ended."))
            return redirect(url_for("staff.account"))
    return render_template("staff/password.html", form=form, row=row), status_of(form)


@bp.route("/account/second-step", methods=("GET", "POST"))
@allow(*ROLES)
def set_up_second_step() -> Response | tuple[str, int]:
    """An authenticator app. Its secret waits in the session until a code shows that the app has it."""
    form, row, session = SetUpSecondStep(), signed_in_staff(), this_session()
    with clinic().store.reading() as reading:
        credential = reading.credential(row.staff)
    if not credential:
        raise NotFound
    if request.method == "GET" or "secret" not in session:
        session["secret"] = signing_in.new_secret(clinic())
    secret = str(session["secret"])
    if not changed_language() and form.validate_on_submit():
        try:
            signing_in.set_up_second_step(
                clinic(), staff=row.staff, secret=secret, code=str(form.code.data), present=form.present.data or "",
                session=_digest(),
            )  # fmt: skip
        except NotNow as refusal:
            form.form_errors.append(say(refusal.sentence))
        else:
            session.pop("secret")
            session.renew()
            flash(say("From now on you sign in with your password and a code of this app."))
            return redirect(url_for("staff.account"))
    path, size = qr_path(signing_in.enrolment(clinic(), row.login, secret))
    return render_template(
        "staff/set_up_second_step.html", form=form, secret=secret, path=path, size=size, known=bool(credential.second_step)
    ), status_of(form)  # fmt: skip
