"""For the owner: the demonstration, from nothing to verdicts."""

import socket
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask
from waitress.server import create_server

from consentapp.app import create_app
from consentapp.cli.administrator import say_who_is_on_call
from consentapp.cli.auditor import EXIT, print_audit
from consentapp.clinic import open_clinic
from consentapp.demonstration.browser import over_loopback
from consentapp.demonstration.story import PATIENT, SIGN_INS, VISITOR, Story
from consentapp.domain.facts import Actor
from consentapp.domain.form import Form
from consentapp.domain.verification import worst
from consentapp.ports import Clinic
from consentapp.services.audits import verify_pdf, verify_store
from consentapp.services.recording import JOB
from consentapp.services.staff import add_staff
from consentapp.settings import Settings, read_settings
from consentapp.setup import lay_out, publish_seal
from consentapp.worker import run

FOLDER = Path("instance/demo")
USUAL_PORT = 8000


@click.command()
@click.option("--once", is_flag=True, help="Stop after the verdicts.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, show_default=True)
def demo(once: bool, folder: Path) -> None:
    """A demo clinic: one patient walks from link to sealed PDF, then the clinic is yours to try."""
    listener = listening_socket()
    port = listener.getsockname()[1]
    settings = _settings(folder, port)
    clinic = open_clinic(settings)
    _people(clinic)
    say_who_is_on_call(clinic)
    with Serving(clinic, settings, listener):
        story = Story(over_loopback(port), _forms(clinic), folder / "alerts", click.echo)
        outcome = _play(story, clinic, folder)
        if not once:
            _hand_over(story, settings)
    sys.exit(EXIT[outcome])


class Serving:
    """The web and the worker of a clinic on a listening socket, for as long as the block lasts."""

    def __init__(
        self, clinic: Clinic, settings: Settings, listener: socket.socket, app: Flask | None = None
    ) -> None:
        self._stop = threading.Event()
        self._server = create_server(
            app or create_app(clinic, settings), sockets=[listener], threads=8, ident=None
        )
        self._threads = [
            threading.Thread(target=self._serve, name="web", daemon=True),
            threading.Thread(target=run, args=(clinic, self._stop), name="worker"),
        ]

    def _serve(self) -> None:
        try:
            self._server.run()
        except OSError:
            # Closing the socket is how waitress is told to stop from another thread.
            if not self._stop.is_set():
                raise

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._server.close()
        self._threads[1].join()


def _play(story: Story, clinic: Clinic, folder: Path) -> str:
    click.echo("The desk tests the on-call contact")
    story.confirms_the_on_call_contact()
    click.echo(f"{PATIENT[0]} gets a link and walks through the form")
    intake, link = story.a_patient_is_invited(*PATIENT, mode="on-site")
    pdf = story.the_patient_walks_and_signs(intake, link)
    (folder / "summary.pdf").write_bytes(pdf)
    click.echo(
        f"Intake staff print it: {'the same bytes' if story.staff_print(intake) == pdf else 'DIFFERENT BYTES'}"
    )
    return _verdicts(clinic, folder, pdf)


def _verdicts(clinic: Clinic, folder: Path, pdf: bytes) -> str:
    config = folder / "clinic.toml"
    click.echo(f"\nCONSENTAPP_CONFIG={config} consentapp verify {folder / 'summary.pdf'}")
    audit = verify_pdf(clinic, pdf)
    print_audit(audit, every=True)
    click.echo(f"\nCONSENTAPP_CONFIG={config} consentapp verify")
    whole = verify_store(clinic)
    print_audit(whole, every=False)
    return worst((*audit.verdicts, *whole.verdicts))


def _hand_over(story: Story, settings: Settings) -> None:
    name, birth_date = VISITOR
    _, link = story.a_patient_is_invited(name, birth_date, mode="remote")
    click.echo("\nThe demo clinic is open. Its database is a plain file: never put real patients into it.\n")
    click.echo(f"  Patient    {link}\n             date of birth {birth_date} ({name})")
    click.echo(f"  Staff      {settings.address}/staff")
    for person in SIGN_INS:
        click.echo(f"  {person.role.capitalize():13} login {person.login}, password {person.password}")
    click.echo("\nStop with Ctrl-C.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("\nClosed. Everything is kept in instance/demo/.")


def _settings(folder: Path, port: int) -> Settings:
    address = f"http://127.0.0.1:{port}"
    config = folder / "clinic.toml"
    if not config.exists():
        click.echo(f"Laying out a demo clinic in {folder}")
        lay_out(
            folder, organisation="harbor-demo", name="Harbor Clinic", zone="America/New_York", address=address,
            demo=True, at=datetime.now(UTC), on_call="the on-call clinician",
        )  # fmt: skip
    return read_settings({"CONSENTAPP_CONFIG": str(config), "CONSENTAPP_ADDRESS": address})


def _people(clinic: Clinic) -> None:
    publish_seal(clinic)
    with clinic.store.reading() as reading:
        missing = [person for person in SIGN_INS if not reading.staff_by_login(person.login)]
    for person in missing:
        add_staff(
            clinic, login=person.login, name=person.name, role=person.role, password=person.password,
            by=Actor(JOB, "demo"),
        )  # fmt: skip


def _forms(clinic: Clinic) -> dict[str, Form]:
    """In the demo's first language, which is its patient's."""
    forms = clinic.catalog.forms.values()
    return {form.id: form for form in forms if form.language == clinic.site.languages[0]}


def listening_socket() -> socket.socket:
    """A socket of this machine alone, on the usual port or any other that is free."""
    for port in (USUAL_PORT, 0):
        found = socket.socket()
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", port))
            found.listen(128)
        except OSError:
            found.close()
            continue
        return found
    raise click.ClickException("no port is free on this machine")
