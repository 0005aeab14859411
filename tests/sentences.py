"""Our own sentences, as the Spanish catalogue lists them: to look for those that somebody forgot to say in Spanish."""

import re
from functools import cache

from babel.messages.pofile import read_po

from consentapp.translations import SHIPPED

PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")

SHORTEST = 12
"""Letters of a stretch that is looked for: "or" and "code" stand in any text."""


@cache
def stretches() -> tuple[str, ...]:
    """What only the English says: the longest stretch without values of each sentence that reads otherwise in Spanish."""
    with (SHIPPED.folder / "es" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        known = read_po(file, locale="es")
    sentences = [
        sentence
        for message in known
        if message.id and message.id != message.string
        for sentence in (message.id if isinstance(message.id, tuple) else (message.id,))
    ]
    longest = (max(PLACE.split(sentence), key=len).strip() for sentence in sentences)
    return tuple(stretch for stretch in longest if len(stretch) >= SHORTEST)


def english_in(text: str) -> list[str]:
    """The sentences of ours that stand in a text in English."""
    return [stretch for stretch in stretches() if stretch in text]
