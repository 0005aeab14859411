"""Where a patient is, and where they have to be."""

from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from consentapp.domain.walk import Station, Walk
from consentapp.services.recording import load_walk
from consentapp.web.parts import clinic, intake_id


def this_walk() -> Walk:
    with clinic().store.reading() as reading:
        return load_walk(reading, clinic(), intake_id())


def address(station: Station) -> str:
    if station.form is None or station.page is None:
        return url_for("patient.review")
    return url_for("patient.page", form_id=station.form.id, page_id=station.page.id)


def go_on() -> Response:
    """To whatever comes next for this patient."""
    walk = this_walk()
    if walk.intake.declined:
        return redirect(url_for("patient.stopped", why="declined"))
    if walk.intake.signed or not walk.next:
        return redirect(url_for("patient.done"))
    if crisis_waits(walk):
        return redirect(url_for("patient.help_now"))
    return redirect(address(walk.next))


def elsewhere(walk: Walk, station: Station) -> Response | None:
    """Where this patient has to be instead of this station, if anywhere."""
    if walk.intake.ended or crisis_waits(walk) or not walk.reachable(station):
        return go_on()
    return None


def crisis_waits(walk: Walk) -> bool:
    """The crisis screen comes before anything else."""
    return any(not alert.shown for alert in walk.intake.alerts)


def render_station(template: str, walk: Walk, station: Station, **context: Any) -> str:
    """A page of the walk, with how far it is."""
    place = walk.stations.index(station) + 1 if station in walk.stations else 0
    return render_template(
        template, walk=walk, station=station, place=place, places=len(walk.stations), address=address, **context
    )
