"""Passkeys of staff: signing in with one, and the list of one's own."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from consentapp.domain.errors import NotNow, SignInRefused
from consentapp.domain.roles import ROLES
from consentapp.services import passkeys
from consentapp.web.access import ANYONE, allow
from consentapp.web.languages import begin_session, say
from consentapp.web.parts import clinic, signed_in_staff, status_of, this_session
from consentapp.web.small_forms import ProofOfIntent
from consentapp.web.staff_door import bp
from consentapp.web.staff_forms import AddPasskey, PasskeyAnswer, SignIn

__all__ = ["bp"]


@bp.app_template_global()
def passkey_options() -> str:
    """What a device is asked on the sign-in page; "" where none can answer. Its challenge waits in the session."""
    if not passkeys.are_possible(clinic()):
        return ""
    return passkeys.options_to_sign_in(clinic(), _new_challenge())


@bp.post("/passkey")
@allow(ANYONE)
def sign_in_with_passkey() -> Response | tuple[str, int]:
    form, answer = SignIn(formdata=None), PasskeyAnswer()
    try:
        row = passkeys.sign_in_with_passkey(clinic(), challenge=_challenge(), answer=answer.answer.data or "")
    except SignInRefused as refusal:
        form.form_errors.append(say(refusal.sentence))
        return render_template("staff/sign_in.html", form=form), 401
    begin_session("staff", row.staff)
    return redirect(url_for("staff.room"))


@bp.route("/account/passkeys", methods=("GET", "POST"))
@allow(*ROLES)
def own_passkeys() -> Response | tuple[str, int]:
    """The devices that open this account, and one more."""
    form, row = AddPasskey(), signed_in_staff()
    if form.validate_on_submit():
        try:
            passkeys.add_passkey(
                clinic(), staff=row.staff, name=form.name.data or "", challenge=_challenge(),
                answer=form.answer.data or "",
            )  # fmt: skip
        except NotNow as refusal:
            form.form_errors.append(say(refusal.sentence))
        else:
            flash(say("The passkey is added. From now on it signs you in, without a password."))
            return redirect(url_for("staff.own_passkeys"))
    with clinic().store.reading() as reading:
        known = tuple(reading.passkeys_of(row.staff))
    possible = passkeys.are_possible(clinic())
    options = passkeys.options_to_add(clinic(), row, _new_challenge(), known) if possible else ""
    return render_template(
        "staff/passkeys.html", form=form, known=known, options=options, proof=ProofOfIntent(formdata=None)
    ), status_of(form)  # fmt: skip


@bp.post("/account/passkeys/<key_id>/remove")
@allow(*ROLES)
def remove_passkey(key_id: str) -> Response:
    passkeys.remove_passkey(clinic(), staff=signed_in_staff().staff, key=key_id)
    flash(say("The passkey is removed. It opens this account no more."))
    return redirect(url_for("staff.own_passkeys"))


def _new_challenge() -> str:
    challenge = passkeys.new_challenge(clinic())
    this_session()["challenge"] = challenge
    return challenge


def _challenge() -> str:
    """The one that waits, once."""
    return str(this_session().pop("challenge", ""))
