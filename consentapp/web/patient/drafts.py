"""Leaving a page: what was typed is kept first, whichever button leads away."""

import json
from collections.abc import Mapping

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from consentapp.domain.walk import Station
from consentapp.services import pages
from consentapp.web.parts import clinic, intake_id, this_session
from consentapp.web.patient import where

WAYS: Mapping[str, str] = {
    "ask": "patient.ask",
    "not-sure": "patient.not_sure",
    "paper": "patient.paper",
    "decline": "patient.decline",
    "more": "patient.more",
}

KEPT_BESIDE_ITEMS = ("printed_name", "method", "text_digest")


def leave(station: Station, way: str) -> Response:
    """Keep what was typed, then go where the button says."""
    pages.keep_draft(
        clinic(), intake=intake_id(), page=station.key, values=json.dumps(typed_on(request.form))
    )
    session = this_session()
    session["from"] = station.key
    if way == "stop":
        session.end()
        return redirect(url_for("patient.stopped", why="later"))
    if way == "text-size":
        session["large"] = not session.get("large")
        return redirect(where.address(station))
    if way == "back":
        before = where.this_walk().before(station)
        return redirect(where.address(before) if before else url_for("patient.welcome"))
    return redirect(url_for(WAYS.get(way, "patient.go_on")))


def typed_on(posted: MultiDict[str, str]) -> dict[str, list[str]]:
    """The answers of a posted page, by field name. A signature's drawing is never a draft."""
    return {
        name: values
        for name, values in posted.lists()
        if (name.startswith("item-") or name in KEPT_BESIDE_ITEMS) and any(values)
    }
