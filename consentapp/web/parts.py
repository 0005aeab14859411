"""What every view is handed: the clinic, the person."""

from contextlib import suppress
from typing import cast

from flask import current_app, g, session
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound

from consentapp.domain.errors import Refused
from consentapp.domain.facts import Actor
from consentapp.domain.facts.people import StaffRow
from consentapp.domain.intake import Intake
from consentapp.ports import Clinic
from consentapp.services.recording import STAFF, load_intake
from consentapp.web.sessions import ServerSession

EXTENSION = "consentapp"


def clinic() -> Clinic:
    """The parts joined by `open_clinic`."""
    return cast(Clinic, current_app.extensions[EXTENSION])


def this_session() -> ServerSession:
    return cast(ServerSession, session)


def intake_id() -> str:
    """The intake that this patient's session is for."""
    return this_session().subject


def this_intake() -> Intake | None:
    """The intake of this patient as the request found it; None for anybody else, and for one that is out of reach."""
    if this_session().kind != "patient":
        return None
    if "intake" not in g:
        g.intake = None
        with suppress(Refused), clinic().store.reading() as reading:
            g.intake = load_intake(reading, clinic(), intake_id())
    return cast(Intake | None, g.intake)


def link_id() -> str:
    """The link by which this patient came."""
    return str(this_session()["link"])


def signed_in_staff() -> StaffRow:
    """Who is signed in, by the record: a role is never read from the browser."""
    with clinic().store.reading() as reading:
        row = reading.staff(this_session().subject)
    if not row:
        raise NotFound
    return row


def staff_actor() -> Actor:
    return Actor(STAFF, this_session().subject)


def status_of(form: FlaskForm) -> int:
    """200 for a form that is shown, 422 for one that is shown again with what to mend."""
    return 422 if form.errors else 200
