"""FHIR R4 Questionnaires, into our forms and back."""

from consentapp.interop.carrying import Carried, carry_over
from consentapp.interop.exporting import questionnaire_of
from consentapp.interop.findings import NotCarried
from consentapp.interop.json_text import MOST_BYTES
from consentapp.interop.names import Names
from consentapp.interop.sidecar import Sidecar

__all__ = ["MOST_BYTES", "Carried", "Names", "NotCarried", "Sidecar", "carry_over", "questionnaire_of"]
