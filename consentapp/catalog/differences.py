"""`changes.<language>.md`: what a version changes, in its author's words, for patients who signed the version before."""

from pathlib import Path

from consentapp.catalog.errors import FormError, line_of
from consentapp.catalog.glossary import read_glossary
from consentapp.catalog.prose import blocks
from consentapp.catalog.source import FormSource
from consentapp.catalog.structure import read_text
from consentapp.domain.text import Block, ListBlock, Paragraph, plain


def read_changes(source: FormSource, language: str) -> tuple[Block, ...]:
    """The author's words in one language; none where there is no such file. FormError names file, line and mend."""
    path = source.folder / f"changes.{language}.md"
    if not path.exists():
        return ()
    if not source.table.replaces:
        raise FormError(path, 0, 'form.toml does not say what this version replaces; add `replaces = "…"`')
    text = read_text(path)
    if ":::" in text:
        raise FormError(
            path, line_of(text, ":::"), "nothing is asked here; move the item to a page of the form"
        )
    found = blocks(path, text, read_glossary(source.folder, language))
    _check_claims(path, text, found)
    if not found:
        raise FormError(path, 0, "this file is empty; say what changed, or take it away")
    return found


def check_files(source: FormSource) -> None:
    """FormError for words on changes in a language that the form does not have."""
    for path in sorted(source.folder.glob("changes.*")):
        if path.name not in {f"changes.{language}.md" for language in source.table.languages}:
            raise FormError(
                path, 0, "the form has no such language; name it in form.toml or take this file away"
            )


def _check_claims(path: Path, text: str, found: tuple[Block, ...]) -> None:
    """A claim, with its evidence, stands on a page: there it is printed with its source."""
    for block in found:
        for part in block.items if isinstance(block, ListBlock) else (block,):
            if isinstance(part, Paragraph) and part.evidence:
                line = line_of(text, plain(part.runs)[:30])
                raise FormError(
                    path, line, "an evidence or source mark has no place here; it belongs on the page"
                )
