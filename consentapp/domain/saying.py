"""Our own sentences. They are written in English; whoever shows them hands in how to say them in the reader's language."""

from collections.abc import Callable

Say = Callable[[str], str]
"""An English sentence of ours in another language; one that is not known there comes back as it is."""


def as_written(text: str) -> str:
    """In English."""
    return text


N_ = as_written
"""Marks a sentence for the catalogues that is said elsewhere."""
