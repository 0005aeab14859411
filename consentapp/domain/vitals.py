"""Vital signs before and after a dose, held against the clinic's own limits (clinical dossier, 6.3)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from consentapp.domain.facts.visits import VitalRow, VitalsMeasured
from consentapp.domain.saying import N_, Sentence

Act = Literal["hold", "stop", "emergency"]
ACTS: dict[Act, str] = {
    "hold": N_("wait, rest, measure again after 10 to 15 minutes; a clinician decides and writes down why"),
    "stop": N_("no dose today"),
    "emergency": N_("the emergency protocol, now"),
}

SYMPTOM = N_("A warning symptom, whatever the numbers")

BOUNDS = {
    "above": N_("%(sign)s above %(limit)s"),
    "from": N_("%(sign)s from %(limit)s"),
    "below": N_("%(sign)s below %(limit)s"),
}


@dataclass(frozen=True)
class Sign:
    """A sign that is measured: what it is called, in which unit (UCUM), and what a person alive can have."""

    label: str
    unit: str
    loinc: str
    lowest: Decimal
    highest: Decimal


SIGNS: dict[str, Sign] = {
    "systolic": Sign(N_("Upper blood pressure"), "mm[Hg]", "8480-6", Decimal(40), Decimal(300)),
    "diastolic": Sign(N_("Lower blood pressure"), "mm[Hg]", "8462-4", Decimal(20), Decimal(200)),
    "pulse": Sign(N_("Pulse"), "/min", "8867-4", Decimal(20), Decimal(250)),
    "oxygen": Sign(N_("Oxygen in the blood (percent)"), "%", "59408-5", Decimal(30), Decimal(100)),
    "breaths": Sign(N_("Breaths a minute"), "/min", "9279-1", Decimal(2), Decimal(80)),
    "temperature": Sign(N_("Temperature (°C)"), "Cel", "8310-5", Decimal(30), Decimal(43)),
}
"""Clinical dossier, 6.3; LOINC codes as it confirms them."""


@dataclass(frozen=True, kw_only=True)
class VitalLimits:
    """A clinic's limits. The defaults are those of the dossier; no label forbids a dose by number alone."""

    systolic_hold: int = 140
    diastolic_hold: int = 90
    systolic_stop: int = 160
    diastolic_stop: int = 100
    systolic_emergency: int = 180
    diastolic_emergency: int = 120
    pulse_hold: int = 110
    pulse_low: int = 50
    oxygen_hold: int = 94
    breaths_hold: int = 10
    temperature_hold: Decimal = Decimal("38.0")

    def __post_init__(self) -> None:
        """ValueError for limits that stand in no order, or are no vital signs of anybody alive."""
        for side in ("systolic", "diastolic"):
            hold, stop, emergency = (getattr(self, f"{side}_{act}") for act in ACTS)
            if not hold < stop < emergency:
                raise ValueError(f"{side}: hold, stop and emergency go up, not {hold}, {stop}, {emergency}")
        if not self.pulse_low < self.pulse_hold:
            raise ValueError(
                f"pulse: the low limit, {self.pulse_low}, lies below the high one, {self.pulse_hold}"
            )
        for limit in fields(self):
            if not getattr(self, limit.name) > 0:
                raise ValueError(f"{limit.name} is a number above 0")


def limits_from(table: object) -> VitalLimits:
    """A clinic's own limits, by name, in place of the defaults. ValueError names what cannot be used."""
    known = [limit.name for limit in fields(VitalLimits)]
    if not isinstance(table, dict):
        raise ValueError("limits stand in a table, each as a number")
    if unknown := sorted(table.keys() - set(known)):
        raise ValueError(f"there is no limit `{unknown[0]}`; known are {', '.join(known)}")
    if odd := [
        name for name, value in table.items() if isinstance(value, bool) or not isinstance(value, int | float)
    ]:
        raise ValueError(f"{odd[0]} is a number")
    numbers: dict[str, Any] = {
        name: Decimal(str(value)) if name == "temperature_hold" else int(value)
        for name, value in table.items()
    }
    return VitalLimits(**numbers)


@dataclass(frozen=True, kw_only=True)
class VitalSigns:
    """One measurement: mmHg, beats and breaths a minute, percent, degrees Celsius. None for what was not measured."""

    systolic: int | Decimal | None = None
    diastolic: int | Decimal | None = None
    pulse: int | Decimal | None = None
    oxygen: int | Decimal | None = None
    breaths: int | Decimal | None = None
    temperature: Decimal | None = None
    symptoms: bool = False
    """Chest pain, severe headache, a change of sight, weakness or short breath."""


@dataclass(frozen=True)
class VitalFinding:
    """A sign beyond its limit, and what the limit asks for."""

    act: Act
    sentence: str
    source: str
    rule: "VitalRule | None" = None
    """The limit; None for a symptom, which has none."""


@dataclass(frozen=True)
class VitalRule:
    """One limit in words."""

    sign: str
    act: Act
    bound: str
    """"above", "from" (this number on) or "below"."""
    limit: int | Decimal
    source: str

    @property
    def sentence(self) -> Sentence:
        return Sentence(BOUNDS[self.bound], sign=Sentence(SIGNS[self.sign].label), limit=str(self.limit))

    def beyond(self, signs: VitalSigns) -> bool:
        """Whether these signs are past the limit; a sign that was not measured is past none."""
        value = getattr(signs, self.sign)
        if value is None:
            return False
        return bool(
            {"above": value > self.limit, "from": value >= self.limit, "below": value < self.limit}[
                self.bound
            ]
        )


def gravest(fact: VitalsMeasured) -> Act | None:
    """What a measurement asks for, by the limits of its day; None where every sign was within them."""
    asked = {row.act for row in fact.rows if isinstance(row, VitalRow)}
    return next((act for act in reversed(ACTS) if act in asked), None)


def row_sentence(row: VitalRow) -> Sentence:
    """One sign of a measurement in words: "Pulse: 120/min"."""
    if row.sign not in SIGNS:
        return Sentence(SYMPTOM)
    return Sentence("%(sign)s: %(value)s", sign=Sentence(SIGNS[row.sign].label), value=row.value)


def vital_rules(limits: VitalLimits) -> tuple[VitalRule, ...]:
    """Every limit of a clinic, the gravest first."""
    policy = "clinic policy"
    pressure = ("systolic", "diastolic")
    return (
        *(VitalRule(s, "emergency", "from", getattr(limits, f"{s}_emergency"), policy) for s in pressure),
        *(VitalRule(s, "stop", "from", getattr(limits, f"{s}_stop"), "R53d") for s in pressure),
        *(VitalRule(s, "hold", "above", getattr(limits, f"{s}_hold"), "R54") for s in pressure),
        VitalRule("pulse", "hold", "above", limits.pulse_hold, policy),
        VitalRule("pulse", "hold", "below", limits.pulse_low, policy),
        VitalRule("oxygen", "hold", "below", limits.oxygen_hold, policy),
        VitalRule("breaths", "hold", "below", limits.breaths_hold, policy),
        VitalRule("temperature", "hold", "above", limits.temperature_hold, policy),
    )


def limits_by_act(limits: VitalLimits) -> dict[str, list[VitalRule]]:
    """What each limit asks for, in words, with the limits that ask for it, the gravest first."""
    return {
        words: [rule for rule in vital_rules(limits) if rule.act == act]
        for act, words in reversed(ACTS.items())
    }


def vital_findings(signs: VitalSigns, limits: VitalLimits) -> tuple[VitalFinding, ...]:
    """What these signs ask for, the gravest first; of one sign only the gravest."""
    return tuple(sorted(_findings(signs, limits), key=lambda found: -list(ACTS).index(found.act)))


def _findings(signs: VitalSigns, limits: VitalLimits) -> Iterator[VitalFinding]:
    if signs.symptoms:
        yield VitalFinding("emergency", SYMPTOM, "clinic policy")
    seen: set[str] = set()
    for rule in vital_rules(limits):
        if rule.sign not in seen and rule.beyond(signs):
            seen.add(rule.sign)
            found = Sentence(
                "%(limit)s: %(value)s", limit=rule.sentence, value=str(getattr(signs, rule.sign))
            )
            yield VitalFinding(rule.act, found, rule.source, rule)
