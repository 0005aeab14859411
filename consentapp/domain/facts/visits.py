"""What is done on the day of a dose."""

from dataclasses import dataclass
from typing import ClassVar

from consentapp.domain.facts.record import Fact, Row


@dataclass(frozen=True, kw_only=True)
class VitalRow(Row):
    """One sign of a measurement, and what the clinic's limit asked for on that day."""

    table: ClassVar[str] = "vital"
    sign: str
    value: str
    unit: str
    """UCUM."""
    act: str
    """"" (within every limit), "hold", "stop" or "emergency"."""
    bound: str
    threshold: str
    """The limit that it was past: above, from or below what: "from", "160"."""


@dataclass(frozen=True, kw_only=True)
class VitalsMeasured(Fact):
    kind: ClassVar[str] = "vitals.measured"
    deed: ClassVar[str] = "measured vital signs"
    occasion: str
    """"before" or "after" a dose."""


ROWS: tuple[type[Row], ...] = (VitalRow,)
KINDS: tuple[type[Fact], ...] = (VitalsMeasured,)
