"""From the steps that an intake was opened with to the forms at hand."""

from consentapp.domain.form import Form, Forms
from consentapp.domain.intake import Intake
from consentapp.domain.stops import REVIEW


def form_of_step(step: str, intake: Intake, forms: Forms) -> Form | None:
    """The form of a step in the patient's language; None for the review. KeyError for one that is not at hand."""
    if step == REVIEW:
        return None
    form, _, version = step.partition("@")
    for language in (intake.language, intake.opened.language):
        if found := forms.get((form, version, language)):
            return found
    # An instrument without the patient's language is asked in person, from its own words.
    elsewhere = next((found for key, found in forms.items() if key[:2] == (form, version)), None)
    return elsewhere or forms[(form, version, intake.language)]
