"""Who may use a route. Deny by default: a route that does not say so is for nobody (trust P11-04, P11-07)."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from consentapp.domain.roles import ROLES
from consentapp.services.sign_in import first_task
from consentapp.web.help_anyway import help_anyway
from consentapp.web.parts import clinic, signed_in_staff, this_session

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = "anyone"
INVITED = "invited"
"""Whoever opened a link."""
PATIENT = "patient"
"""Whoever opened a link and gave the matching date of birth."""

OPEN_ENDPOINTS = ("static",)


def allow(*roles: str) -> Callable[[View], View]:
    """Declare who may use a view. Stands directly above the function, below the route."""

    def declared(view: View) -> View:
        view.allowed = roles  # type: ignore[attr-defined]
        return view

    return declared


def roles_of(app: Flask, endpoint: str) -> tuple[str, ...]:
    """The roles that a view declares; none for a view that declares nothing."""
    if endpoint in OPEN_ENDPOINTS:
        return (ANYONE,)
    roles: tuple[str, ...] = getattr(app.view_functions[endpoint], "allowed", ())
    return roles


def check_access() -> Response | tuple[str, int] | None:
    """Before every view: refuse, send to a door, or let through."""
    if request.endpoint is None:
        return None
    roles = roles_of(current_app, request.endpoint)
    if ANYONE in roles:
        return None
    session = this_session()
    if roles in ((INVITED,), (PATIENT,)):
        return _check_patient(roles[0])
    if not set(roles) & set(ROLES):
        raise NotFound
    if session.kind != "staff":
        return redirect(url_for("staff.sign_in"))
    staff = signed_in_staff()
    if staff.role not in roles or staff.site_bound != clinic().site.id:
        raise Forbidden
    return _first_task(staff.staff)


TASKS = {"password": ("staff.password",), "second-step": ("staff.set_up_second_step", "staff.own_passkeys")}
"""Where somebody who has just signed in must go first, and where they may go instead."""


def _first_task(staff: str) -> Response | None:
    with clinic().store.reading() as reading:
        credential, passkeys = reading.credential(staff), reading.passkeys_of(staff)
    if not credential:
        raise Forbidden
    task = first_task(clinic().site, credential, passkeys)
    open_now = TASKS.get(task, ())
    return redirect(url_for(open_now[0])) if task and request.endpoint not in open_now else None


def _check_patient(role: str) -> Response | tuple[str, int] | None:
    session = this_session()
    if session.kind != PATIENT:
        return help_anyway(403) or redirect(url_for("anyone.lost"))
    if role == PATIENT and not session.get("matched"):
        return help_anyway(403) or redirect(url_for("patient.identify"))
    return None
