"""Leaving a page: what was typed is kept first, whichever button leads away."""

import json
from collections.abc import Mapping
from contextlib import nullcontext, suppress

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from consentapp.domain.errors import Refused
from consentapp.domain.stops import Station
from consentapp.domain.walk import Walk
from consentapp.services import alerts, hearing, pages
from consentapp.web.languages import changed_language, pressed
from consentapp.web.page_form import PREFIX, given_on
from consentapp.web.parts import clinic, intake_id, link_id, this_session
from consentapp.web.patient import where

WAYS: Mapping[str, str] = {
    "ask": "patient.ask",
    "not-sure": "patient.not_sure",
    "paper": "patient.paper",
    "decline": "patient.decline",
    "more": "patient.more",
}

LANGUAGE = "language"

KEPT_BESIDE_ITEMS = ("printed_name", "method", "text_digest")


def way_out() -> str:
    """Which button led away from the page, "" for the one that saves it."""
    return LANGUAGE if pressed() else request.form.get("leave", "")


def leave(walk: Walk, station: Station, way: str) -> Response:
    """Keep what was typed, then go where the button says; help comes first for an answer that someone must hear of."""
    helped = help_first(walk, station)
    if not helped:
        keep_typed(station)
    # After the save: it counts in the words that were read. Nothing that is refused here keeps the help from being shown.
    with suppress(Refused) if helped else nullcontext():
        changed_language()
        if way == "skip":
            pages.skip_form(clinic(), intake=intake_id(), form=station.form.id)
    if helped:
        return helped
    session = this_session()
    session["from"] = station.key
    if way == "stop":
        return where.stopped("later")
    if way == LANGUAGE:
        return redirect(where.address(station))
    if way == "text-size":
        session["large"] = not session.get("large")
        return redirect(where.address(station))
    if way == "back":
        before = walk.before(station)
        return redirect(where.address(before) if before else url_for("patient.welcome"))
    return redirect(url_for(WAYS.get(way, "patient.go_on")))


def keep_typed(station: Station) -> None:
    """Keep what was typed on a page, unless an answer on it could be one that must not lie unheard."""
    if not hearing.asks_in_crisis(station):
        pages.keep_draft(
            clinic(), intake=intake_id(), page=station.key, values=json.dumps(typed_on(request.form))
        )


def help_first(walk: Walk, station: Station) -> Response | None:
    """Put an answer on record that someone must hear of, whatever is wrong with its page.

    None where there is none, or where it stands already and the help was shown: then every button does what it says.
    """
    given = given_on(station.page)
    if not hearing.is_news(walk, station, given):
        return None
    hearing.hear(
        clinic(), intake=intake_id(), form=station.form.id, page=station.page.id, given=given,
        text_digest=request.form.get("text_digest", ""), link=link_id(),
    )  # fmt: skip
    alerts.deliver_soon(clinic(), intake=intake_id())
    return where.go_on() if where.crisis_waits(where.this_walk().intake) else None


def typed_on(posted: MultiDict[str, str]) -> dict[str, list[str]]:
    """The answers of a posted page, by field name. A signature's drawing is never a draft."""
    return {
        name: values
        for name, values in posted.lists()
        if (name.startswith(PREFIX) or name in KEPT_BESIDE_ITEMS) and any(values)
    }
