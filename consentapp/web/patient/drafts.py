"""Leaving a page: what was typed is kept first, whichever button leads away."""

import json
from collections.abc import Mapping

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from consentapp.domain.stops import Station
from consentapp.domain.walk import Walk
from consentapp.services import alerts, pages
from consentapp.web.languages import changed_language, pressed
from consentapp.web.page_form import field_name
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
    """Keep what was typed, then go where the button says; an answer that someone must hear of is saved, and heard."""
    heard = _needs_help(walk, station)
    if heard:
        _save(station)
    else:
        keep_typed(station)
    # After the save: it counts in the words that were read.
    changed_language()
    if heard:
        return where.go_on()
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
    if not pages.asks_in_crisis(station):
        pages.keep_draft(
            clinic(), intake=intake_id(), page=station.key, values=json.dumps(typed_on(request.form))
        )


def help_first(walk: Walk, station: Station) -> Response | None:
    """Save an answer that someone must hear of, though its page is not whole, and show help; None for any other page."""
    if not _needs_help(walk, station):
        return None
    _save(station)
    return where.go_on()


def _needs_help(walk: Walk, station: Station) -> bool:
    return walk.reachable(station) and pages.is_crisis(walk, station, _given(station))


def _save(station: Station) -> None:
    pages.save_page(
        clinic(), intake=intake_id(), form=station.form.id, page=station.page.id, given=_given(station),
        text_digest=request.form.get("text_digest", ""), link=link_id(), whole=False,
    )  # fmt: skip
    alerts.deliver_soon(clinic(), intake=intake_id())


def _given(station: Station) -> dict[str, tuple[str, ...]]:
    typed = typed_on(request.form)
    return {item.link_id: tuple(typed.get(field_name(item), ())) for item in station.page.items}


def typed_on(posted: MultiDict[str, str]) -> dict[str, list[str]]:
    """The answers of a posted page, by field name. A signature's drawing is never a draft."""
    return {
        name: values
        for name, values in posted.lists()
        if (name.startswith("item-") or name in KEPT_BESIDE_ITEMS) and any(values)
    }
