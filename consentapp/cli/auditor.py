"""For the auditor: verdicts."""

import sys
from pathlib import Path

import click

from consentapp.clinic import open_clinic
from consentapp.domain.verification import Verdict
from consentapp.ports import Clinic
from consentapp.services.audits import ASSURANCE, Audit, verify_intake, verify_pdf, verify_store
from consentapp.settings import read_settings
from consentapp.store.driver import WrongStore

EXIT = {"PASSED": 0, "FAILED": 1, "INDETERMINATE": 2}


@click.command()
@click.argument("pdf", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--intake", help="Only this intake, within the whole ledger of its site.")
@click.option(
    "--all", "every", is_flag=True, help="Print every verdict, not only a count of those that passed."
)
def verify(pdf: Path | None, intake: str | None, every: bool) -> None:
    """Verify the whole record, one intake, or a PDF that you hold. Exit 0 PASSED, 1 FAILED, 2 INDETERMINATE."""
    try:
        audit = _audit(open_clinic(read_settings()), pdf, intake)
    except WrongStore as damage:
        audit = Audit((Verdict("FAILED", "store", f"{damage}."),), ASSURANCE, 0)
    print_audit(audit, every=every or bool(pdf))
    sys.exit(EXIT[audit.outcome])


def _audit(clinic: Clinic, pdf: Path | None, intake: str | None) -> Audit:
    if pdf:
        return verify_pdf(clinic, pdf.read_bytes())
    return verify_intake(clinic, intake) if intake else verify_store(clinic)


def print_audit(audit: Audit, *, every: bool) -> None:
    """The verdicts, the gravest first, and what they amount to."""
    passed = [v for v in audit.verdicts if v.outcome == "PASSED"]
    shown = [v for v in audit.verdicts if v.outcome != "PASSED"] + (passed if every else [])
    for verdict in shown:
        click.echo(f"{verdict.outcome:13} {verdict.sentence}")
    if not every:
        click.echo(f"{'PASSED':13} {len(passed)} of {len(audit.verdicts)} findings.")
    click.echo(audit.sentence)
