"""Finds our own sentences, keeps the catalogues up to date with them, compiles and checks them.

`begin fr` makes an empty catalogue, `update` finds and merges (`make translations`), `compile` makes the .mo files
(`make assets`), `check [folder]` says what is missing (the tests). A catalogue names files without lines, so that it
changes only when a sentence does.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "consentapp" / "translations"

# Each sentence that a person may read is the first argument of one of these.
REFUSALS = ("NotFound", "NotNow", "Ended", "TextChanged", "TooLong", "FormsMissing", "SignInRefused")
KEYWORDS = (
    DEFAULT_KEYWORDS
    | dict.fromkeys(("say", "later", "Sentence", *REFUSALS))
    | dict.fromkeys(("NN_", "counted"), (1, 2))
)

# What is said at a command line, to the owner and to authors, stays in English.
COMMANDS = ("demonstration/**", "cli/**", "authoring/**", "services/publishing")

WHERE = {
    "consentapp": [*((f"{part}.py", "ignore") for part in COMMANDS), ("**.py", "python")],
    "templates": [("**.html", "jinja2")],
    "pdfs": [("**.html", "jinja2")],
}

PLACES = re.compile(r"\{\w+\}")


def found() -> Catalog:
    """Every sentence of ours, as a catalogue without translations."""
    catalog = Catalog(project="consentapp", charset="utf-8")
    for folder, methods in WHERE.items():
        for path, _, words, comments, _ in extract_from_dir(ROOT / folder, methods, keywords=KEYWORDS):
            name = words[0] if isinstance(words, tuple) else words
            if name:
                catalog.add(words, locations=[(f"{folder}/{path}", 1)], auto_comments=comments)
    for deed in sorted(deeds()):
        catalog.add(deed, locations=[("consentapp/domain/facts", 1)])
    return catalog


def deeds() -> set[str]:
    """What a timeline says of each kind of fact."""
    sys.path.insert(0, str(ROOT))
    from consentapp.domain.facts import KINDS

    return {kind.deed for kind in KINDS.values()}


def catalogues(folder: Path) -> Iterator[tuple[Path, Catalog]]:
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.parent.parent.name)


def begin(language: str) -> None:
    """An empty catalogue. FileExistsError for a language that has one."""
    catalog = Catalog(locale=language, project="consentapp", charset="utf-8", fuzzy=False)
    catalog.update(found(), no_fuzzy_matching=True)
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(written(catalog))


def update() -> None:
    template = found()
    for path, catalog in catalogues(FOLDER):
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        path.write_bytes(written(catalog))


def written(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalog, width=120, include_lineno=False, sort_by_file=True, omit_header=False)
    return file.getvalue()


def compile_all() -> None:
    for path, catalog in catalogues(FOLDER):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def complaints(folder: Path) -> Iterator[str]:
    """What a reader of another language would miss, or must never be shown."""
    template = found()
    for path, catalog in catalogues(folder):
        language = path.parent.parent.name
        known = {message.id for message in catalog if message.id}
        wanted = {message.id for message in template if message.id}
        for lost in wanted - known:
            yield f"{language}: {lost!r} is not in the catalogue: run `make translations`, then translate it"
        for old in known - wanted:
            yield f"{language}: nobody says {old!r} any more: run `make translations`"
        for message in catalog:
            if message.id in wanted:
                yield from (f"{language}: {message.id!r} {wrong}" for wrong in faults(message, catalog))


def faults(message: Message, catalog: Catalog) -> Iterator[str]:
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    source = message.id[-1] if isinstance(message.id, tuple) else message.id
    if message.fuzzy:
        yield "is marked fuzzy: read it, and take the mark away"
    if not all(texts):
        yield "is not translated"
        return
    for error in message.check(catalog):
        yield f"does not fit: {error}"
    for text in texts:
        # The templates take our sentences for safe.
        if re.search(r"[<>&]", text):
            yield "holds markup: a sentence is plain text"
        if PLACES.findall(text) != PLACES.findall(source):
            yield "names other places than the English, or in another order"


def main(arguments: list[str]) -> int:
    match arguments:
        case ["begin", language]:
            begin(language)
        case ["update"]:
            update()
            compile_all()
        case ["compile"]:
            compile_all()
        case ["check", *folder]:
            said = list(complaints(Path(folder[0]) if folder else FOLDER))
            sys.stdout.writelines(f"{line}\n" for line in said)
            return 1 if said else 0
        case _:
            sys.stderr.write("usage: translations.py begin LANGUAGE | update | compile | check [folder]\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
