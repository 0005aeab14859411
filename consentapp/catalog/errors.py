"""What an author is told."""

from pathlib import Path


class FormError(Exception):
    """A form that cannot be used: where, what is wrong, and what to do."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path = path
        self.line = line
        self.message = message


def line_of(source: str, needle: str) -> int:
    """The first line that holds the needle, counted from 1; 0 when none does."""
    before, found, _ = source.partition(needle) if needle else ("", "", "")
    return before.count("\n") + 1 if found else 0
