"""The order in which the answers of a comprehension check stand: each intake's own, and the same whenever it is shown."""

import hashlib
from dataclasses import replace

from consentapp.domain.form import Item


def shuffled(item: Item, intake: str) -> Item:
    """A check with its answers in the order of this intake; any other item as it is."""
    if item.type != "comprehension":
        return item
    drawn = sorted(item.options, key=lambda option: _lot(intake, item.link_id, option.code))
    return replace(item, options=tuple(drawn))


def order(item: Item, intake: str) -> str:
    """`link-id: codes` in the order in which they stand."""
    return f"{item.link_id}: {' '.join(option.code for option in shuffled(item, intake).options)}"


def _lot(*names: str) -> bytes:
    """The same in every run, and nobody's choice."""
    return hashlib.sha256("/".join(names).encode()).digest()
