"""Refusals to pages: plain words, the next step, never a trace (trust A10)."""

import logging

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from consentapp.domain import errors
from consentapp.domain.saying import N_
from consentapp.ports import NotReadable, NotSaved
from consentapp.web.help_anyway import help_anyway
from consentapp.web.languages import say, speak_without_the_record
from consentapp.web.parts import this_session

log = logging.getLogger(__name__)

STATUS = {
    errors.NotFound: 404,
    errors.NotNow: 409,
    errors.Ended: 409,
    errors.TextChanged: 409,
    errors.Incomplete: 422,
    errors.FormsMissing: 503,
    errors.TooLong: 413,
    errors.SignInRefused: 401,
}

Answered = Response | tuple[str, int]

TITLES = {
    400: N_("This could not be read"),
    403: N_("This is not for your role"),
    404: N_("There is nothing here"),
    405: N_("That page opens only by its button"),
    409: N_("Not now"),
    413: N_("That is too large"),
    422: N_("Something is missing"),
    503: N_("This cannot be shown now"),
    500: N_("Something went wrong on our side"),
    507: N_("This was not saved"),
}


def register(app: Flask) -> None:
    """Give every refusal its page."""
    app.register_error_handler(errors.Refused, _refused)
    app.register_error_handler(NotSaved, _not_saved)
    app.register_error_handler(NotReadable, _broken)
    app.register_error_handler(CSRFError, _old_page)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _page(status: int, message: str) -> tuple[str, int]:
    title = say(TITLES.get(status, TITLES[400]))
    return render_template("errors/refused.html", title=title, message=say(message)), status


def _refused(error: errors.Refused) -> Answered:
    status = STATUS.get(type(error), 409)
    return help_anyway(status) or _page(status, error.sentence)


def _not_saved(error: NotSaved) -> Answered:
    log.error("not saved: %s", error)
    return help_anyway(507) or _page(
        507,
        N_(
            "Nothing was lost that was saved before. Go back: your answers are still on the page. Then call us."
        ),
    )


def _old_page(_error: CSRFError) -> Answered:
    # A page that was open longer than its session: the person starts again at the door, the record is untouched.
    if request.path.startswith("/walk"):
        return help_anyway(400, known=False) or redirect(url_for("anyone.lost"))
    flash(say(N_("That page was open for too long. Please try again.")))
    if this_session().kind == "staff":
        return redirect(url_for("staff.room"))
    return _page(400, N_("That page was open for too long. Load it again, then try once more."))


def _http(error: HTTPException) -> Answered | HTTPException:
    # A forged Host has no address to make links from, so no page of ours either (AB-26).
    if isinstance(error, SecurityError) or error.code is None or error.code < 400:
        return error
    return help_anyway(error.code) or _page(
        error.code, N_("Check the address, or go back to where you came from.") if error.code == 404 else ""
    )


def _broken(error: Exception) -> tuple[str, int]:
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    # A page of its own: whatever broke may be part of the usual layout, or the record itself.
    speak_without_the_record()
    return render_template("errors/broken.html"), 500
