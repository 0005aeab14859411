"""All forms and packets of a site, in memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from consentapp.catalog.errors import FormError, line_of
from consentapp.catalog.form_folder import read_form_folder
from consentapp.catalog.structure import PacketTable, PublishedTable, read_bytes, read_text, read_toml
from consentapp.domain.form import AGE, EnableWhen, Form, Packet, PacketStep
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

    def missing_values(self, known: set[str], language: str) -> set[str]:
        """The site values that some form in this language names and the site has not set."""
        return placeholders(tuple(form for form in self.forms.values() if form.language == language)) - known

    def missing_forms(self, language: str) -> set[str]:
        """The consent forms of packets that are not there in this language. An instrument can be asked in person."""
        steps = {(step.form, step.version) for packet in self.packets.values() for step in packet.steps}
        consents = {key[:2] for key, form in self.forms.items() if form.kind == "consent"}
        return {step[0] for step in steps & consents if (*step, language) not in self.forms}


def read_library(folder: Path) -> FormLibrary:
    """Every form and packet below a folder. FormError at the first that cannot be used: a bad form stops the program."""
    locks = read_locks(folder / "published.toml")
    forms: dict[tuple[str, str, str], Form] = {}
    for here in form_folders(folder):
        for form in read_form_folder(here, folder_digest(here)):
            _check_lock(here / "form.toml", form, locks)
            forms[(form.id, form.version, form.language)] = form
    _check_all_there(folder / "published.toml", locks, forms)
    _check_replaced(folder, forms)
    packets = {path.stem: _packet(path, forms) for path in sorted((folder / "packets").glob("*.toml"))}
    return FormLibrary(forms, packets)


def form_folders(folder: Path) -> list[Path]:
    """The folders below `<kind>/<id>/<version>` that hold a form, in order of name."""
    return sorted(path.parent for path in folder.glob("*/*/*/form.toml"))


def folder_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of a form's files, in name order. FormError for a folder outside its own."""
    if not folder.resolve().is_relative_to(folder.parents[2].resolve()):
        raise FormError(folder, 0, "this is a link to a folder outside the forms; put the form itself here")
    whole = hashlib.sha256()
    for path in _files(folder):
        whole.update(f"{path.name}\0{hashlib.sha256(read_bytes(path)).hexdigest()}\n".encode())
    return whole.hexdigest()


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in (".toml", ".md"))
    except OSError as error:
        raise FormError(folder, 0, f"this folder cannot be listed ({error.strerror})") from None


def read_locks(path: Path) -> dict[str, str]:
    """The digest of each published form, by `id@version`."""
    return read_toml(path, PublishedTable).published if path.exists() else {}


def _check_lock(path: Path, form: Form, locks: dict[str, str]) -> None:
    locked = locks.get(f"{form.id}@{form.version}")
    if locked and locked != form.digest:
        raise FormError(
            path, 0, f"{form.id} {form.version} was published and must not change; make a new version folder"
        )


def _check_all_there(path: Path, locks: dict[str, str], forms: dict[tuple[str, str, str], Form]) -> None:
    if gone := sorted(locks.keys() - {f"{form}@{version}" for form, version, _ in forms}):
        raise FormError(path, 0, f"{gone[0]} was published and is not here any more; put its folder back")


def _check_replaced(folder: Path, forms: dict[tuple[str, str, str], Form]) -> None:
    """A version that another one replaces is still here: patients have signed it."""
    there = {(form, version) for form, version, _ in forms}
    for form in forms.values():
        if form.replaces and (form.id, form.replaces) not in there:
            path = folder / form.kind / form.id / form.version / "form.toml"
            message = (
                f"there is no {form.id} {form.replaces} to replace; put its folder back or mend `replaces`"
            )
            raise FormError(path, line_of(read_text(path), "replaces"), message)


def _packet(path: Path, forms: dict[tuple[str, str, str], Form]) -> Packet:
    table = read_toml(path, PacketTable)
    known = {(form, version) for form, version, _ in forms}
    for step in table.step:
        if not step.review and (step.form, step.version) not in known:
            raise FormError(path, 0, f"there is no form {step.form} {step.version}; add it or mend the step")
    earlier: list[dict[str, Form]] = []
    for step in (step for step in table.step if not step.review):
        said = {key[2]: form for key, form in forms.items() if key[:2] == (step.form, step.version)}
        for language, form in said.items():
            _check_conditions(path, form, [_said_in(language, before) for before in earlier])
        earlier.append(said)
    steps = tuple(PacketStep(step.form, step.version, step.review) for step in table.step)
    return Packet(table.id, table.version, table.title, steps)


def _said_in(language: str, said: dict[str, Form]) -> Form:
    """A form in that language, or in its source language: not every instrument has a translation."""
    return said.get(language) or next(iter(said.values()))


def _check_conditions(path: Path, form: Form, earlier: list[Form]) -> None:
    """A condition on another form asks about an item, an option or a score of a form before it in the packet."""
    items = {f"{before.id}/{item.link_id}": item for before in earlier for _, item in before.items()}
    numbers = {f"{before.id}/{score.id}" for before in earlier for score in before.scores} | {AGE}
    for condition in (c for c in _conditions(form) if "/" in c.question and c.question not in numbers):
        item = items.get(condition.question)
        if item is None or (condition.operator in ("=", "!=") and not item.option(str(condition.answer))):
            message = f"{form.id} asks about `{condition.question}` = `{condition.answer}`, which no earlier form offers"
            raise FormError(path, 0, message)


def _conditions(form: Form) -> Iterator[EnableWhen]:
    """Every condition of a form, wherever it stands."""
    for page in form.pages:
        yield from page.enable_when
        yield from (condition for item in page.items for condition in item.enable_when)
    for rule in form.rules:
        yield from rule.when
    for score in form.scores:
        yield from (condition for cutoff in score.cutoffs for condition in cutoff.when)
