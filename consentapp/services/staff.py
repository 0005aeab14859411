"""Staff accounts and signing in."""

from datetime import timedelta

from consentapp.domain.canonical import normalised
from consentapp.domain.errors import NotFound, NotNow, SignInRefused
from consentapp.domain.facts import Actor
from consentapp.domain.facts.people import StaffAdded, StaffRow, StaffSignedIn, StaffSignInFailed
from consentapp.domain.times import instant, moment
from consentapp.ports import Clinic, Credential
from consentapp.services.recording import STAFF, new_id, record_for_organisation

ROLES = ("intake", "clinician", "auditor")
SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 200
FREE_TRIES = 5

REFUSAL = (
    "The login or the password is not right, or there were too many tries. Wait a few minutes and try again, or ask"
    " your administrator."
)
"""For every cause: what differs would tell which logins there are."""


def add_staff(clinic: Clinic, *, login: str, name: str, role: str, password: str, by: Actor) -> str:
    """A new account; returns its id. NotNow for a taken login, an unknown role or a short password."""
    if role not in ROLES:
        raise NotNow(f"The role must be one of {', '.join(ROLES)}.")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise NotNow(f"The password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    staff = new_id(clinic.entropy)
    row = StaffRow(
        staff=staff, login=_login(login), name=normalised(name), role=role, site_bound=clinic.site.id
    )
    hashed = clinic.passwords.hash(password)
    with clinic.store.writing() as writing:
        if writing.staff_by_login(row.login):
            raise NotNow("This login was used before. Logins are never given to a second person.")
        record_for_organisation(writing, clinic, StaffAdded(staff=staff, role=role, rows=(row,)), actor=by)
        writing.keep_credential(Credential(staff, hashed, 0, ""))
    return staff


def sign_in(clinic: Clinic, *, login: str, password: str) -> StaffRow:
    """The account behind a login and password. SignInRefused, in the same words and time for every cause (AB-02)."""
    with clinic.store.reading() as reading:
        row = reading.staff_by_login(_login(login))
        credential = reading.credential(row.staff) if row else None
    now = clinic.clock.now()
    waiting = credential and credential.retry_at and moment(credential.retry_at) > now
    right = clinic.passwords.matches(
        credential.password_hash if credential else "", password[:LONGEST_PASSWORD]
    )
    if not row or not credential or waiting:
        raise SignInRefused(REFUSAL)
    with clinic.store.writing() as writing:
        newest = writing.credential(row.staff) or credential
        failures = 0 if right else newest.failures + 1
        wait = timedelta(seconds=2 ** min(failures, 9)) if failures >= FREE_TRIES else None
        fact = StaffSignedIn() if right else StaffSignInFailed()
        record_for_organisation(writing, clinic, fact, actor=Actor(STAFF, row.staff))
        retry_at = instant(now + wait) if wait else ""
        writing.keep_credential(Credential(row.staff, newest.password_hash, failures, retry_at))
    if not right:
        raise SignInRefused(REFUSAL)
    return row


def note_access(clinic: Clinic, *, staff: str, intake: str, what: str) -> None:
    """A member of staff is about to see a record: one durable row, before the page is sent (HI-05).

    NotFound for a record that is not here: what stands in an address is anybody's text.
    """
    with clinic.store.writing() as writing:
        if not writing.has_intake(clinic.site.id, intake):
            raise NotFound("There is no such record at this clinic.")
        writing.note_access(
            site=clinic.site.id, at=instant(clinic.clock.now()), staff=staff, intake=intake, what=what
        )


def _login(login: str) -> str:
    return normalised(login).strip().casefold()
