"""The patient's blueprint."""

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from consentapp.web.access import PATIENT, roles_of
from consentapp.web.patient import where

bp = Blueprint("patient", __name__)
bp.add_app_template_global(where.unheard)

ALWAYS_OPEN = ("patient.go_on", "patient.help_now", "patient.done")


@bp.before_request
def first_things_first() -> Response | None:
    """Help comes before every other page, and after the end there is only the end."""
    endpoint = str(request.endpoint)
    if request.method == "POST" or endpoint in ALWAYS_OPEN or roles_of(current_app, endpoint) != (PATIENT,):
        return None
    walk = where.this_walk()
    return where.go_on() if walk.intake.ended or where.crisis_waits(walk.intake) else None
