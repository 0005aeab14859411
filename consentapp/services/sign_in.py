"""Signing in: a password, then a code of an authenticator app (RFC 6238), good once."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import pyotp

from consentapp.domain.canonical import normalised
from consentapp.domain.errors import CodeNeeded, NotNow, SignInRefused
from consentapp.domain.facts import Actor
from consentapp.domain.facts.people import SecondStepSet, StaffRow, StaffSignedIn, StaffSignInFailed
from consentapp.domain.saying import N_
from consentapp.domain.times import instant, moment
from consentapp.ports import Clinic, Credential, Passkey, Site, Writing
from consentapp.services.recording import STAFF, record_for_organisation

LONGEST_PASSWORD = 200
FREE_TRIES = 5

STEP = timedelta(seconds=30)
"""How long a code is shown; the one before and the one after are taken too, for clocks that are a little off."""

REFUSAL = N_(
    "The login or the password is not right, or there were too many tries. Wait a few minutes and try again, or ask"
    " your administrator."
)
"""For every cause: what differs would tell which logins there are."""

USE_PASSKEY = N_("This account opens with a passkey. Sign in with that.")

WRONG_CODE = N_(
    "This is not the code that your app shows now, or it was used before. Wait for the next one. After several wrong"
    " codes you have to wait a few minutes."
)


def sign_in(clinic: Clinic, *, login: str, password: str) -> StaffRow:
    """The account behind a login and password. CodeNeeded where it has a second step.

    SignInRefused, in the same words and time for every cause (AB-02).
    """
    with clinic.store.reading() as reading:
        row = reading.staff_by_login(normal_login(login))
        credential = reading.credential(row.staff) if row else None
        passkeys = reading.passkeys_of(row.staff) if row else ()
    right = clinic.passwords.matches(
        credential.password_hash if credential else "", password[:LONGEST_PASSWORD]
    )
    if not row or not credential or is_waiting(credential, clinic.clock.now()):
        raise SignInRefused(REFUSAL)
    if right and credential.second_step:
        raise CodeNeeded(row.staff, proof_of(credential))
    if right and passkeys:
        # The password alone would be less than its owner chose.
        raise SignInRefused(USE_PASSKEY)
    if not _counted(clinic, row.staff, right):
        raise SignInRefused(REFUSAL)
    return row


def finish_sign_in(clinic: Clinic, *, staff: str, code: str, proof: str) -> StaffRow:
    """The second step, once the password was right. SignInRefused for a wrong code, and for one that was used.

    `proof`: of the password that was right; it has not been changed since.
    """
    with clinic.store.reading() as reading:
        row, credential = reading.staff(staff), reading.credential(staff)
    if not row or not credential or proof_of(credential) != proof:
        raise SignInRefused(REFUSAL)
    if not _spent(clinic, staff, code):
        raise SignInRefused(WRONG_CODE)
    if not _counted(clinic, staff, True):
        raise SignInRefused(REFUSAL)
    return row


def proof_of(credential: Credential) -> str:
    """Which password was right, without saying what it is."""
    return hashlib.sha256(credential.password_hash.encode()).hexdigest()


def first_task(
    site: Site, credential: Credential, passkeys: Sequence[Passkey] = ()
) -> Literal["", "password", "second-step"]:
    """What whoever has signed in must do before anything else. Everywhere but in a demo, a second step is needed."""
    if credential.reset == "password":
        return "password"
    return "" if credential.second_step or passkeys or site.demo else "second-step"


def new_secret(clinic: Clinic) -> str:
    """160 random bits, as authenticator apps take them (RFC 4226, section 4)."""
    return base64.b32encode(clinic.entropy.bytes(20)).decode()


def enrolment(clinic: Clinic, login: str, secret: str) -> str:
    """The address that a QR code holds for an authenticator app."""
    issuer = clinic.site.values["clinic.name"]
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def set_up_second_step(
    clinic: Clinic, *, staff: str, secret: str, code: str, present: str = "", session: str = ""
) -> None:
    """From now on a code of this secret is needed. `present`: a code of the app used so far, where there is one.

    Every other session of the account ends: one that began with the password alone must not outlive it. NotNow for a
    code that the app with this secret does not show now, or a wrong present one.
    """
    counter = counter_of(secret, code, clinic.clock.now(), after=0)
    with clinic.store.reading() as reading:
        known = reading.credential(staff)
    if not counter or not known or (known.second_step and not _spent(clinic, staff, present)):
        raise NotNow(WRONG_CODE)
    with clinic.store.writing() as writing:
        found = writing.credential(staff)
        if not found or found.second_step != known.second_step:
            raise NotNow(REFUSAL)
        reset: Literal["", "password"] = "password" if found.reset == "password" else ""
        writing.keep_credential(
            replace(found, second_step=secret, counter=counter, failures=0, retry_at="", reset=reset)
        )
        record_for_organisation(writing, clinic, SecondStepSet(staff=staff), actor=Actor(STAFF, staff))
        writing.end_sessions_of(STAFF, staff, but=session)


def counter_of(secret: str, code: str, at: datetime, *, after: int) -> int | None:
    """Which of the codes around now this is, none up to `after`: a code is good once."""
    now = int(at.timestamp()) // int(STEP.total_seconds())
    typed = code.replace(" ", "")
    hotp = pyotp.HOTP(secret)
    shown = (counter for counter in (now - 1, now, now + 1) if counter > after)
    return next((c for c in shown if hmac.compare_digest(hotp.at(c).encode(), typed.encode())), None)


def normal_login(login: str) -> str:
    return normalised(login).strip().casefold()


def is_waiting(credential: Credential, now: datetime) -> bool:
    """Whether wrong tries hold it up. Passkeys wait for nothing: a stranger cannot keep their owner out."""
    return bool(credential.retry_at) and moment(credential.retry_at) > now


def _spent(clinic: Clinic, staff: str, code: str) -> bool:
    """Whether this code was good, and now is no more. A wrong one counts as a wrong try."""
    now = clinic.clock.now()
    with clinic.store.writing() as writing:
        credential = writing.credential(staff)
        if not credential or not credential.second_step or is_waiting(credential, now):
            return False
        counter = counter_of(credential.second_step, code, now, after=credential.counter)
        if counter:
            writing.keep_credential(replace(credential, counter=counter))
        else:
            count_wrong(writing, clinic, credential)
    return counter is not None


def _counted(clinic: Clinic, staff: str, right: bool) -> bool:
    """Put a try on record. False for a wrong one, and for an account that was deactivated meanwhile."""
    with clinic.store.writing() as writing:
        credential = writing.credential(staff)
        if not credential or is_waiting(credential, clinic.clock.now()):
            return False
        if right:
            record_for_organisation(writing, clinic, StaffSignedIn(), actor=Actor(STAFF, staff))
            writing.keep_credential(replace(credential, failures=0, retry_at=""))
        else:
            count_wrong(writing, clinic, credential)
    return right


def count_wrong(writing: Writing, clinic: Clinic, credential: Credential) -> None:
    """From the fifth wrong try on each one doubles the wait, up to some minutes: never a lockout (AU-06)."""
    failures = credential.failures + 1
    wait = timedelta(seconds=2 ** min(failures, 9)) if failures >= FREE_TRIES else None
    retry_at = instant(clinic.clock.now() + wait) if wait else ""
    record_for_organisation(writing, clinic, StaffSignInFailed(), actor=Actor(STAFF, credential.staff))
    writing.keep_credential(replace(credential, failures=failures, retry_at=retry_at))
