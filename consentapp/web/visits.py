"""The day of a dose: vital signs."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consentapp.domain.errors import NotNow
from consentapp.domain.intake import note
from consentapp.domain.roles import CLINICIAN
from consentapp.domain.saying import N_, Sentence
from consentapp.domain.vitals import (
    ACTS,
    SIGNS,
    VitalSigns,
    gravest,
    limits_by_act,
    row_sentence,
    vital_findings,
)
from consentapp.services import visits
from consentapp.services.recording import LONGEST_NOTE
from consentapp.web.access import allow
from consentapp.web.clinician import bp
from consentapp.web.languages import later, say
from consentapp.web.parts import clinic, staff_actor, status_of
from consentapp.web.records import record_view
from consentapp.web.small_forms import SHORTER, TextForm

__all__ = ["bp"]

BETWEEN = N_("Write a number from %(min)s to %(max)s, or leave it empty.")

OCCASIONS = {"before": N_("Before a dose"), "after": N_("After a dose")}


class Measured(StringField):
    """A number within what a person alive can have; empty for a sign that was not measured."""

    def __init__(self, sign: str, **options: Any) -> None:
        super().__init__(validators=[Optional(), Length(max=10)], **options)
        self.sign = SIGNS[sign]

    def post_validate(self, _form: BaseForm, validation_stopped: bool) -> None:
        if not validation_stopped and self.number is None:
            limits = {"min": str(self.sign.lowest), "max": str(self.sign.highest)}
            raise ValidationError(say(Sentence(BETWEEN, **limits)))

    @property
    def number(self) -> Decimal | None:
        try:
            found = Decimal((self.data or "").replace(",", ".").strip())
        except InvalidOperation:
            return None
        if not found.is_finite():
            return None
        whole = self.sign.unit == "Cel" or found == found.to_integral_value()
        return found if whole and self.sign.lowest <= found <= self.sign.highest else None


class MeasureVitals(TextForm):
    occasion = RadioField(
        choices=OCCASIONS, validators=[InputRequired(later("Choose when it was measured."))]
    )
    systolic, diastolic, pulse = Measured("systolic"), Measured("diastolic"), Measured("pulse")
    oxygen, breaths, temperature = Measured("oxygen"), Measured("breaths"), Measured("temperature")
    symptoms = BooleanField()
    note = TextAreaField(validators=[Optional(), Length(max=LONGEST_NOTE, message=SHORTER)])

    @property
    def signs(self) -> VitalSigns:
        measured: dict[str, Any] = {name: self[name].number for name in SIGNS}
        return VitalSigns(**measured, symptoms=bool(self.symptoms.data))


@bp.route("/intakes/<intake>/vitals", methods=("GET", "POST"))
@allow(CLINICIAN)
def vitals(intake: str) -> Response | tuple[str, int]:
    """Measurements so far, and one more, held against this clinic's limits."""
    form = MeasureVitals()
    if form.validate_on_submit():
        try:
            visits.record_vital_signs(
                clinic(), intake=intake, signs=form.signs, occasion=str(form.occasion.data),
                note=form.note.data or "", by=staff_actor(),
            )  # fmt: skip
        except NotNow as refusal:
            form.form_errors.append(say(refusal.sentence))
        else:
            return _recorded(intake, form.signs)
    view = record_view(intake, N_("vital signs"))
    return render_template(
        "clinician/vitals.html", form=form, signs=SIGNS, occasions=OCCASIONS, limits=limits_by_act(clinic().site.vitals),
        gravest=gravest, acts=ACTS, in_words=row_sentence, words_of=note, **view,
    ), status_of(form)  # fmt: skip


def _recorded(intake: str, signs: VitalSigns) -> Response:
    found = vital_findings(signs, clinic().site.vitals)
    if found:
        flash(gettext("Recorded. This clinic’s limits ask for: %(act)s", act=say(ACTS[found[0].act])))
    else:
        flash(say("Recorded. Every sign is within this clinic’s limits. A clinician decides."))
    return redirect(url_for("clinician.vitals", intake=intake))
