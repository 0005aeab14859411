"""What an import refuses, and what it leaves out: each with the linkId that it concerns."""

from dataclasses import dataclass, field

WHOLE = "Questionnaire"
"""Where a finding stands that is no item's."""

MOST_SHOWN = 40
LONGEST_QUOTE = 80


@dataclass(frozen=True)
class Refusal:
    """Something that a form of ours cannot carry."""

    place: str
    why: str
    mend: str

    def __str__(self) -> str:
        return f"{quoted(self.place)}: {self.why}. {self.mend}."


class NotCarried(Exception):
    """Every refusal of one import, as lines for the person who runs it."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        lines = [str(refusal) for refusal in refusals[:MOST_SHOWN]]
        if more := len(refusals) - len(lines):
            lines.append(f"... and {more} more.")
        super().__init__("\n".join(lines))
        self.refusals = refusals


@dataclass
class Findings:
    """Refusals and notices, gathered while an import goes on, so that all are told at once."""

    refusals: list[Refusal] = field(default_factory=list)
    _notices: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, place: str, why: str, mend: str) -> None:
        self.refusals.append(Refusal(place, why, mend))

    def notice(self, place: str, what: str) -> None:
        self._notices.setdefault(what, []).append(place)

    def notices(self) -> tuple[str, ...]:
        """One line for each thing left out, with the first places where it stood."""
        return tuple(f"{what} ({_places(places)})" for what, places in self._notices.items())

    def check(self) -> None:
        """NotCarried when anything was refused so far."""
        if self.refusals:
            raise NotCarried(tuple(dict.fromkeys(self.refusals)))


def refusal(why: str, mend: str, place: str = WHOLE) -> NotCarried:
    """One refusal after which nothing more can be read."""
    return NotCarried((Refusal(place, why, mend),))


def quoted(text: str) -> str:
    """Foreign words as they may stand in a message: short, and nothing in them that a terminal obeys."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}..."
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in short)


def _places(places: list[str]) -> str:
    shown = list(dict.fromkeys(quoted(place) for place in places))
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
    return ", ".join(shown[:3]) + more
