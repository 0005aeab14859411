"""Where a patient is, and where they have to be."""

from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from consentapp.domain.intake import Intake
from consentapp.domain.paging import overdue
from consentapp.domain.renewal import PageChange
from consentapp.domain.stops import Review, Station, Stop, WhatChanged
from consentapp.domain.told import Alert
from consentapp.domain.walk import Walk
from consentapp.services.recording import load_walk
from consentapp.web.languages import spoken
from consentapp.web.parts import clinic, intake_id, link_id, this_intake, this_session


def this_walk() -> Walk:
    with clinic().store.reading() as reading:
        return load_walk(reading, clinic(), intake_id(), link=link_id())


def address(stop: Stop) -> str:
    if isinstance(stop, Review):
        return url_for("patient.review")
    if isinstance(stop, WhatChanged):
        return url_for("patient.what_changed")
    return url_for("patient.page", form_id=stop.form.id, page_id=stop.page.id)


def go_on() -> Response:
    """To whatever comes next for this patient."""
    walk = this_walk()
    if crisis_waits(walk.intake):
        return redirect(url_for("patient.help_now"))
    if walk.intake.declined:
        return redirect(url_for("patient.stopped", why="declined"))
    if walk.intake.signed or not walk.next:
        return redirect(url_for("patient.done"))
    if walk.language_gone:
        return redirect(url_for("patient.language_gone"))
    return redirect(address(walk.next))


def stopped(why: str) -> Response:
    """The quiet end of a session, in the language that it had, with what is still to be said of an alert."""
    still = "unheard" if unheard() else "told" if _unconfirmed() else None
    address = url_for("patient.stopped", why=why, language=spoken(), alert=still)
    this_session().end()
    return redirect(address)


def elsewhere(walk: Walk, stop: Stop) -> Response | None:
    """Where this patient has to be instead of this stop, if anywhere."""
    if walk.intake.ended or crisis_waits(walk.intake) or not walk.reachable(stop):
        return go_on()
    return None


def crisis_waits(intake: Intake) -> bool:
    """The crisis screen comes before anything else."""
    return any(not alert.shown for alert in intake.alerts)


def unheard() -> bool:
    """Whether nobody has confirmed an alert of this patient in time: said on each of their pages, until somebody has."""
    now = clinic().clock.now()
    return any(overdue(alert, now) for alert in _unconfirmed())


def _unconfirmed() -> list[Alert]:
    """Alerts of this patient that nobody has confirmed, those of the record that this one renews among them."""
    intake = this_intake() if this_session().get("matched") else None
    return [alert for alert in intake.every_alert if not alert.confirmed] if intake else []


def render_stop(template: str, walk: Walk, stop: Stop, **context: Any) -> str:
    """A stop of the walk, with how far it is: pages that stand as they were read before are not counted."""
    standing = [station for station in walk.stations if walk.carried(station)]
    asked = [stop for stop in walk.stops if stop not in standing]
    place = asked.index(stop) + 1 if stop in asked else 0
    return render_template(
        template,
        walk=walk,
        station=stop,
        place=place,
        places=len(asked),
        standing=standing,
        change=_change(walk, stop),
        address=address,
        **context,
    )


def _change(walk: Walk, stop: Stop) -> PageChange | None:
    """What is not as it was on a page that is asked again."""
    if not walk.notice or not isinstance(stop, Station) or walk.carried(stop):
        return None
    return walk.notice.of(stop.form.id, stop.page.id)
