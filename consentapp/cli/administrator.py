"""For the administrator: set up, serve, accounts."""

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

import click
import waitress

from consentapp.app import create_app
from consentapp.clinic import open_clinic
from consentapp.domain.errors import NotFound
from consentapp.domain.facts import Actor
from consentapp.domain.roles import ROLES
from consentapp.ports import Clinic
from consentapp.services.recording import JOB, confirmed_contacts
from consentapp.services.sign_in import normal_login
from consentapp.services.staff import add_staff
from consentapp.services.staff import deactivate as deactivate_staff
from consentapp.services.worklist import rebuild as rebuild_worklist
from consentapp.settings import Settings, read_settings
from consentapp.setup import lay_out, publish_seal
from consentapp.worker import run

COMMAND_LINE = Actor(JOB, "command-line")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--organisation", required=True, help="Short name for the ledger's origin, e.g. harbor-clinic.")
@click.option("--name", required=True, help="The clinic's name, as patients read it.")
@click.option("--zone", default="America/New_York", show_default=True, help="Time zone of the site.")
@click.option("--address", required=True, help="Where browsers reach it, e.g. https://consent.example.org")
@click.option("--country", required=True, help="Whose crisis lines are shown: ISO 3166, e.g. US.")
def init(folder: Path, organisation: str, name: str, zone: str, address: str, country: str) -> None:
    """Lay out a new clinic in FOLDER: config file, keys, certificate."""
    config = lay_out(
        folder,
        organisation=organisation,
        name=name,
        zone=zone,
        address=address,
        demo=False,
        at=datetime.now(UTC),
        country=country.upper(),
    )
    click.echo(
        f"Laid out {folder}. Next: fill in [values] in {config}, then\n  export CONSENTAPP_CONFIG={config}"
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the clinic, and make its PDFs."""
    settings = read_settings()
    clinic = open_clinic(settings)
    publish_seal(clinic)
    say_who_is_on_call(clinic)
    click.echo(f"Serving {settings.address} on {host}:{port}. Stop with Ctrl-C.")
    serve_clinic(clinic, settings, host=host, port=port)


def say_who_is_on_call(clinic: Clinic) -> None:
    """One line for whatever keeps an alert from being heard, and what mends it; nothing once all have confirmed."""
    with clinic.store.reading() as reading:
        confirmed = confirmed_contacts(reading, clinic)
    contacts, where = clinic.site.contacts, f"{clinic.site.address}/desk/on-call"
    if clinic.site.on_call not in confirmed:
        why = (
            f"{contacts[0]} has not confirmed a test alert"
            if contacts
            else "no on-call contact is set (`on_call`)"
        )
        click.echo(
            f"The questions about suicide are off by link: {why}. A test alert is sent and confirmed at {where}"
        )
    for contact in contacts[1:]:
        if contact not in confirmed:
            click.echo(f"The second contact, {contact}, has not confirmed a test alert. Send one at {where}")


def serve_clinic(clinic: Clinic, settings: Settings, *, host: str, port: int) -> None:
    """Web and worker in one process, until interrupted."""
    stop = threading.Event()
    work = threading.Thread(target=run, args=(clinic, stop), name="worker")
    work.start()
    try:
        waitress.serve(
            create_app(clinic, settings),
            host=host,
            port=port,
            threads=8,
            ident=None,
            channel_timeout=20,
            connection_limit=1000,
        )
    finally:
        stop.set()
        work.join()


@click.command()
def worker() -> None:
    """Make PDFs and deliver alerts, in a process of its own."""
    logging.basicConfig(level=logging.INFO)
    run(open_clinic(read_settings()), threading.Event())


@click.group()
def staff() -> None:
    """Staff accounts."""


@staff.command("add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.password_option(help="15 characters or more; asked for when left out.")
def add(login: str, name: str, role: str, password: str) -> None:
    """Add a member of staff."""
    add_staff(
        open_clinic(read_settings()), login=login, name=name, role=role, password=password, by=COMMAND_LINE
    )
    click.echo(f"{name} can sign in as {login}, role {role}.")


@staff.command("deactivate")
@click.argument("login")
@click.option("--reason", required=True, help="It goes on record.")
def deactivate(login: str, reason: str) -> None:
    """End an account and every session of it, now and for good."""
    clinic = open_clinic(read_settings())
    with clinic.store.reading() as reading:
        row = reading.staff_by_login(normal_login(login))
    if not row:
        raise NotFound(f"There is no login {login} at this clinic.")
    deactivate_staff(clinic, staff=row.staff, reason=reason, by=COMMAND_LINE)
    click.echo(f"{row.name} cannot sign in any more, and is signed in nowhere.")


@staff.command("list")
def list_staff() -> None:
    """Everybody who ever had an account here."""
    clinic = open_clinic(read_settings())
    with clinic.store.reading() as reading:
        for row in reading.staff_of(clinic.site.id):
            state = "" if reading.credential(row.staff) else ", deactivated"
            click.echo(f"{row.login}: {row.name}, {row.role}{state}")


@click.command()
def rebuild() -> None:
    """Make the worklist again from the facts."""
    click.echo(f"Made {rebuild_worklist(open_clinic(read_settings()))} rows again.")
