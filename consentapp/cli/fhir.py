"""For the author: a FHIR Questionnaire becomes a draft."""

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from consentapp.catalog import FormError
from consentapp.catalog.form_folder import read_form_folder
from consentapp.catalog.library import folder_digest
from consentapp.catalog.structure import read_toml
from consentapp.interop import MOST_BYTES, Carried, NotCarried, Sidecar, carry_over
from consentapp.interop.findings import refusal
from consentapp.interop.writing import files_of

NOT_CARRIED = 2
ORIGINAL, MAPPING = "questionnaire.json", "fhir.json"


@click.command("import-fhir")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--scoring", "sidecar", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML that says how it is scored, what answers raise, and its licence.",
)  # fmt: skip
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The forms folder.",
)
def import_fhir(file: Path, sidecar: Path | None, folder: Path) -> None:
    """Convert the FHIR R4 Questionnaire in FILE once into a draft below FOLDER. Exit 2 when something cannot be carried."""
    data = _read(file)
    try:
        carried = carry_over(data, read_toml(sidecar, Sidecar) if sidecar else Sidecar())
        place = _laid_down(carried, data, file.name, folder)
    except NotCarried as refused:
        click.echo(f"{refused}\nNothing was written: {file} cannot be carried over as it is.", err=True)
        sys.exit(NOT_CARRIED)
    except FileExistsError:
        raise
    except OSError as error:
        raise click.ClickException(
            f"{folder} cannot be written: {error.strerror}. Nothing was kept."
        ) from None
    for notice in carried.notices:
        click.echo(f"note: {notice}")
    questions = sum(1 for _ in carried.form.items())
    click.echo(
        f"Wrote {place}: a draft, {len(carried.form.pages)} page(s), {questions} question(s).\n"
        "Next: read it beside the original, page by page, before anyone approves it."
    )


def _read(file: Path) -> bytes:
    """No more of the file than may be read at all, and one byte, so that more is noticed."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _laid_down(carried: Carried, data: bytes, name: str, folder: Path) -> Path:
    """The new folder: whole, read back, never over another. FileExistsError when there is one already."""
    form = carried.form
    place = folder / "screening" / form.id / form.version
    if place.exists():
        raise FileExistsError(
            f"{place} is there already, nothing was changed; give another `version` in the sidecar"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=folder) as temporary:
        # One level deeper than a library looks, so that nobody reads half a form.
        made = Path(temporary) / "whole" / form.id / form.version
        made.mkdir(parents=True)
        mapping = carried.names.as_json()
        for file, text in files_of(form, list(_header(carried, data, mapping, name))).items():
            (made / file).write_text(text, encoding="utf-8")
        (made / ORIGINAL).write_bytes(data)
        (made / MAPPING).write_text(mapping, encoding="utf-8")
        _read_back(carried, made)
        place.parent.mkdir(parents=True, exist_ok=True)
        made.rename(place)
    return place


def _read_back(carried: Carried, made: Path) -> None:
    """The catalog reads what was written as the very form that was meant; NotCarried where it does not."""
    digest = folder_digest(made)
    try:
        [found] = read_form_folder(made, digest)
    except FormError as error:
        why = f"our rules refuse the form that it would make: {error.message}"
        raise refusal(why, "Mend the sidecar or the Questionnaire") from None
    if found != replace(carried.form, digest=digest):
        raise refusal(
            "what was written is not read back as it was meant", "Report this: it is a fault of the program"
        )


def _header(carried: Carried, data: bytes, mapping: str, name: str) -> Iterator[str]:
    """Where the form came from. The digests bind the two JSON files, which are no part of the form, to it."""
    yield f"Made by `consentapp forms import-fhir` from {name!a}. A draft: nobody has read it yet."
    if carried.url:
        yield f"Questionnaire: {carried.url!a}"
    yield f"{ORIGINAL}: the original, SHA-256 {hashlib.sha256(data).hexdigest()}"
    yield f"{MAPPING}: its linkIds and codes, SHA-256 {hashlib.sha256(mapping.encode()).hexdigest()}"
