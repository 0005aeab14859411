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
from consentapp.authoring.live import PREVIEW, LiveCatalog, preview_language
from consentapp.cli.owner import Serving, listening_socket
from consentapp.clinic import open_clinic
from consentapp.demonstration.story import VISITOR
from consentapp.domain.facts import Actor
from consentapp.ports import Clinic
from consentapp.services.intakes import make_link, register
from consentapp.services.recording import JOB
from consentapp.settings import Settings, read_settings
from consentapp.setup import TRANSLATED, lay_out, publish_seal
from consentapp.site_values import country_lines

BY = Actor(JOB, "preview")


def show(folder: Path, only: str, language: str) -> None:
    """Serve the drafts of a folder until interrupted; nothing is left behind. FormError, LookupError."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _end)
    with TemporaryDirectory(prefix="consentapp-preview-") as temporary:
        listener = listening_socket()
        language = preview_language(folder, only, language)
        settings = _settings(Path(temporary), listener.getsockname()[1])
        values = _values(settings, language)
        catalog = LiveCatalog(folder, values, language, only)
        clinic = _clinic(settings, catalog, language, values)
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
    return read_settings({"CONSENTAPP_CONFIG": str(config)})


def _values(settings: Settings, language: str) -> dict[str, str]:
    """What the demo says of itself in a language that need not be one of its own."""
    known = settings.values_by_language
    first = known[settings.languages[0]]
    return known.get(language) or first | country_lines(settings.country, language) | TRANSLATED.get(
        language, {}
    )


def _clinic(settings: Settings, catalog: LiveCatalog, language: str, values: dict[str, str]) -> Clinic:
    """The demo clinic, whose forms are the drafts and whose language is theirs."""
    clinic = open_clinic(settings)
    site = replace(clinic.site, languages=(language,), values=values, values_by_language={language: values})
    publish_seal(clinic)
    return replace(clinic, site=site, catalog=catalog)


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


def _invite(clinic: Clinic, language: str) -> None:
    name, birth_date = VISITOR
    intake = register(clinic, name=name, birth_date=birth_date, packet=PREVIEW, language=language, by=BY)
    link = make_link(clinic, intake=intake, mode="on-site", by=BY)
    click.echo(f"A sample patient's link: {clinic.site.address}/l/{link.token}")
    click.echo(f"Date of birth {birth_date} ({name}). Save a file, load the page again. Stop with Ctrl-C.")
