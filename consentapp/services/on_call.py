"""Whether whoever is on call can be reached: a test alert, and its code said back."""

import hashlib

from consentapp.domain.errors import NotNow
from consentapp.domain.facts import Actor
from consentapp.domain.facts.clinic import OnCallConfirmed, OnCallTested
from consentapp.domain.told import Told
from consentapp.ports import Clinic, Message, Reading
from consentapp.services.recording import new_id, record


def send_test_alert(clinic: Clinic, *, contact: str, by: Actor) -> None:
    """Send a contact a code to say back. NotDelivered, or NotNow for one that is not set here."""
    if contact not in clinic.site.contacts:
        raise NotNow("No on-call contact is set. Put one into the clinic's settings first.")
    code = f"{int.from_bytes(clinic.entropy.bytes(4)) % 1_000_000:06d}"
    body = f"This is a test. Please tell the clinic this code: {code}\n"
    message = Message(new_id(clinic.entropy), clinic.site.id, "consentapp: test alert", body)
    clinic.courier.deliver(contact, message)
    tested = OnCallTested(contact=contact, code_digest=_digest(code), channel=clinic.courier.channel)
    with clinic.store.writing() as writing:
        record(writing, clinic, tested, actor=by)


def confirm_test_alert(clinic: Clinic, *, contact: str, code: str, by: Actor) -> None:
    """The contact said the code back. Once the first has, the suicide questions may be asked by remote link."""
    with clinic.store.writing() as writing:
        newest = _newest_test(writing, clinic, contact)
        known = contact in clinic.site.contacts
        if not known or not newest or newest.fact.code_digest != _digest(code.strip()):
            raise NotNow("This is not the code of the newest test alert. Ask the contact to read it again.")
        confirmed = OnCallConfirmed(contact=contact, tested=newest.id, channel=newest.fact.channel)
        record(writing, clinic, confirmed, actor=by)


def _newest_test(reading: Reading, clinic: Clinic, contact: str) -> Told[OnCallTested] | None:
    facts = reversed(reading.facts_of_kind(clinic.site.id, OnCallTested.kind))
    tests = (Told(found, found.fact) for found in facts if isinstance(found.fact, OnCallTested))
    return next((test for test in tests if test.fact.contact == contact), None)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
