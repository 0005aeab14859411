"""For the author of forms: check, begin, compare, and see them."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from consentapp.authoring.check import Report, check
from consentapp.authoring.comparing import changes
from consentapp.authoring.drafts import read_drafts
from consentapp.authoring.outline import Section, outline
from consentapp.authoring.report import as_data, as_text
from consentapp.authoring.scaffold import KINDS, Kind, begin
from consentapp.resources import resource_dir
from consentapp.settings import configured_forms

Found = TypeVar("Found")

REMOVED, ADDED = re.compile(r"\[-.*?-\]"), re.compile(r"\{\+.*?\+\}")


@click.group()
def forms() -> None:
    """Write forms: a folder of text files, no code."""


@forms.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("name", metavar="ID")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    required=True,
    help="A consent to read and sign, or questions to answer.",
)
def new(folder: Path, name: str, kind: Kind) -> None:
    """Begin the form ID in a forms FOLDER: files to fill in, with comments that say how."""
    try:
        written = begin(folder, name, kind)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
    for path in written:
        click.echo(f"Wrote {path}")
    click.echo(f"Next: replace what stands in [brackets], then\n  consentapp forms check {written[0].parent}")


@forms.command("check")
@click.argument("what", required=False, default="", metavar="[FOLDER or FORM@VERSION]")
@click.option("--json", "machine", is_flag=True, help="For machines.")
def check_command(what: str, machine: bool) -> None:
    """Read forms as a critic: reading grade, missing topics, claims without a source, sales words. Exit 1 with errors."""
    report = _checked(what)
    if machine:
        click.echo(json.dumps(as_data(report), ensure_ascii=False, indent=2))
    else:
        for line in as_text(report):
            click.echo(line)
    sys.exit(1 if report.count("error") else 0)


@forms.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--language", default="", help="Of several languages this one; the source language otherwise.")
def diff(old: str, new: str, language: str) -> None:
    """What changed from one version to another, as a clinician reads it. OLD and NEW are FORM@VERSION or form folders."""
    found = changes(_outline(old, language), _outline(new, language))
    for change in found:
        click.echo(click.style(change.title, bold=True))
        for line in change.lines:
            click.echo(f"  {_coloured(line)}")
        click.echo()
    click.echo("[-taken away-] {+added+}" if found else "A reader sees no difference.")


@forms.command()
@click.argument("what", required=False, default="", metavar="[FOLDER or FORM@VERSION]")
@click.option("--language", default="", help="Of several languages this one.")
def preview(what: str, language: str) -> None:
    """See a draft as a patient does, on this machine alone: save a file, load the page again."""
    # The web, the store and the PDF maker take a second to import: only this command needs them.
    from consentapp.cli.preview import show

    folder, name = _place(what)
    _or_say(lambda: show(folder.resolve(), name, language))


def _outline(what: str, language: str) -> tuple[Section, ...]:
    folder, name = _place(what)
    if not name:
        raise click.ClickException(f"{what} is no form: give FORM@VERSION, or a folder that holds form.toml")
    drafts = read_drafts(folder)
    if refusals := drafts.refusals_of(name):
        raise refusals[0]
    versions = _or_say(lambda: drafts.named(name))
    draft = next((d for d in versions if d.form.language == (language or versions[0].form.language)), None)
    if draft is None:
        raise click.ClickException(f"{name} has no language `{language}`")
    return outline(draft.form, drafts.questions(draft.form.language))


def _coloured(line: str) -> str:
    """The marks stay: they are read where colours are not."""
    taken = REMOVED.sub(lambda found: click.style(found[0], fg="red"), line)
    return ADDED.sub(lambda found: click.style(found[0], fg="green"), taken)


def _checked(what: str) -> Report:
    folder, name = _place(what)
    return _or_say(lambda: check(folder, name))


def _or_say(look: Callable[[], Found]) -> Found:
    """What was looked for, or one line that says what there is."""
    try:
        return look()
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from None


def _place(what: str) -> tuple[Path, str]:
    """(forms folder, form's name or ""): what was said is a forms folder, one form's folder, or `id@version`."""
    path = Path(what)
    if not what:
        return forms_folder(), ""
    if (path / "form.toml").exists():
        here = path.resolve()
        return here.parents[2], f"{here.parent.name}@{here.name}"
    if path.exists() or "@" not in what:
        return path, ""
    return forms_folder(), what


def forms_folder() -> Path:
    """The clinic's own forms, or the shipped ones."""
    return configured_forms() or resource_dir("forms")
