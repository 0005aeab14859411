"""Foreign words as patients will read them: nothing in them may turn into a mark or a value of a site."""

from collections.abc import Iterator

from consentapp.domain.canonical import normalised
from consentapp.domain.text import Paragraph, Run
from consentapp.interop.findings import Findings

LONGEST_TITLE = 90
"""A longer group text is an instruction, not a heading."""


def checked(place: str, text: str, findings: Findings) -> str:
    """Words of an item, an answer or a title. Braces name values of a site, double brackets a word to explain."""
    if "{" in text or "}" in text:
        findings.refuse(place, "its text holds `{` or `}`", "Write the words without braces")
    if "[[" in text or "]]" in text:
        findings.refuse(place, "its text holds `[[` or `]]`", "Write the words with single brackets")
    return normalised(text)


def paragraphs(place: str, text: str, findings: Findings) -> Iterator[Paragraph]:
    """A display's text, a paragraph for each line, word for word."""
    checked(place, text, findings)
    if "<" in text:
        findings.refuse(place, "its text holds `<`", "Write the words, without HTML")
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        if line.startswith("Table:"):
            findings.refuse(
                place, "a line begins with `Table:`, which our forms keep for tables", "Reword it"
            )
        yield Paragraph((Run(line),))
