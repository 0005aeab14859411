"""For the author of forms: see a draft as a patient does, while it is being written."""

import signal
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import Flask, render_template, request

from consentapp.app import create_app
from consentapp.authoring.live import PREVIEW, LiveCatalog
from consentapp.cli.owner import Serving, listening_socket
from consentapp.clinic import open_clinic
from consentapp.demonstration.story import VISITOR
from consentapp.domain.facts import Actor
from consentapp.ports import Clinic
from consentapp.services.intakes import make_link, register
from consentapp.services.recording import JOB
from consentapp.settings import Settings, read_settings
from consentapp.setup import lay_out, publish_seal

BY = Actor(JOB, "preview")


def show(folder: Path, only: str, language: str) -> None:
    """Serve the drafts of a folder until interrupted; nothing is left behind. FormError, LookupError."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _end)
    with TemporaryDirectory(prefix="consentapp-preview-") as temporary:
        listener = listening_socket()
        settings = _settings(Path(temporary), listener.getsockname()[1])
        catalog = LiveCatalog(folder, settings.values, only)
        language = _language(catalog, language)
        clinic = replace(open_clinic(settings), catalog=catalog)
        publish_seal(clinic)
        with Serving(clinic, settings, listener, _live(create_app(clinic, settings), catalog)):
            _invite(clinic, language)
            threading.Event().wait()


def _end(*_: object) -> None:
    """Once: what is being tidied up is not interrupted again."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    click.echo("\nClosed. Nothing of it is kept.")
    sys.exit(0)


def _settings(temporary: Path, port: int) -> Settings:
    address = f"http://127.0.0.1:{port}"
    config = lay_out(
        temporary, organisation="preview", name="Harbor Clinic", zone="UTC", address=address, demo=True,
        at=datetime.now(UTC), on_call="the on-call clinician",
    )  # fmt: skip
    # open_clinic reads the shipped forms; the drafts come in as the live catalog.
    return read_settings({"CONSENTAPP_CONFIG": str(config)})


def _live(app: Flask, catalog: LiveCatalog) -> Flask:
    """Before each page the folder is looked at again; what cannot be read is said in place of the page."""

    def look_again() -> tuple[str, int] | None:
        fault = None if request.endpoint == "static" else catalog.refresh()
        if fault is None:
            return None
        message = f"{fault} Save the file again when it is mended, and load this page again."
        return render_template(
            "errors/refused.html", title="This form cannot be read now", message=message
        ), 503

    app.before_request(look_again)
    return app


def _language(catalog: LiveCatalog, wanted: str) -> str:
    """The language of the walk: the first form's own unless another is wanted. LookupError for a form without it."""
    asked = [(step.form, step.version) for step in catalog.packet(PREVIEW).steps if not step.review]
    found = wanted or next(language for *form, language in catalog.forms if tuple(form) == asked[0])
    if lacking := [
        f"{form}@{version}" for form, version in asked if (form, version, found) not in catalog.forms
    ]:
        raise LookupError(f"not every form has the language `{found}`: {', '.join(lacking)}")
    return found


def _invite(clinic: Clinic, language: str) -> None:
    name, birth_date = VISITOR
    intake = register(clinic, name=name, birth_date=birth_date, packet=PREVIEW, language=language, by=BY)
    link = make_link(clinic, intake=intake, mode="on-site", by=BY)
    click.echo(f"A sample patient's link: {clinic.site.address}/l/{link.token}")
    click.echo(f"Date of birth {birth_date} ({name}). Save a file, load the page again. Stop with Ctrl-C.")
