"""Forms that are not made from items: identity, questions, the desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from consentapp.domain.saying import N_
from consentapp.services.recording import LONGEST_NOTE
from consentapp.translations import name_in
from consentapp.web.languages import language, later, say

LONGEST_NAME = 200

NO_DATE = later("Enter the date of birth in numbers: month, day and year. For example 3 27 1984.")
SHORTER = later("Write %(max)d characters or fewer.")


class TextForm(FlaskForm):
    """A form of texts: a file that is sent under a field's name is no answer."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, _form: FlaskForm, formdata: Any) -> Any:
            return request.form if formdata is _Auto and request.method == "POST" else None


class ProofOfIntent(TextForm):
    """A button: nothing but the CSRF token."""


class BirthDate(TextForm):
    """Three boxes, as people write it."""

    month = StringField(validators=[Length(max=2, message=NO_DATE)])
    day = StringField(validators=[Length(max=2, message=NO_DATE)])
    year = StringField(validators=[Length(max=4, message=NO_DATE)])

    @property
    def iso(self) -> str:
        """ValueError for what is no date."""
        return date(
            int(self.year.data or ""), int(self.month.data or ""), int(self.day.data or "")
        ).isoformat()

    def validate_year(self, _field: Field) -> None:
        try:
            _ = self.iso
        except (ValueError, OverflowError):
            raise ValidationError(NO_DATE) from None


class AskQuestion(TextForm):
    subject = RadioField(
        choices={
            "practical": N_("Times, cost, getting here, using this form"),
            "treatment": N_("The treatment, my health, or what it could do to me"),
        },
        validators=[InputRequired(later("Choose what your question is about."))],
    )
    text = TextAreaField(
        validators=[
            DataRequired(later("Write your question.")),
            Length(max=LONGEST_NOTE, message=SHORTER),
        ]
    )


class NotSure(TextForm):
    text = TextAreaField(
        validators=[
            Optional(),
            Length(max=LONGEST_NOTE, message=SHORTER),
        ]
    )


class Decline(TextForm):
    text = TextAreaField(
        validators=[
            Optional(),
            Length(max=LONGEST_NOTE, message=SHORTER),
        ]
    )
    wants_call = BooleanField()


class Signing(TextForm):
    """Typed and drawn are equal. Both carry a printed name."""

    text_digest = HiddenField()
    printed_name = StringField(
        validators=[
            DataRequired(later("Write your full name.")),
            Length(max=LONGEST_NAME, message=SHORTER),
        ]
    )
    method = RadioField(
        choices={"typed": N_("My typed name is my signature"), "drawn": N_("I draw my signature")},
        default="typed",
    )
    drawing = HiddenField(
        validators=[Length(max=60_000, message=later("The drawing is too large. Clear it and draw again."))]
    )

    def validate_drawing(self, field: Field) -> None:
        if self.method.data == "drawn" and not field.data:
            raise ValidationError(
                say("Draw your signature in the box, or choose to sign with your typed name.")
            )


class NewIntake(BirthDate):
    name = StringField(
        validators=[
            DataRequired(later("Enter the patient's full name.")),
            Length(max=LONGEST_NAME, message=SHORTER),
        ]
    )
    language = RadioField()

    def offer_languages(self, codes: Sequence[str]) -> None:
        """To choose from; the first is the usual one."""
        names = {code: name_in(code, language()) for code in codes}
        self.language.choices = [(code, name[:1].upper() + name[1:]) for code, name in names.items()]
        self.language.data = self.language.data or codes[0]


class MakeLink(TextForm):
    mode = RadioField(
        choices={"remote": N_("Send it to the patient"), "on-site": N_("Hand it over here, at the clinic")},
        validators=[InputRequired(later("Choose how the patient gets the link."))],
    )


class Answer(TextForm):
    text = TextAreaField(
        validators=[
            DataRequired(later("Write the answer. The patient will read it.")),
            Length(max=LONGEST_NOTE, message=SHORTER),
        ]
    )


class ReviewFlag(TextForm):
    form = HiddenField(validators=[InputRequired()])
    rule = HiddenField(validators=[InputRequired()])
    raised_by = HiddenField(validators=[InputRequired()])
    decision = RadioField(
        choices={"proceed": N_("Proceed"), "delay": N_("Delay"), "do-not-proceed": N_("Do not proceed")},
        validators=[InputRequired(later("Choose a decision."))],
    )
    reason = TextAreaField(
        validators=[
            DataRequired(later("Write the reason.")),
            Length(max=LONGEST_NOTE, message=SHORTER),
        ]
    )


class ConfirmIdentity(TextForm):
    method = RadioField(
        choices={"in-person": N_("I saw the patient in person"), "video": N_("I saw the patient by video")},
        validators=[InputRequired(later("Choose how you know who signed."))],
    )


class ConfirmCode(TextForm):
    code = StringField(
        validators=[
            DataRequired(later("Enter the code that the contact tells you.")),
            Length(max=20, message=SHORTER),
        ]
    )


class TaughtAgain(TextForm):
    form = HiddenField(validators=[InputRequired()])
    link_id = HiddenField(validators=[InputRequired()])


class AskedInPerson(TextForm):
    form = HiddenField(validators=[InputRequired()])
    outcome = TextAreaField(
        validators=[
            DataRequired(later("Write what came of it.")),
            Length(max=LONGEST_NOTE, message=SHORTER),
        ]
    )
