"""Staff accounts: who may sign in, and who looked at whom."""

from dataclasses import replace

from consentapp.domain.canonical import normalised
from consentapp.domain.errors import NotFound, NotNow
from consentapp.domain.facts import Actor
from consentapp.domain.facts.people import (
    PasswordSet,
    SecondStepReset,
    StaffAdded,
    StaffDeactivated,
    StaffRow,
)
from consentapp.domain.roles import ROLES
from consentapp.domain.saying import N_
from consentapp.domain.times import instant
from consentapp.ports import Clinic, Credential, Writing
from consentapp.services.recording import STAFF, new_id, record_for_organisation, words_row
from consentapp.services.sign_in import LONGEST_PASSWORD, count_wrong, is_waiting, normal_login

SHORTEST_PASSWORD = 15

OWN_ACCOUNT = N_("Nobody does this to their own account. Ask another administrator.")
ONE_AT_A_TIME = N_(
    "The other half of this sign-in was reset, and its owner has not signed in since. Whoever resets both could sign in"
    " as them. If they cannot sign in, deactivate the account and make a new one."
)
"""Misuse of an account takes two people (21 CFR 11.200(a)(3))."""

PASSWORD_IS_ALL = N_(
    "This account has no second step yet: whoever resets its password could sign in as its owner. Deactivate the"
    " account and make a new one."
)


def add_staff(
    clinic: Clinic, *, login: str, name: str, role: str, password: str, by: Actor, own: bool = True
) -> str:
    """A new account; returns its id. NotNow for a taken login, an unknown role or a short password.

    `own` is False for a password that somebody else chose: it has to be changed before anything else.
    """
    if role not in ROLES:
        raise NotNow(f"The role must be one of {', '.join(ROLES)}.")
    hashed = _hash(clinic, password)
    staff = new_id(clinic.entropy)
    row = StaffRow(
        staff=staff, login=normal_login(login), name=normalised(name), role=role, site_bound=clinic.site.id
    )
    with clinic.store.writing() as writing:
        if writing.staff_by_login(row.login):
            raise NotNow("This login was used before. Logins are never given to a second person.")
        record_for_organisation(writing, clinic, StaffAdded(staff=staff, role=role, rows=(row,)), actor=by)
        writing.keep_credential(Credential(staff, hashed, 0, "", reset="" if own else "password"))
    return staff


def deactivate(clinic: Clinic, *, staff: str, reason: str, by: Actor) -> None:
    """From now on nobody signs in with this account, and whoever is signed in with it is out.

    NotFound, Incomplete without a reason, NotNow for one's own: nobody might be left who can let people in.
    """
    with clinic.store.writing() as writing:
        _another(writing, clinic, staff, by)
        fact = StaffDeactivated(staff=staff, rows=words_row("reason", reason))
        record_for_organisation(writing, clinic, fact, actor=by)
        writing.drop_credential(staff)
        writing.end_sessions_of(STAFF, staff)


def reset_password(clinic: Clinic, *, staff: str, password: str, by: Actor) -> None:
    """A password to begin with again, which its owner changes at once. NotFound, NotNow."""
    hashed = _hash(clinic, password)
    with clinic.store.writing() as writing:
        credential = _another(writing, clinic, staff, by)
        if credential.reset == "second-step":
            raise NotNow(ONE_AT_A_TIME)
        second = credential.second_step or writing.passkeys_of(staff) or clinic.site.demo
        if not second and credential.reset != "password":
            raise NotNow(PASSWORD_IS_ALL)
        record_for_organisation(writing, clinic, PasswordSet(staff=staff), actor=by)
        writing.keep_credential(replace(credential, password_hash=hashed, reset="password"))
        writing.end_sessions_of(STAFF, staff)


def reset_second_step(clinic: Clinic, *, staff: str, by: Actor) -> None:
    """A lost phone: the owner sets up another app after the next sign-in with their password. NotFound, NotNow."""
    with clinic.store.writing() as writing:
        credential = _another(writing, clinic, staff, by)
        if credential.reset == "password":
            raise NotNow(ONE_AT_A_TIME)
        record_for_organisation(writing, clinic, SecondStepReset(staff=staff), actor=by)
        writing.keep_credential(replace(credential, second_step="", counter=0, reset="second-step"))
        writing.drop_passkeys(staff)
        writing.end_sessions_of(STAFF, staff)


def change_password(clinic: Clinic, *, staff: str, present: str, password: str, session: str = "") -> None:
    """One's own new password; every other session of the account ends. NotNow for a wrong present one, or the same."""
    with clinic.store.reading() as reading:
        known = reading.credential(staff)
    if not known or is_waiting(known, clinic.clock.now()):
        raise NotNow("There were too many wrong tries. Wait a few minutes.")
    if not clinic.passwords.matches(known.password_hash, present[:LONGEST_PASSWORD]):
        with clinic.store.writing() as writing:
            count_wrong(writing, clinic, writing.credential(staff) or known)
        raise NotNow("This is not your present password.")
    if present == password:
        raise NotNow("Choose another password than the present one.")
    hashed = _hash(clinic, password)
    with clinic.store.writing() as writing:
        credential = writing.credential(staff)
        if not credential or credential.password_hash != known.password_hash:
            raise NotNow("This is not your present password.")
        record_for_organisation(writing, clinic, PasswordSet(staff=staff), actor=Actor(STAFF, staff))
        reset = "" if credential.reset == "password" else credential.reset
        writing.keep_credential(replace(credential, password_hash=hashed, reset=reset))
        writing.end_sessions_of(STAFF, staff, but=session)


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


def _hash(clinic: Clinic, password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise NotNow(f"The password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    return clinic.passwords.hash(password)


def _another(writing: Writing, clinic: Clinic, staff: str, by: Actor) -> Credential:
    """How somebody else at this site signs in. NotFound for nobody, or one who does not sign in any more."""
    if (by.kind, by.id) == (STAFF, staff):
        raise NotNow(OWN_ACCOUNT)
    row, credential = writing.staff(staff), writing.credential(staff)
    if not row or row.site_bound != clinic.site.id or not credential:
        raise NotFound("There is no such account at this clinic.")
    return credential
