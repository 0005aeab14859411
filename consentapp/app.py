"""The HTTP door."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from consentapp.clinic import open_clinic
from consentapp.domain.text import plain
from consentapp.domain.times import local_date
from consentapp.ports import Clinic
from consentapp.resources import PACKAGE, resource_dir
from consentapp.settings import Settings, read_settings
from consentapp.web import (
    administrator,
    anyone,
    auditor,
    desk,
    languages,
    patient,
    refusals,
    staff_passkeys,
    visits,
)
from consentapp.web.access import check_access
from consentapp.web.headers import add_headers
from consentapp.web.parts import EXTENSION, this_session
from consentapp.web.sessions import StoreSessions
from consentapp.web.undefined import ABSENT, StrictBeyondOptions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 8 * 1024 * 1024
MOST_FORM_BYTES = 200_000


def create_app(clinic: Clinic, settings: Settings) -> Flask:
    """The application around an open clinic."""
    app = Flask(
        "consentapp",
        static_folder=str(PACKAGE / "static" / "built"),
        template_folder=str(resource_dir("templates")),
    )
    secure = settings.address.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-consentapp" if secure else "consentapp",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        MAX_FORM_PARTS=300,
        TRUSTED_HOSTS=[settings.address.partition("://")[2].partition(":")[0]],
        # A patient may read for an hour: the token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if secure:
        app.wsgi_app = _behind_tls(app.wsgi_app)  # type: ignore[method-assign,assignment]
    app.extensions[EXTENSION] = clinic
    app.session_interface = StoreSessions(clinic)
    _templates(app, clinic)
    languages.register(app, clinic)
    app.before_request(check_access)
    CSRFProtect(app)
    app.after_request(add_headers)
    refusals.register(app)
    for blueprint in (
        anyone.bp,
        patient.bp,
        staff_passkeys.bp,
        desk.bp,
        visits.bp,
        auditor.bp,
        administrator.bp,
    ):
        app.register_blueprint(blueprint)
    return app


def _behind_tls(application: "WSGIApplication") -> "WSGIApplication":
    """The proxy speaks TLS with the browser: what counts is the address that the owner gave, not a header."""

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = "https"
        return application(environ, start_response)

    return serve


def _templates(app: Flask, clinic: Clinic) -> None:
    app.jinja_options = {"undefined": StrictBeyondOptions, "trim_blocks": True, "lstrip_blocks": True}
    components = PackageLoader("govuk_frontend_jinja")
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(resource_dir("templates")),
            PrefixLoader({"govuk_frontend_jinja": components}),
            components,
        ]
    )
    zone = clinic.site.zone
    app.jinja_env.filters.update(
        plain=plain,
        local_date=lambda at: local_date(at, zone),
        code=lambda code: "-".join(code[i : i + 4] for i in range(0, len(code), 4)),
    )
    app.jinja_env.globals.update(site=clinic.site, values=clinic.site.values, person=this_session)
    app.jinja_env.globals.update(ABSENT)


def application() -> Flask:
    """For a WSGI server: settings from the environment."""
    settings = read_settings()
    return create_app(open_clinic(settings), settings)
