"""An answer that someone must hear of, on a page that is refused: help is shown, and whoever can be told is told."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from consentapp.domain.stops import Station
from consentapp.ports import NotReadable, NotSaved
from consentapp.services import alerts, hearing
from consentapp.web.page_form import given_on
from consentapp.web.parts import clinic, intake_id, this_intake, this_session

PAGE = "patient.save_page"


def help_anyway(status: int, *, known: bool = True) -> Response | tuple[str, int] | None:
    """Help for what was posted on a page of the walk; None where it needs none.

    `known`: whether it is sure that this patient sent it. Then it becomes an alert beside the record of pages.
    """
    worrying = [at for at in _posted() if hearing.worries(at, given_on(at.page), {})]
    if not worrying:
        return None
    # Without the page's own token nobody knows who sent it, whatever else was wrong first.
    if known and g.get("csrf_valid") and this_session().get("matched") and _is_told(worrying):
        return redirect(url_for("patient.help_now"))
    return render_template("patient/help_anyway.html"), status


def _posted() -> list[Station]:
    """The page, in each version and language in which it is at hand: which one was sent is not known.

    None for anything but an answered page, and for more than can be read.
    """
    if request.method != "POST" or request.endpoint != PAGE or not _is_readable():
        return []
    names = request.view_args or {}
    forms = (form for form in clinic().catalog.forms.values() if form.id == names.get("form_id"))
    pages = ((form, form.page(str(names.get("page_id")))) for form in forms)
    return [Station(form, page) for form, page in pages if page]


def _is_readable() -> bool:
    try:
        return bool(request.form)
    except HTTPException:
        return False


def _is_told(stations: list[Station]) -> bool:
    """Whether an alert is on record now, or stands there already and the help was not seen yet."""
    intake = this_intake()
    if not intake:
        return False
    at = next((s for s in stations if s.form.language == intake.language), stations[0])
    try:
        hearing.hear_beside(clinic(), intake=intake_id(), station=at, given=given_on(at.page))
    except (NotSaved, NotReadable):
        return False
    alerts.deliver_soon(clinic(), intake=intake_id())
    return True
