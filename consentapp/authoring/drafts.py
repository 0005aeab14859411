"""A forms folder as its author left it: what can be read, and every refusal of what cannot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from consentapp.authoring.passages import Located, Passage, passages
from consentapp.catalog import FormError, read_library
from consentapp.catalog.form_folder import read_form_folder
from consentapp.catalog.library import folder_digest, form_folders
from consentapp.catalog.structure import PacketTable, read_text, read_toml
from consentapp.domain.form import Form, Item
from consentapp.domain.response import answer_key

ID_LINE = re.compile(r"[ \t]*(?:link_)?id[ \t]*=[ \t]*[\"']([A-Za-z0-9-]+)[\"']")


@dataclass(frozen=True, eq=False)
class Draft:
    """One form in one language, with the file that holds its words. Compared by identity: a form is large."""

    form: Form
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.form.id}@{self.form.version}"

    @property
    def words_path(self) -> Path:
        suffix = "md" if self.form.kind == "consent" else "toml"
        return self.folder / f"{self.form.language}.{suffix}"

    @property
    def structure_path(self) -> Path:
        return self.folder / "form.toml"

    @cached_property
    def located(self) -> Located:
        return Located(self.words_path)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return passages(self.form, self.located)

    @cached_property
    def own(self) -> tuple[Passage, ...]:
        """What its author may change: not the pages of an instrument, whose words are fixed."""
        fixed = {page.id for page in self.form.pages if page.notice}
        return tuple(passage for passage in self.passages if passage.page not in fixed)

    @cached_property
    def structure_lines(self) -> dict[str, int]:
        """The line of `form.toml` that gives a page, an item or a rule its id."""
        lines = enumerate(read_text(self.structure_path).split("\n"), 1)
        return {found[1]: number for number, line in lines if (found := ID_LINE.match(line))}

    @cached_property
    def lines(self) -> dict[tuple[str, str], int]:
        """Where each text of each page stands in the words; the first of two that are alike."""
        return {(passage.page, passage.text): passage.line for passage in reversed(self.passages)}


@dataclass(frozen=True)
class Drafts:
    """All that a folder holds."""

    root: Path
    drafts: tuple[Draft, ...]
    packets: tuple[PacketTable, ...]
    refusals: tuple[FormError, ...]

    def questions(self, language: str) -> dict[str, Item]:
        """Every item of every form in a language, by `form/link-id`; of two versions the later."""
        drafts = (draft for draft in self.drafts if draft.form.language == language)
        return {
            answer_key(draft.form.id, item.link_id): item
            for draft in drafts
            for _, item in draft.form.items()
        }

    def refusals_of(self, name: str) -> list[FormError]:
        """What the strict reader said of the files of the form `id@version`."""
        form, _, version = name.partition("@")
        pairs = ((e, zip(e.path.parts, e.path.parts[1:], strict=False)) for e in self.refusals)
        return [error for error, parts in pairs if (form, version) in parts]

    def named(self, name: str) -> tuple[Draft, ...]:
        """A form's versions in all their languages, by `id@version` or `id`; LookupError says what there is."""
        found = tuple(d for d in self.drafts if name in (d.name, d.form.id))
        if not found:
            there = ", ".join(dict.fromkeys(d.name for d in self.drafts)) or "none that can be read"
            raise LookupError(f"there is no form {name} in {self.root}; there is {there}")
        return found


def read_drafts(root: Path) -> Drafts:
    """Form folder by form folder, so that one fault does not hide the next. FormError for what is no forms folder."""
    folders = form_folders(root)
    if not folders:
        raise FormError(root, 0, "no form is here; a form stands in <kind>/<id>/<version>/form.toml")
    drafts: list[Draft] = []
    refusals: list[FormError] = []
    for folder in folders:
        try:
            forms = read_form_folder(folder, folder_digest(folder))
        except FormError as error:
            refusals.append(error)
        else:
            drafts += [Draft(form, folder) for form in forms]
    packets = _packets(root, refusals)
    if not refusals:
        refusals += _refused_together(root)
    return Drafts(root, tuple(drafts), packets, tuple(refusals))


def _packets(root: Path, refusals: list[FormError]) -> tuple[PacketTable, ...]:
    found: list[PacketTable] = []
    for path in sorted((root / "packets").glob("*.toml")):
        try:
            found.append(read_toml(path, PacketTable))
        except FormError as error:
            refusals.append(error)
    return tuple(found)


def _refused_together(root: Path) -> Sequence[FormError]:
    """What only shows when all is read at once: locks of published forms, packets and their order."""
    try:
        read_library(root)
    except FormError as error:
        return [error]
    return []
