"""What is done on the day of a dose."""

from collections.abc import Iterator

from consentapp.domain.errors import NotNow
from consentapp.domain.facts import Actor
from consentapp.domain.facts.visits import VitalRow, VitalsMeasured
from consentapp.domain.vitals import SIGNS, VitalLimits, VitalSigns, vital_findings
from consentapp.ports import Clinic
from consentapp.services.recording import load_intake, note_row, record
from consentapp.services.worklist import project


def record_vital_signs(
    clinic: Clinic, *, intake: str, signs: VitalSigns, occasion: str, note: str, by: Actor
) -> None:
    """Put a measurement on record, with what the clinic's limits of today ask for. NotNow for nothing measured."""
    rows = tuple(_rows(signs, clinic.site.vitals))
    if not rows:
        raise NotNow("Enter at least one sign.")
    fact = VitalsMeasured(occasion=occasion, rows=(*rows, *note_row("vitals", note)))
    with clinic.store.writing() as writing:
        load_intake(writing, clinic, intake)
        record(writing, clinic, fact, actor=by, intake=intake)
        project(writing, clinic, intake)


def _rows(signs: VitalSigns, limits: VitalLimits) -> Iterator[VitalRow]:
    past = {found.rule.sign: found.rule for found in vital_findings(signs, limits) if found.rule}
    for name, sign in SIGNS.items():
        if (value := getattr(signs, name)) is not None:
            rule = past.get(name)
            yield VitalRow(
                sign=name, value=str(value), unit=sign.unit, act=rule.act if rule else "",
                bound=rule.bound if rule else "", threshold=str(rule.limit) if rule else "",
            )  # fmt: skip
    if signs.symptoms:
        yield VitalRow(sign="symptoms", value="yes", unit="", act="emergency", bound="", threshold="")
