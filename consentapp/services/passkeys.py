"""Passkeys: a sign-in that cannot be phished, made by the device itself (W3C WebAuthn, level 3)."""

from dataclasses import replace
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from consentapp.domain.canonical import has_words, normalised
from consentapp.domain.errors import NotFound, NotNow, SignInRefused
from consentapp.domain.facts import Actor
from consentapp.domain.facts.people import PasskeyAdded, PasskeyRemoved, StaffRow, StaffSignedIn
from consentapp.domain.saying import N_
from consentapp.domain.times import instant
from consentapp.ports import Clinic, Passkey
from consentapp.services.recording import STAFF, record_for_organisation

REFUSED = N_("This passkey does not open an account here. Sign in another way, or ask your administrator.")
NOT_ADDED = N_(
    "Your device did not make a passkey that can be used here. Try again, or set up an authenticator app."
)
COPIED = N_(
    "This passkey was used somewhere else with an older state: it may have been copied. It is removed. Sign in another"
    " way, and tell your administrator."
)

LONGEST_NAME = 60


def are_possible(clinic: Clinic) -> bool:
    """A passkey belongs to a name on the net: none can be made for a bare number such as 127.0.0.1."""
    host = _host(clinic)
    return any(letter.isalpha() for letter in host) and ":" not in host


def new_challenge(clinic: Clinic) -> str:
    """What the device signs, once: 256 random bits in base64url."""
    return bytes_to_base64url(clinic.entropy.bytes(32))


def options_to_add(clinic: Clinic, row: StaffRow, challenge: str, known: tuple[Passkey, ...]) -> str:
    """What the browser is asked, as JSON: a key that lives on the device and checks who holds it."""
    options = generate_registration_options(
        rp_id=_host(clinic), rp_name=clinic.site.values["clinic.name"], user_name=row.login, user_display_name=row.name,
        user_id=row.staff.encode(), challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.id)) for key in known],
    )  # fmt: skip
    return options_to_json(options)


def options_to_sign_in(clinic: Clinic, challenge: str) -> str:
    """The same for a sign-in: whichever key of this clinic the device has."""
    options = generate_authentication_options(
        rp_id=_host(clinic), challenge=base64url_to_bytes(challenge),
        user_verification=UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return options_to_json(options)


def add_passkey(clinic: Clinic, *, staff: str, name: str, challenge: str, answer: str) -> None:
    """Keep the key that a device has made. NotNow for an answer that does not fit, or a key that is known already."""
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=_host(clinic),
            expected_origin=clinic.site.address, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError):
        raise NotNow(NOT_ADDED) from None
    id, called = bytes_to_base64url(made.credential_id), normalised(name).strip()[:LONGEST_NAME]
    key = Passkey(
        id=id, staff=staff, public_key=made.credential_public_key, sign_count=made.sign_count,
        name=called if has_words(called) else "Passkey", added_at=instant(clinic.clock.now()),
    )  # fmt: skip
    with clinic.store.writing() as writing:
        credential = writing.credential(staff)
        if writing.passkey(id) or not credential:
            raise NotNow(NOT_ADDED)
        writing.keep_passkey(key)
        if credential.reset == "second-step":
            writing.keep_credential(replace(credential, reset=""))
        record_for_organisation(writing, clinic, PasskeyAdded(staff=staff, key=id), actor=Actor(STAFF, staff))


def sign_in_with_passkey(clinic: Clinic, *, challenge: str, answer: str) -> StaffRow:
    """The account whose device signed the challenge. SignInRefused for anything else.

    A key whose counter goes back was copied: it is removed, and the sign-in refused.
    """
    key, row = _named(clinic, answer)
    try:
        signed = verify_authentication_response(
            credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=_host(clinic),
            expected_origin=clinic.site.address, credential_public_key=key.public_key,
            credential_current_sign_count=0, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError):
        raise SignInRefused(REFUSED) from None
    copied = 0 < signed.new_sign_count <= key.sign_count or (key.sign_count > 0 == signed.new_sign_count)
    with clinic.store.writing() as writing:
        if not writing.passkey(key.id) or not writing.credential(row.staff):
            raise SignInRefused(REFUSED)
        who = Actor(STAFF, row.staff)
        if copied:
            writing.drop_passkey(key.id)
            fact = PasskeyRemoved(staff=row.staff, key=key.id, copied=True)
            record_for_organisation(writing, clinic, fact, actor=who)
        else:
            writing.keep_passkey(replace(key, sign_count=signed.new_sign_count))
            record_for_organisation(writing, clinic, StaffSignedIn(), actor=who)
    if copied:
        raise SignInRefused(COPIED)
    return row


def remove_passkey(clinic: Clinic, *, staff: str, key: str) -> None:
    """A device that is lost or sold. NotFound for a key of somebody else; NotNow for the last way in."""
    with clinic.store.writing() as writing:
        found, credential = writing.passkey(key), writing.credential(staff)
        if not found or found.staff != staff or not credential:
            raise NotFound("There is no such passkey.")
        last = len(writing.passkeys_of(staff)) == 1 and not credential.second_step
        if last and not clinic.site.demo:
            raise NotNow("This is your only second step. Set up another one first.")
        writing.drop_passkey(key)
        fact = PasskeyRemoved(staff=staff, key=key)
        record_for_organisation(writing, clinic, fact, actor=Actor(STAFF, staff))


def _named(clinic: Clinic, answer: str) -> tuple[Passkey, StaffRow]:
    """The key that an answer names, with its account."""
    try:
        id = bytes_to_base64url(parse_authentication_credential_json(answer).raw_id)
    except (WebAuthnException, ValueError):
        raise SignInRefused(REFUSED) from None
    with clinic.store.reading() as reading:
        key = reading.passkey(id)
        row = reading.staff(key.staff) if key else None
    if not key or not row or row.site_bound != clinic.site.id:
        raise SignInRefused(REFUSED)
    return key, row


def _host(clinic: Clinic) -> str:
    return urlsplit(clinic.site.address).hostname or ""
