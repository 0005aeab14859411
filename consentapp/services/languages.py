"""The language of a walk."""

from consentapp.domain.errors import Ended, NotFound
from consentapp.domain.facts import Actor
from consentapp.domain.facts.walk import LanguageChosen
from consentapp.ports import Clinic
from consentapp.services.recording import PATIENT, load_intake, record
from consentapp.services.worklist import project


def choose_language(clinic: Clinic, *, intake: str, language: str) -> None:
    """From now on the forms are shown in this language. NotFound for one that the site does not offer; Ended."""
    if language not in clinic.site.languages:
        raise NotFound("This form is not offered in that language here.")
    with clinic.store.writing() as writing:
        found = load_intake(writing, clinic, intake)
        if found.ended:
            raise Ended("This form is finished. Nothing on it can be changed.")
        if found.language == language:
            return
        record(
            writing, clinic, LanguageChosen(language=language), actor=Actor(PATIENT, intake), intake=intake
        )
        project(writing, clinic, intake)
