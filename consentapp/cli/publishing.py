"""For those who approve forms: two named people, one a licensed clinician."""

from collections.abc import Sequence

import click

from consentapp.catalog import read_library
from consentapp.catalog.locking import lock_form
from consentapp.clinic import open_clinic
from consentapp.domain.errors import CodeNeeded, NotNow
from consentapp.domain.facts.people import StaffRow
from consentapp.domain.form import Form, Forms
from consentapp.ports import Clinic
from consentapp.services.publishing import publish as publish_form
from consentapp.services.sign_in import finish_sign_in, sign_in
from consentapp.settings import read_settings


@click.command()
@click.argument("form", metavar="FORM@VERSION")
@click.option("--as", "login", required=True, help="Your own login; your password is asked for.")
@click.option("--anew", is_flag=True, help="Propose it as it is now, whatever was proposed before.")
def publish(form: str, login: str, anew: bool) -> None:
    """Approve FORM@VERSION for care at this clinic.

    The first person proposes it, a second one publishes it; one of the two is a clinician. Each act is on record over
    the digest of the form's files, and the second locks them in published.toml.
    """
    settings = read_settings()
    clinic = open_clinic(settings)
    person = _signed_in(clinic, login)
    # Read again: what counts is what stands in the folder now, not what stood there before a password was typed.
    folder = settings.forms
    if not folder:
        raise click.ClickException(
            "These are the forms that came with the program. Copy them to a folder of your own and set `forms`."
        )
    versions = in_languages(read_library(folder).forms, form, settings.languages)
    outcome = publish_form(
        clinic, versions, by=person, anew=anew, lock=lambda: lock_form(folder, versions[0])
    )
    digest = versions[0].digest
    if outcome == "proposed":
        click.echo(
            f"{person.name} proposes {form} ({digest[:16]}…). Next: a second person runs the same command."
        )
        return
    click.echo(
        f"{form} is active at this clinic ({digest[:16]}…), and its files are locked in published.toml."
    )
    click.echo("Next: name this version in the packet, then restart the service.")


def _signed_in(clinic: Clinic, login: str) -> StaffRow:
    """Who types their password, and the code of their app where they have one. NotNow for a password of somebody else."""
    try:
        person = sign_in(clinic, login=login, password=click.prompt("Password", hide_input=True, err=True))
    except CodeNeeded as half:
        code = click.prompt("Code", err=True)
        person = finish_sign_in(clinic, staff=half.staff, code=code, proof=half.proof)
    with clinic.store.reading() as reading:
        credential = reading.credential(person.staff)
    if person.site_bound != clinic.site.id or not credential or credential.reset:
        raise NotNow(
            f"This account is not in its owner's hands yet. Sign in at {clinic.site.address}/staff first."
        )
    return person


def in_languages(forms: Forms, name: str, languages: Sequence[str]) -> list[Form]:
    """A version of a form as this clinic shows it: in its languages, or where it has none of them, in its own."""
    found = [form for (id, version, _), form in forms.items() if f"{id}@{version}" == name]
    return [form for form in found if form.language in languages] or found[:1]
