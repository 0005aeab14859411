"""All forms and packets of a site, in memory."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from consentapp.catalog.errors import FormError
from consentapp.catalog.form_folder import read_form_folder
from consentapp.catalog.structure import PacketTable, read_toml
from consentapp.domain.form import Form, Packet, PacketStep
from consentapp.domain.text import placeholders


@dataclass(frozen=True)
class FormLibrary:
    """Forms by id, version and language; packets by id."""

    forms: dict[tuple[str, str, str], Form]
    packets: dict[str, Packet]

    def form(self, form: str, version: str, language: str) -> Form:
        """KeyError for a form, version or language that this site does not hold."""
        return self.forms[(form, version, language)]

    def packet(self, packet: str) -> Packet:
        return self.packets[packet]

    def missing_values(self, known: set[str]) -> set[str]:
        """The site values that some form names and the site has not set."""
        return placeholders(tuple(self.forms.values())) - known


def read_library(folder: Path) -> FormLibrary:
    """Every form and packet below a folder. FormError at the first that cannot be used: a bad form stops the program."""
    locks = _locks(folder / "published.toml")
    forms: dict[tuple[str, str, str], Form] = {}
    for structure in sorted(folder.glob("*/*/*/form.toml")):
        digest = folder_digest(structure.parent)
        for form in read_form_folder(structure.parent, digest):
            _check_lock(structure, form, locks)
            forms[(form.id, form.version, form.language)] = form
    packets = {path.stem: _packet(path, forms) for path in sorted((folder / "packets").glob("*.toml"))}
    return FormLibrary(forms, packets)


def folder_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of a form's files, in name order."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.suffix in (".toml", ".md")):
        whole.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _locks(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    locks: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8")).get("published", {})
    return locks


def _check_lock(path: Path, form: Form, locks: dict[str, str]) -> None:
    locked = locks.get(f"{form.id}@{form.version}")
    if locked and locked != form.digest:
        raise FormError(
            path, 0, f"{form.id} {form.version} was published and must not change; make a new version folder"
        )


def _packet(path: Path, forms: dict[tuple[str, str, str], Form]) -> Packet:
    table = read_toml(path, PacketTable)
    known = {(form, version) for form, version, _ in forms}
    for step in table.step:
        if not step.review and (step.form, step.version) not in known:
            raise FormError(path, 0, f"there is no form {step.form} {step.version}; add it or mend the step")
    steps = tuple(PacketStep(step.form, step.version, step.review) for step in table.step)
    return Packet(table.id, table.version, table.title, steps)
