"""The pages: one view for every page of every form."""

import json
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from consentapp.domain.errors import Incomplete, NotNow, TextChanged
from consentapp.domain.form import AFFIRMED, Item
from consentapp.domain.response import answer_key, item_enabled
from consentapp.domain.stops import Review, Station
from consentapp.domain.walk import Walk
from consentapp.domain.wording import answer_words
from consentapp.services import alerts, hearing, pages
from consentapp.web.access import PATIENT, allow
from consentapp.web.languages import say
from consentapp.web.page_form import build_page_form, field_name, given_by, left_blank
from consentapp.web.parts import clinic, intake_id, link_id, this_session
from consentapp.web.patient import where
from consentapp.web.patient.blueprint import bp
from consentapp.web.patient.drafts import help_first, keep_typed, leave, way_out
from consentapp.web.patient.ending import sign, signing_page
from consentapp.web.small_forms import ProofOfIntent

Answered = Response | str | tuple[str, int]
"""What a view gives back."""


@bp.get("/walk")
@allow(PATIENT)
def go_on() -> Response:
    return where.go_on()


@bp.get("/walk/<form_id>/<page_id>")
@allow(PATIENT)
def page(form_id: str, page_id: str) -> Answered:
    walk = where.this_walk()
    station = _station(walk, form_id, page_id)
    if away := where.elsewhere(walk, station):
        return away
    if station.signs:
        return signing_page(walk, station)
    return _shown(walk, station, _form(walk, station))


@bp.post("/walk/<form_id>/<page_id>")
@allow(PATIENT)
def save_page(form_id: str, page_id: str) -> Answered:
    walk = where.this_walk()
    station = _station(walk, form_id, page_id)
    try:
        return _left_or_saved(walk, station)
    except NotNow:
        if helped := help_first(walk, station):
            return helped
        raise


def _left_or_saved(walk: Walk, station: Station) -> Answered:
    if leaving := way_out():
        return leave(walk, station, leaving)
    if not walk.reachable(station):
        raise NotNow("Please finish the pages before this one first.")
    return sign(walk, station) if station.signs else _saved(walk, station)


def _saved(walk: Walk, station: Station) -> Answered:
    form = _form(walk, station)
    if not form.validate_on_submit():
        return help_first(walk, station) or (_shown(walk, station, form), 422)
    blanks = left_blank(form, walk.asked(station))
    if blanks and request.form.get("blanks") != "seen":
        return help_first(walk, station) or (_shown(walk, station, form, blanks=blanks), 422)
    given = given_by(form, walk.asked(station))
    try:
        after = pages.save_page(
            clinic(), intake=intake_id(), form=station.form.id, page=station.page.id, given=given,
            text_digest=str(form["text_digest"].data), link=link_id(),
        )  # fmt: skip
    except (TextChanged, Incomplete) as refusal:
        if helped := help_first(walk, station):
            return helped
        flash(say(str(refusal)))
        return _shown(walk, station, form, digest=station.page.text_digest), 409
    alerts.deliver_soon(clinic(), intake=intake_id())
    return _after(after, station, opened=not set(after.asked(station)) <= set(walk.asked(station)))


def _after(walk: Walk, station: Station, *, opened: bool) -> Response:
    """On to the next page, or back to this one when an answer opens a question or a check is taught again."""
    if station not in walk.stations:
        return redirect(url_for("patient.more"))
    if (opened or not walk.complete(station)) and not where.crisis_waits(walk.intake):
        if walk.checks.to_teach(station):
            return redirect(where.address(station) + "#teach")
        flash(say("Your answer opens a new question on this page."))
        return redirect(where.address(station))
    if missed := [item for _, item in walk.checks.missed([station])]:
        this_session()["taught"] = [item.why for item in missed]
    return where.go_on()


@bp.get("/walk/review")
@allow(PATIENT)
def review() -> Response | str:
    walk = where.this_walk()
    if Review() not in walk.stops:
        raise NotFound
    if away := where.elsewhere(walk, Review()):
        return away
    return where.render_stop(
        "patient/review.html", walk, Review(), answers=_all_answers(walk), talks=_talks(walk), form=ProofOfIntent()
    )  # fmt: skip


@bp.post("/walk/review")
@allow(PATIENT)
def save_review() -> Response:
    pages.review_answers(clinic(), intake=intake_id())
    return where.go_on()


@bp.get("/walk/more")
@allow(PATIENT)
def more() -> str:
    """Pages about what this patient does not have."""
    return render_template("patient/more.html", walk=where.this_walk(), address=where.address)


@bp.post("/walk/draft/<form_id>/<page_id>")
@allow(PATIENT)
def draft(form_id: str, page_id: str) -> tuple[str, int]:
    """What a script saves while someone writes."""
    station = _station(where.this_walk(), form_id, page_id)
    keep_typed(station)
    return "", 204


# Parts ------------------------------------------------------------------------------------------------------------


def _station(walk: Walk, form_id: str, page_id: str) -> Station:
    """A page of this walk, though it may not be asked here any more."""
    station = walk.page(form_id, page_id)
    if not station:
        raise NotFound
    return station


def _form(walk: Walk, station: Station) -> Any:
    return build_page_form(_asked(walk, station), _known(walk, station), station.page.text_digest)


def _asked(walk: Walk, station: Station) -> list[Item]:
    """What the page asks, without the questions that the answers just posted have closed."""
    form, asked = station.form, walk.asked(station)
    if request.method != "POST":
        return list(asked)
    posted = {item.link_id: tuple(request.form.getlist(field_name(item))) for item in asked}
    answers = walk.answered_with(form, posted)
    return [item for item in asked if item_enabled(form, item, answers)]


def _known(walk: Walk, station: Station) -> dict[str, tuple[str, ...]]:
    """What the page shows filled in: what was typed last, or what is on record."""
    with clinic().store.reading() as reading:
        typed = json.loads(reading.draft(intake_id(), station.key) or "{}")
    if typed:
        same_words = typed.get("text_digest") == [station.page.text_digest]
        return {
            item.link_id: tuple(typed.get(field_name(item), ()))
            for item in walk.asked(station)
            if same_words or item.type != "acknowledgment"
        }
    return {item.link_id: _recorded(walk, station, item) for item in walk.asked(station)}


def _recorded(walk: Walk, station: Station, item: Item) -> tuple[str, ...]:
    told = walk.saves.newest(station)
    key = answer_key(station.form.id, item.link_id)
    if item.type == "acknowledgment":
        # Under other words nobody has agreed to anything yet.
        return ("yes",) if told and told.fact.text_digest == station.page.text_digest else ()
    if item.type == "comprehension":
        attempts = walk.checks.attempts(station, item)
        return (attempts[-1].chosen,) if attempts and item not in walk.checks.to_teach(station) else ()
    return walk.answers.get(key, ())


def _shown(walk: Walk, station: Station, form: Any, digest: str = "", blanks: Sequence[Item] = ()) -> str:
    hearing.keep_shown(clinic(), station)
    asked = _asked(walk, station)
    if digest:
        form["text_digest"].data = digest
        for item in asked:
            if item.type == "acknowledgment":
                form[field_name(item)].data = False
    return where.render_stop(
        "patient/page.html", walk, station, form=form, asked=asked, teach=walk.checks.to_teach(station),
        taught=this_session().pop("taught", ()), name_of=field_name, blanks=blanks,
    )  # fmt: skip


def _talks(walk: Walk) -> list[str]:
    """What answers raised, in the patient's words; a crisis has had a screen of its own."""
    raised = (r.flag.rule for r in walk.flags if r.standing and not r.flag.rule.crisis)
    return list(dict.fromkeys(rule.patient_text for rule in raised))


def _all_answers(walk: Walk) -> list[tuple[Station, list[tuple[Item, str]]]]:
    """Every answer given so far, page by page, with its words."""
    found = []
    for station in walk.stations:
        if walk.saves.newest(station):
            asked = (item for item in walk.asked(station) if item.type not in AFFIRMED)
            words = [(item, answer_words(walk, station.form, item, say)) for item in asked]
            found += [(station, words)] if words else []
    return found
