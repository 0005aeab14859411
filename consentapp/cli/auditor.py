"""For the auditor: verdicts."""

import sys
from pathlib import Path

import click

from consentapp.clinic import open_clinic
from consentapp.services.audits import Audit, verify_intake, verify_pdf, verify_store
from consentapp.settings import read_settings

EXIT = {"PASSED": 0, "FAILED": 1, "INDETERMINATE": 2}


@click.command()
@click.argument("pdf", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--intake", help="Only this intake, within the whole ledger of its site.")
@click.option(
    "--all", "every", is_flag=True, help="Print every verdict, not only a count of those that passed."
)
def verify(pdf: Path | None, intake: str | None, every: bool) -> None:
    """Verify the whole record, one intake, or a PDF that you hold. Exit 0 PASSED, 1 FAILED, 2 INDETERMINATE."""
    clinic = open_clinic(read_settings())
    if pdf:
        audit = verify_pdf(clinic, pdf.read_bytes())
    elif intake:
        audit = verify_intake(clinic, intake)
    else:
        audit = verify_store(clinic)
    print_audit(audit, every=every or bool(pdf))
    sys.exit(EXIT[audit.outcome])


def print_audit(audit: Audit, *, every: bool) -> None:
    """The verdicts, the gravest first, and what they amount to."""
    passed = [v for v in audit.verdicts if v.outcome == "PASSED"]
    shown = [v for v in audit.verdicts if v.outcome != "PASSED"] + (passed if every else [])
    for verdict in shown:
        click.echo(f"{verdict.outcome:13} {verdict.sentence}")
    if not every:
        click.echo(f"{'PASSED':13} {len(passed)} of {len(audit.verdicts)} findings.")
    click.echo(audit.sentence)
