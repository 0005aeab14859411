"""Forms of the staff door and the administrator's room."""

from wtforms import HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional

from consentapp.domain.roles import ADMINISTRATOR, AUDITOR, CLINICIAN, INTAKE
from consentapp.domain.saying import N_
from consentapp.services.recording import LONGEST_NOTE
from consentapp.services.sign_in import LONGEST_PASSWORD
from consentapp.services.staff import SHORTEST_PASSWORD
from consentapp.web.languages import later
from consentapp.web.small_forms import LONGEST_NAME, SHORTER, TextForm

ROLE_NAMES = {
    INTAKE: N_("Intake: opens records, sends links, prints"),
    CLINICIAN: N_("Clinician: decides on flags, answers questions"),
    AUDITOR: N_("Auditor: reads and verifies, changes nothing"),
    ADMINISTRATOR: N_("Administrator: lets people in and out"),
}

LENGTH = Length(
    min=SHORTEST_PASSWORD,
    max=LONGEST_PASSWORD,
    message=later("A password has %(min)d to %(max)d characters. Several words are easy to keep in mind."),
)


class SignIn(TextForm):
    login = StringField(
        validators=[DataRequired(later("Enter your login.")), Length(max=LONGEST_NAME, message=SHORTER)]
    )
    password = PasswordField(
        validators=[
            InputRequired(later("Enter your password.")),
            Length(max=LONGEST_PASSWORD * 5, message=SHORTER),
        ]
    )


class Code(TextForm):
    code = StringField(
        validators=[
            DataRequired(later("Enter the six digits that your app shows.")),
            Length(max=20, message=SHORTER),
        ]
    )


class PasskeyAnswer(TextForm):
    answer = HiddenField()


class AddPasskey(PasskeyAnswer):
    name = StringField(validators=[Optional(), Length(max=LONGEST_NAME, message=SHORTER)])


class SetUpSecondStep(Code):
    present = StringField(validators=[Optional(), Length(max=20, message=SHORTER)])


class ChangePassword(TextForm):
    present = PasswordField(validators=[InputRequired(later("Enter your present password."))])
    password = PasswordField(validators=[InputRequired(later("Enter a new password.")), LENGTH])
    again = PasswordField(
        validators=[EqualTo("password", later("The two new passwords are not the same. Enter them again."))]
    )


class NewAccount(TextForm):
    name = StringField(
        validators=[
            DataRequired(later("Enter the person's full name.")),
            Length(max=LONGEST_NAME, message=SHORTER),
        ]
    )
    login = StringField(
        validators=[DataRequired(later("Enter a login.")), Length(max=LONGEST_NAME, message=SHORTER)]
    )
    role = RadioField(choices=ROLE_NAMES, validators=[InputRequired(later("Choose a role."))])
    password = PasswordField(validators=[InputRequired(later("Enter a password to begin with.")), LENGTH])


class ResetPassword(TextForm):
    password = PasswordField(validators=[InputRequired(later("Enter a password to begin with.")), LENGTH])


class Deactivate(TextForm):
    reason = StringField(
        validators=[DataRequired(later("Write the reason.")), Length(max=LONGEST_NOTE, message=SHORTER)]
    )
