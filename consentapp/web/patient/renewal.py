"""A renewal: what changed since the patient signed, and the pages that stay as they were."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from consentapp.domain.errors import TextChanged
from consentapp.domain.stops import WhatChanged
from consentapp.domain.walk import Walk
from consentapp.services import pages
from consentapp.web.access import PATIENT, allow
from consentapp.web.languages import say
from consentapp.web.parts import clinic, intake_id, link_id
from consentapp.web.patient import where
from consentapp.web.patient.blueprint import bp
from consentapp.web.small_forms import ProofOfIntent


@bp.get("/walk/what-changed")
@allow(PATIENT)
def what_changed() -> Response | str:
    walk = _renewing()
    return where.elsewhere(walk, WhatChanged()) or _shown(walk)


@bp.post("/walk/what-changed")
@allow(PATIENT)
def changes_read() -> Response | str | tuple[str, int]:
    walk = _renewing()
    try:
        pages.read_changes(
            clinic(), intake=intake_id(), text_digest=request.form.get("text_digest", ""), link=link_id()
        )
    except TextChanged as refusal:
        flash(say(str(refusal)))
        return _shown(walk), 409
    return where.go_on()


@bp.get("/walk/read/<form_id>/<page_id>")
@allow(PATIENT)
def read_again(form_id: str, page_id: str) -> Response | str:
    """A page that has not changed, to read again: nothing is asked on it."""
    walk = _renewing()
    station = walk.station(form_id, page_id)
    if not station or not walk.carried(station):
        raise NotFound
    if where.crisis_waits(walk.intake):
        return redirect(url_for("patient.help_now"))
    return render_template("patient/read.html", station=station, told=walk.saves.newest(station))


def _renewing() -> Walk:
    walk = where.this_walk()
    if WhatChanged() not in walk.stops:
        raise NotFound
    return walk


def _shown(walk: Walk) -> str:
    notice, text = walk.notice, walk.notice_text
    if not notice or not text:
        raise NotFound
    return where.render_stop(
        "patient/what_changed.html", walk, WhatChanged(), form=ProofOfIntent(), digest=text.digest,
        again=[change for change in notice.pages if change.why != "gone"],
        gone=[change for change in notice.pages if change.why == "gone"],
    )  # fmt: skip
