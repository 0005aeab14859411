"""Patients and staff."""

from dataclasses import dataclass
from typing import ClassVar

from consentapp.domain.facts.record import Fact, Row


@dataclass(frozen=True, kw_only=True)
class PatientRow(Row):
    table: ClassVar[str] = "patient"
    patient: str
    name: str
    birth_date: str
    """ISO date; it has no zone."""


@dataclass(frozen=True, kw_only=True)
class StaffRow(Row):
    table: ClassVar[str] = "staff"
    staff: str
    login: str
    name: str
    role: str
    site_bound: str


@dataclass(frozen=True, kw_only=True)
class PatientRegistered(Fact):
    kind: ClassVar[str] = "patient.registered"
    deed: ClassVar[str] = "registered the patient"
    patient: str


@dataclass(frozen=True, kw_only=True)
class StaffAdded(Fact):
    kind: ClassVar[str] = "staff.added"
    deed: ClassVar[str] = "added a member of staff"
    staff: str
    role: str


@dataclass(frozen=True, kw_only=True)
class StaffDeactivated(Fact):
    """Nobody signs in with this account any more, and its sessions have ended. Its id and login are never given again."""

    kind: ClassVar[str] = "staff.deactivated"
    deed: ClassVar[str] = "deactivated an account"
    staff: str


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Fact):
    """By its owner, or by an administrator as one to begin with."""

    kind: ClassVar[str] = "staff.password-set"
    deed: ClassVar[str] = "set the password of an account"
    staff: str


@dataclass(frozen=True, kw_only=True)
class SecondStepSet(Fact):
    """From now on a code of an authenticator app is needed beside the password."""

    kind: ClassVar[str] = "staff.second-step-set"
    deed: ClassVar[str] = "set up the second step of their sign-in"
    staff: str


@dataclass(frozen=True, kw_only=True)
class SecondStepReset(Fact):
    """An administrator took the second step away, for a lost phone: its owner sets up another one."""

    kind: ClassVar[str] = "staff.second-step-reset"
    deed: ClassVar[str] = "reset the second step of an account"
    staff: str


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(Fact):
    kind: ClassVar[str] = "staff.passkey-added"
    deed: ClassVar[str] = "added a passkey"
    staff: str
    key: str
    """The credential's id, in base64url."""


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(Fact):
    kind: ClassVar[str] = "staff.passkey-removed"
    deed: ClassVar[str] = "removed a passkey"
    staff: str
    key: str
    copied: bool = False
    """Its counter went back: it may have been copied."""


@dataclass(frozen=True, kw_only=True)
class StaffSignedIn(Fact):
    kind: ClassVar[str] = "staff.signed-in"
    deed: ClassVar[str] = "signed in"


@dataclass(frozen=True, kw_only=True)
class StaffSignInFailed(Fact):
    """Five in a row delay the account (trust AU-06)."""

    kind: ClassVar[str] = "staff.sign-in-failed"
    deed: ClassVar[str] = "failed to sign in"


ROWS: tuple[type[Row], ...] = (PatientRow, StaffRow)
KINDS: tuple[type[Fact], ...] = (
    PatientRegistered, StaffAdded, StaffDeactivated, PasswordSet, SecondStepSet, SecondStepReset, PasskeyAdded, PasskeyRemoved, StaffSignedIn,
    StaffSignInFailed,
)  # fmt: skip
