"""The command line."""

import os
import sys

import click

from consentapp import __version__
from consentapp.catalog import FormError
from consentapp.cli.administrator import init, rebuild, serve, staff, worker
from consentapp.cli.auditor import verify
from consentapp.cli.author import forms
from consentapp.cli.fhir import import_fhir
from consentapp.cli.owner import demo
from consentapp.cli.publishing import publish
from consentapp.domain.errors import Refused
from consentapp.settings import SettingsError
from consentapp.store.driver import WrongStore


@click.group()
@click.version_option(__version__, prog_name="consentapp")
def cli() -> None:
    """Informed consent and screening that can be proved years later."""


forms.add_command(import_fhir)
forms.add_command(publish)
for command in (demo, init, serve, worker, staff, rebuild, verify, forms):
    cli.add_command(command)


def main() -> None:
    """Run a command. What cannot be done is said in one line, never as a trace."""
    os.umask(0o077)  # a clinic's database is its owner's alone
    try:
        cli()
    except (SettingsError, FormError, WrongStore, Refused, FileExistsError) as error:
        click.echo(f"consentapp: {error}", err=True)
        sys.exit(2)
