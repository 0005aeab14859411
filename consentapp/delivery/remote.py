"""What holds for every server that is asked: how long it may take, and how its refusal is told."""

TIMEOUT = 5.0
"""Seconds for each answer. The first try runs while a patient waits for the crisis screen."""

LONGEST = 200


def reason_of(error: Exception) -> str:
    """What the machine says of it: "Connection refused", "timed out", a certificate's fault."""
    said = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return one_line(said) or type(error).__name__


def one_line(text: str) -> str:
    """A stranger's words, short and harmless: they may stand on a staff screen."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:LONGEST]
