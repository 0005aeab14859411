"""The rules of consent, without I/O."""
