"""How a name is found again, whatever its case and accents."""

import unicodedata


def name_key(name: str) -> str:
    """Folded for search: no case, no accents, single spaces. The name itself is never changed."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.split())
