"""The administrator: who may sign in here."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from consentapp.domain.errors import NotNow
from consentapp.domain.facts.people import StaffRow
from consentapp.domain.roles import ADMINISTRATOR
from consentapp.services import staff
from consentapp.web.access import allow
from consentapp.web.languages import changed_language, say
from consentapp.web.parts import clinic, staff_actor, status_of
from consentapp.web.small_forms import ProofOfIntent
from consentapp.web.staff_forms import ROLE_NAMES, Deactivate, NewAccount, ResetPassword

bp = Blueprint("administrator", __name__, url_prefix="/administrator")


@bp.get("")
@allow(ADMINISTRATOR)
def people() -> str:
    """Everybody who ever had an account here, those who can sign in first."""
    with clinic().store.reading() as reading:
        found = [
            (row, reading.credential(row.staff), reading.passkeys_of(row.staff))
            for row in reading.staff_of(clinic().site.id)
        ]
    found.sort(key=lambda account: account[1] is None)
    return render_template("administrator/people.html", people=found, roles=ROLE_NAMES)


@bp.route("/people/new", methods=("GET", "POST"))
@allow(ADMINISTRATOR)
def new() -> Response | tuple[str, int]:
    form = NewAccount()
    if not changed_language() and form.validate_on_submit():
        try:
            added = staff.add_staff(
                clinic(), login=str(form.login.data), name=str(form.name.data), role=str(form.role.data),
                password=str(form.password.data), by=staff_actor(), own=False,
            )  # fmt: skip
        except NotNow as refusal:
            form.form_errors.append(say(refusal.sentence))
        else:
            flash(
                say("The account is there. Its owner chooses a password of their own at the first sign-in.")
            )
            return redirect(url_for("administrator.person", staff_id=added))
    return render_template("administrator/new.html", form=form), status_of(form)


@bp.get("/people/<staff_id>")
@allow(ADMINISTRATOR)
def person(staff_id: str) -> str:
    return _page(_row(staff_id))


@bp.post("/people/<staff_id>/deactivate")
@allow(ADMINISTRATOR)
def deactivate(staff_id: str) -> Response | tuple[str, int]:
    form = Deactivate()
    if not form.validate_on_submit():
        return _page(_row(staff_id), deactivating=form), 422
    staff.deactivate(clinic(), staff=staff_id, reason=str(form.reason.data), by=staff_actor())
    flash(say("The account is deactivated. Nobody is signed in with it any more."))
    return redirect(url_for("administrator.person", staff_id=staff_id))


@bp.post("/people/<staff_id>/password")
@allow(ADMINISTRATOR)
def reset_password(staff_id: str) -> Response | tuple[str, int]:
    form = ResetPassword()
    if not form.validate_on_submit():
        return _page(_row(staff_id), resetting=form), 422
    staff.reset_password(clinic(), staff=staff_id, password=str(form.password.data), by=staff_actor())
    flash(say("The password is set. Its owner chooses another one at the next sign-in."))
    return redirect(url_for("administrator.person", staff_id=staff_id))


@bp.post("/people/<staff_id>/second-step")
@allow(ADMINISTRATOR)
def reset_second_step(staff_id: str) -> Response:
    staff.reset_second_step(clinic(), staff=staff_id, by=staff_actor())
    flash(say("The second step is reset. Its owner sets up an app after the next sign-in."))
    return redirect(url_for("administrator.person", staff_id=staff_id))


def _row(staff_id: str) -> StaffRow:
    """Somebody of this site. 404 for nobody, and for somebody of another one."""
    with clinic().store.reading() as reading:
        row = reading.staff(staff_id)
    if not row or row.site_bound != clinic().site.id:
        raise NotFound
    return row


def _page(
    row: StaffRow, deactivating: Deactivate | None = None, resetting: ResetPassword | None = None
) -> str:
    with clinic().store.reading() as reading:
        credential, passkeys = reading.credential(row.staff), reading.passkeys_of(row.staff)
    return render_template(
        "administrator/person.html", row=row, credential=credential, passkeys=passkeys, own=staff_actor().id == row.staff,
        role=say(ROLE_NAMES[row.role]), deactivating=deactivating or Deactivate(formdata=None),
        resetting=resetting or ResetPassword(formdata=None), form=deactivating or resetting or ProofOfIntent(),
    )  # fmt: skip
