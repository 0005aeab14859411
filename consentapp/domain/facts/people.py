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
class StaffSignedIn(Fact):
    kind: ClassVar[str] = "staff.signed-in"
    deed: ClassVar[str] = "signed in"


@dataclass(frozen=True, kw_only=True)
class StaffSignInFailed(Fact):
    """Five in a row delay the account (trust AU-06)."""

    kind: ClassVar[str] = "staff.sign-in-failed"
    deed: ClassVar[str] = "failed to sign in"


ROWS: tuple[type[Row], ...] = (PatientRow, StaffRow)
KINDS: tuple[type[Fact], ...] = (PatientRegistered, StaffAdded, StaffSignedIn, StaffSignInFailed)
