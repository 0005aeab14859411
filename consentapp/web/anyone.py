"""Doors that stand open: the front page, a printed code, staff sign-in."""

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consentapp.domain.errors import NotFound
from consentapp.services.recording import load_intake
from consentapp.services.signing import CROCKFORD
from consentapp.services.worklist import state
from consentapp.web.access import ANYONE, allow
from consentapp.web.parts import clinic

bp = Blueprint("anyone", __name__)


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


@bp.get("/healthz")
@allow(ANYONE)
def healthz() -> str:
    return "ok\n"
