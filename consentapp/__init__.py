"""Informed consent and screening for ketamine-assisted therapy, as facts that anyone can check."""

__version__ = "0.1.0"
