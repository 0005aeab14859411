"""Vital signs before and after a dose, held against the clinic's own limits (clinical dossier, 6.3)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from consentapp.domain.saying import N_, Sentence

Act = Literal["hold", "stop", "emergency"]
ACTS: dict[Act, str] = {
    "hold": N_("wait, rest, measure again after 10 to 15 minutes; a clinician decides and writes down why"),
    "stop": N_("no dose today"),
    "emergency": N_("the emergency protocol, now"),
}

BOUNDS = {
    "above": N_("%(sign)s above %(limit)s"),
    "from": N_("%(sign)s from %(limit)s"),
    "below": N_("%(sign)s below %(limit)s"),
}


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
    oxygen_hold: int = 94
    breaths_hold: int = 10
    temperature_hold: Decimal = Decimal("38.0")

    def __post_init__(self) -> None:
        """ValueError for limits that stand in no order, or are no vital signs of anybody alive."""
        for side in ("systolic", "diastolic"):
            hold, stop, emergency = (getattr(self, f"{side}_{act}") for act in ACTS)
            if not hold < stop < emergency:
                raise ValueError(f"{side}: hold, stop and emergency go up, not {hold}, {stop}, {emergency}")
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

    systolic: int | None = None
    diastolic: int | None = None
    pulse: int | None = None
    oxygen: int | None = None
    breaths: int | None = None
    temperature: Decimal | None = None
    symptoms: bool = False
    """Chest pain, severe headache, a change of sight, weakness or short breath."""


@dataclass(frozen=True)
class VitalFinding:
    """A sign beyond its limit, and what the limit asks for."""

    act: Act
    sentence: str
    source: str


@dataclass(frozen=True)
class VitalRule:
    """One limit in words."""

    sign: str
    act: Act
    bound: str
    """"above", "from" (this number on) or "below"."""
    limit: int | Decimal
    label: str
    source: str

    @property
    def sentence(self) -> Sentence:
        return Sentence(BOUNDS[self.bound], sign=Sentence(self.label), limit=str(self.limit))

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


def vital_rules(limits: VitalLimits) -> tuple[VitalRule, ...]:
    """Every limit of a clinic, the gravest first."""
    policy = "clinic policy"
    pressure = {"systolic": N_("Upper blood pressure"), "diastolic": N_("Lower blood pressure")}
    return (
        *(
            VitalRule(s, "emergency", "from", getattr(limits, f"{s}_emergency"), words, policy)
            for s, words in pressure.items()
        ),
        *(
            VitalRule(s, "stop", "from", getattr(limits, f"{s}_stop"), words, "R53d")
            for s, words in pressure.items()
        ),
        *(
            VitalRule(s, "hold", "above", getattr(limits, f"{s}_hold"), words, "R54")
            for s, words in pressure.items()
        ),
        VitalRule("pulse", "hold", "above", limits.pulse_hold, N_("Pulse"), policy),
        VitalRule("oxygen", "hold", "below", limits.oxygen_hold, N_("Oxygen in the blood (percent)"), policy),
        VitalRule("breaths", "hold", "below", limits.breaths_hold, N_("Breaths a minute"), policy),
        VitalRule("temperature", "hold", "above", limits.temperature_hold, N_("Temperature (°C)"), policy),
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
        yield VitalFinding("emergency", N_("A warning symptom, whatever the numbers"), "clinic policy")
    seen: set[str] = set()
    for rule in vital_rules(limits):
        if rule.sign not in seen and rule.beyond(signs):
            seen.add(rule.sign)
            found = Sentence(
                "%(limit)s: %(value)s", limit=rule.sentence, value=str(getattr(signs, rule.sign))
            )
            yield VitalFinding(rule.act, found, rule.source)
