"""The walk: from a link to a signed copy."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from consentapp.domain.composing import answer_words
from consentapp.domain.drawing import drawing_text
from consentapp.domain.errors import Incomplete, TextChanged, WrongBirthDate
from consentapp.domain.facts import Actor
from consentapp.domain.form import Item
from consentapp.domain.response import answer_key, enabled_items
from consentapp.domain.walk import MISSES, Station, Walk
from consentapp.services import alerts, intakes, pages, questions, signing, summaries
from consentapp.services.recording import PATIENT as PATIENT_ACTOR
from consentapp.services.recording import load_patient, load_walk
from consentapp.web.access import ANYONE, PATIENT, allow
from consentapp.web.page_form import build_page_form, field_name, given_by
from consentapp.web.parts import clinic, intake_id, this_session
from consentapp.web.small_forms import AskQuestion, BirthDate, Decline, NotSure, ProofOfIntent, Signing

bp = Blueprint("patient", __name__)

LEAVES = {
    "back": "patient.back",
    "stop": "patient.stop",
    "ask": "patient.ask",
    "not-sure": "patient.not_sure",
    "paper": "patient.paper",
    "decline": "patient.decline",
    "more": "patient.more",
}
"""Buttons that lead away from a page: what was typed is kept first."""


# The door --------------------------------------------------------------------------------------------------------


@bp.get("/l/<token>")
@allow(ANYONE)
def link(token: str) -> str:
    """A button, and nothing else: opening a link by GET changes nothing (FT-17)."""
    with clinic().store.reading() as reading:
        intakes.usable_link(reading, clinic(), token)
    return render_template("patient/link.html", form=ProofOfIntent())


@bp.post("/l/<token>")
@allow(ANYONE)
def open_link(token: str) -> Response:
    found = intakes.open_link(clinic(), token=token)
    session = this_session()
    session.begin("patient", found.intake)
    session["link"] = found.id
    return redirect(url_for("patient.identify"))


@bp.route("/walk/who", methods=("GET", "POST"))
@allow(PATIENT)
def identify() -> Response | str | tuple[str, int]:
    form = BirthDate()
    if this_session().get("matched"):
        return _go_on()
    if not form.validate_on_submit():
        return _page("patient/identify.html", form=form)
    link_id = this_session()["link"]
    left = intakes.check_birth_date(clinic(), intake=intake_id(), link=link_id, birth_date=form.iso)
    if left < 0:
        this_session()["matched"] = True
        return redirect(url_for("patient.welcome"))
    form.form_errors.append(str(WrongBirthDate(left)))
    return _page("patient/identify.html", form=form)


@bp.get("/walk/welcome")
@allow(PATIENT)
def welcome() -> Response | str:
    """The name is shown only now, so that a wrong person can say so."""
    walk = _walk()
    with clinic().store.reading() as reading:
        patient = load_patient(reading, walk.intake.opened.patient)
    return render_template("patient/welcome.html", patient=patient, walk=walk, form=ProofOfIntent())


@bp.post("/walk/not-me")
@allow(PATIENT)
def not_me() -> str:
    this_session().end()
    return render_template("patient/not_me.html")


# Pages -----------------------------------------------------------------------------------------------------------


@bp.get("/walk")
@allow(PATIENT)
def go_on() -> Response:
    return _go_on()


@bp.get("/walk/<form_id>/<page_id>")
@allow(PATIENT)
def page(form_id: str, page_id: str) -> Response | str:
    walk = _walk()
    station = walk.station(form_id, page_id)
    if not station:
        raise NotFound
    if away := _elsewhere(walk, station):
        return away
    if station.signs:
        return _show_signing(walk, station, _signing_form(station))
    return _show_page(walk, station, _page_form(walk, station))


@bp.post("/walk/<form_id>/<page_id>")
@allow(PATIENT)
def save_page(form_id: str, page_id: str) -> Response | str | tuple[str, int]:
    walk = _walk()
    station = walk.station(form_id, page_id)
    if not station:
        raise NotFound
    if leave := LEAVES.get(request.form.get("leave", "")):
        return _leave(station, leave)
    if station.signs:
        return _sign(walk, station)
    form = _page_form(walk, station)
    items = _asked(walk, station)
    if not form.validate_on_submit():
        return _show_page(walk, station, form), 422
    try:
        after = pages.save_page(
            clinic(), intake=intake_id(), form=form_id, page=page_id, given=given_by(form, items),
            text_digest=str(form["text_digest"].data),
        )  # fmt: skip
    except (TextChanged, Incomplete) as refusal:
        flash(str(refusal))
        return _show_page(walk, station, form), 409
    alerts.deliver_now(clinic(), intake=intake_id())
    return _after_page(after, station)


def _after_page(walk: Walk, station: Station) -> Response:
    if station in walk.offered:
        return redirect(url_for("patient.more"))
    if station in walk.stations and not walk.complete(station):
        return redirect(_address(station))
    if missed := [item for where, item in walk.missed() if where == station]:
        this_session()["taught"] = [item.why for item in missed]
    return _go_on()


@bp.get("/walk/review")
@allow(PATIENT)
def review() -> Response | str:
    walk = _walk()
    station = next((s for s in walk.stations if s.form is None), None)
    if not station:
        raise NotFound
    if away := _elsewhere(walk, station):
        return away
    return _page(
        "patient/review.html", walk=walk, station=station, answers=_all_answers(walk), form=ProofOfIntent()
    )


@bp.post("/walk/review")
@allow(PATIENT)
def save_review() -> Response:
    pages.review_answers(clinic(), intake=intake_id())
    return _go_on()


@bp.post("/walk/skip/<form_id>")
@allow(PATIENT)
def skip(form_id: str) -> Response:
    pages.skip_form(clinic(), intake=intake_id(), form=form_id)
    return _go_on()


@bp.get("/walk/more")
@allow(PATIENT)
def more() -> str:
    """Pages about what this patient does not have."""
    return _page("patient/more.html", walk=_walk())


@bp.get("/walk/back/<form_id>/<page_id>")
@allow(PATIENT)
def back(form_id: str, page_id: str) -> Response:
    walk = _walk()
    station = walk.station(form_id, page_id)
    before = walk.before(station) if station else None
    return redirect(_address(before) if before else url_for("patient.welcome"))


@bp.post("/walk/draft/<form_id>/<page_id>")
@allow(PATIENT)
def draft(form_id: str, page_id: str) -> tuple[str, int]:
    """What a script saves while someone writes."""
    station = _walk().station(form_id, page_id)
    if not station:
        raise NotFound
    _keep_draft(station)
    return "", 204


# Help, and every way out -------------------------------------------------------------------------------------------


@bp.get("/walk/help-now")
@allow(PATIENT)
def help_now() -> Response | str:
    """The crisis screen, before anything else."""
    walk = _walk()
    waiting = [alert for alert in walk.intake.alerts if not alert.shown]
    if not waiting:
        return _go_on()
    return _page("patient/help_now.html", told=all(alert.accepted for alert in waiting), form=ProofOfIntent())


@bp.post("/walk/help-now")
@allow(PATIENT)
def help_seen() -> Response:
    alerts.go_on(clinic(), intake=intake_id())
    return _go_on()


@bp.route("/walk/ask", methods=("GET", "POST"))
@allow(PATIENT)
def ask() -> Response | str | tuple[str, int]:
    form = AskQuestion()
    if not form.validate_on_submit():
        return _page("patient/ask.html", form=form)
    questions.ask(
        clinic(), intake=intake_id(), subject=str(form.subject.data), text=str(form.text.data), **_came_from()
    )
    return _told("Your question is recorded. Someone will answer it before you sign.")


@bp.route("/walk/not-sure", methods=("GET", "POST"))
@allow(PATIENT)
def not_sure() -> Response | str | tuple[str, int]:
    form = NotSure()
    if not form.validate_on_submit():
        return _page("patient/not_sure.html", form=form)
    questions.ask(clinic(), intake=intake_id(), subject="not-sure", text=form.text.data or "", **_came_from())
    return _told("We have noted that you are not sure. A clinician will talk with you before you sign.")


@bp.route("/walk/paper", methods=("GET", "POST"))
@allow(PATIENT)
def paper() -> Response | str | tuple[str, int]:
    form = ProofOfIntent()
    if not form.validate_on_submit():
        return _page("patient/paper.html", form=form)
    questions.prefer_paper(clinic(), intake=intake_id())
    return redirect(url_for("patient.stopped", why="paper"))


@bp.route("/walk/decline", methods=("GET", "POST"))
@allow(PATIENT)
def decline() -> Response | str | tuple[str, int]:
    form = Decline()
    if not form.validate_on_submit():
        return _page("patient/decline.html", form=form)
    questions.decline(
        clinic(), intake=intake_id(), reason=form.text.data or "", wants_call=bool(form.wants_call.data)
    )
    return redirect(url_for("patient.stopped", why="declined"))


@bp.route("/walk/stop", methods=("GET", "POST"))
@allow(PATIENT)
def stop() -> Response:
    return redirect(url_for("patient.stopped", why="later"))


@bp.get("/walk/stopped/<why>")
@allow(ANYONE)
def stopped(why: str) -> str:
    """A quiet end. The session ends with it; the link opens the same place again."""
    this_session().end()
    return render_template("patient/stopped.html", why=why)


@bp.post("/walk/text-size")
@allow(ANYONE)
def text_size() -> Response:
    session = this_session()
    session["large"] = not session.get("large")
    # Only a path of our own: never where the browser says (AB-26).
    back_to = request.form.get("path", "/")
    return redirect(back_to if back_to.startswith("/") and not back_to.startswith(("//", "/\\")) else "/")


# The end ---------------------------------------------------------------------------------------------------------


def _sign(walk: Walk, station: Station) -> Response | str | tuple[str, int]:
    form = _signing_form(station)
    strokes = ""
    valid = form.validate_on_submit()
    if valid and form.method.data == "drawn":
        try:
            strokes = drawing_text(str(form.drawing.data))
        except ValueError:
            form.drawing.errors = [
                "Draw your signature again, a little larger, or sign with your typed name."
            ]
            valid = False
    if not valid:
        return _show_signing(walk, station, form), 422
    try:
        signing.sign_intake(
            clinic(), intake=intake_id(), printed_name=str(form.printed_name.data), method=str(form.method.data),
            strokes=strokes, text_digest=str(form.text_digest.data), device=request.user_agent.string,
        )  # fmt: skip
    except TextChanged as refusal:
        flash(str(refusal))
        return _show_signing(walk, station, _signing_form(station)), 409
    return redirect(url_for("patient.done"))


@bp.get("/walk/done")
@allow(PATIENT)
def done() -> Response | str:
    walk = _walk()
    if not walk.intake.signed:
        return _go_on()
    return render_template("patient/done.html", walk=walk, form=ProofOfIntent())


@bp.post("/walk/copy.pdf")
@allow(PATIENT)
def copy() -> Response:
    pdf = summaries.open_document(
        clinic(), intake=intake_id(), purpose="patient-copy", by=Actor(PATIENT_ACTOR, intake_id())
    )
    return pdf_response(pdf, "my-copy.pdf", download=True)


@bp.post("/walk/close")
@allow(PATIENT)
def close() -> Response:
    this_session().end()
    return redirect(url_for("anyone.front"))


def pdf_response(pdf: bytes, name: str, *, download: bool) -> Response:
    """A PDF, to keep or to print."""
    shown = "attachment" if download else "inline"
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'{shown}; filename="{name}"'}
    )


# Parts -----------------------------------------------------------------------------------------------------------


def _walk() -> Walk:
    with clinic().store.reading() as reading:
        return load_walk(reading, clinic(), intake_id())


def _go_on() -> Response:
    walk = _walk()
    if not walk.intake.identified or not this_session().get("matched"):
        return redirect(url_for("patient.identify"))
    if walk.intake.signed:
        return redirect(url_for("patient.done"))
    if walk.intake.declined:
        return redirect(url_for("patient.stopped", why="declined"))
    if any(not alert.shown for alert in walk.intake.alerts):
        return redirect(url_for("patient.help_now"))
    return redirect(_address(walk.next) if walk.next else url_for("patient.done"))


def _elsewhere(walk: Walk, station: Station) -> Response | None:
    """Where this patient has to be instead, if anywhere."""
    waiting = any(not alert.shown for alert in walk.intake.alerts)
    matched = walk.intake.identified and this_session().get("matched")
    if not matched or walk.intake.ended or waiting or not walk.reachable(station):
        return _go_on()
    return None


def _address(station: Station) -> str:
    if station.form is None or station.page is None:
        return url_for("patient.review")
    return url_for("patient.page", form_id=station.form.id, page_id=station.page.id)


def _asked(walk: Walk, station: Station) -> tuple[Item, ...]:
    assert station.form and station.page  # noqa: S101  only pages ask
    return enabled_items(station.form, station.page, walk.intake.answers)


def _page_form(walk: Walk, station: Station) -> Any:
    assert station.form and station.page  # noqa: S101  only pages have forms
    return build_page_form(_asked(walk, station), _data(walk, station), station.page.text_digest)


def _data(walk: Walk, station: Station) -> dict[str, tuple[str, ...]]:
    """What the page shows filled in: what was typed last, or what is on record."""
    assert station.form and station.page  # noqa: S101  only pages have data
    with clinic().store.reading() as reading:
        typed = reading.draft(intake_id(), station.key)
    if typed:
        return {link_id: tuple(values) for link_id, values in json.loads(typed).items()}
    teach = walk.to_teach(station)
    told = walk.intake.pages.get((station.form.id, station.page.id))
    found = {}
    for item in _asked(walk, station) if told else ():
        values = walk.intake.answers.get(answer_key(station.form.id, item.link_id), ())
        if item.type == "acknowledgment" and told and told.fact.text_digest == station.page.text_digest:
            values = ("yes",)
        if item.type == "comprehension" and item not in teach:
            attempts = walk.intake.attempts.get(answer_key(station.form.id, item.link_id), ())
            values = (attempts[-1].chosen,) if attempts else ()
        found[item.link_id] = values
    return found


def _show_page(walk: Walk, station: Station, form: Any) -> str:
    return _page(
        "patient/page.html", walk=walk, station=station, form=form, asked=_asked(walk, station),
        teach=walk.to_teach(station), taught=this_session().pop("taught", ()), name_of=field_name, misses=MISSES,
    )  # fmt: skip


def _signing_form(station: Station) -> Signing:
    assert station.page  # noqa: S101  the signing station is a page
    form = Signing()
    if not form.is_submitted():
        form.text_digest.data = station.page.text_digest
    return form


def _show_signing(walk: Walk, station: Station, form: Signing) -> str:
    why = "" if walk.may_sign else signing.why_not(walk)
    return _page("patient/sign.html", walk=walk, station=station, form=form, why_not=why)


def _all_answers(walk: Walk) -> list[tuple[Station, list[tuple[Item, str]]]]:
    """Every answer given so far, page by page, with its words."""
    found = []
    for station in walk.stations:
        if station.form and station.page and (station.form.id, station.page.id) in walk.intake.pages:
            items = [
                i
                for i in _asked(walk, station)
                if i.type not in ("acknowledgment", "comprehension", "signature")
            ]
            if items:
                found.append((station, [(item, answer_words(walk, station.form, item)) for item in items]))
    return found


def _page(template: str, **context: Any) -> str:
    walk = context.get("walk")
    station = context.get("station")
    place = walk.stations.index(station) + 1 if walk and station in walk.stations else 0
    places = len(walk.stations) if walk else 0
    return render_template(template, place=place, places=places, address=_address, **context)


def _leave(station: Station, endpoint: str) -> Response:
    _keep_draft(station)
    this_session()["from"] = station.key
    if endpoint == "patient.back":
        form_id, _, page_id = station.key.partition("/")
        return redirect(url_for(endpoint, form_id=form_id, page_id=page_id))
    return redirect(url_for(endpoint))


def _keep_draft(station: Station) -> None:
    typed = {
        name.removeprefix("item-"): values
        for name, values in request.form.lists()
        if name.startswith("item-") and any(values)
    }
    if typed and not station.signs:
        pages.keep_draft(clinic(), intake=intake_id(), page=station.key, values=json.dumps(typed))


def _came_from() -> dict[str, str]:
    form, _, page = str(this_session().get("from", "")).partition("/")
    return {"form": form, "page": page}


def _told(message: str) -> Response:
    flash(message)
    return _go_on()
