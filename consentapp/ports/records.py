"""What passes between the services and the world: values, without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from consentapp.domain.reasons import Reason
from consentapp.domain.vitals import VitalLimits


@dataclass(frozen=True)
class StoredText:
    digest: str
    body: bytes


@dataclass(frozen=True)
class Link:
    """A WALK link as the store knows it: by the SHA-256 of its token."""

    id: str
    site: str
    intake: str
    mode: str
    ends_at: str
    revoked: bool


@dataclass(frozen=True)
class SessionRecord:
    """A browser's session. `data` is JSON; `subject` is an intake or a member of staff."""

    digest: str
    kind: str
    """"" (nobody yet), "patient" or "staff"."""
    subject: str
    data: str
    created_at: str
    seen_at: str


@dataclass(frozen=True)
class Job:
    """Something to do after the commit: made in the same transaction as its cause."""

    id: str
    kind: str
    """"summary" or "alert"."""
    site: str
    intake: str
    cause: str
    """Id of the fact that asked for it: a job is done once for each cause."""
    tries: int
    due_at: str
    error: str


@dataclass(frozen=True)
class WorklistRow:
    """A projection of one intake for a list; never the truth."""

    intake: str
    site: str
    patient: str
    name: str
    birth_date: str
    code: str
    state: str
    reasons: tuple[Reason, ...]
    """Why the patient is not ready, the most urgent first; empty means ready."""
    waits_for: tuple[str, ...]
    """Everyone who can mend a reason, the most urgent first."""
    urgent: bool
    has_document: bool
    updated_at: str


@dataclass(frozen=True)
class Credential:
    staff: str
    password_hash: str
    failures: int
    retry_at: str
    second_step: str = ""
    """The secret of an authenticator app, in base32; "" for none."""
    counter: int = 0
    """Of the newest code that was taken (RFC 6238): no code is taken twice."""
    reset: str = ""
    """Which half an administrator reset, until its owner has set it anew: "password" or "second-step"."""


@dataclass(frozen=True)
class Passkey:
    """A key that a device holds for a member of staff (WebAuthn)."""

    id: str
    """The credential's id, in base64url."""
    staff: str
    public_key: bytes
    """COSE."""
    sign_count: int
    name: str
    added_at: str


@dataclass(frozen=True, kw_only=True)
class SealReport:
    """What an examination found. Each field is False while it is not shown to be true."""

    intact: bool = False
    """What the seals cover is what was sealed."""
    valid: bool = False
    """The seals were made with the keys of their certificates, and stand in the file as they were made."""
    trusted: bool = False
    """Every certificate is one of those, or issued by one of those, that the caller trusts."""
    covers_whole_file: bool = False
    """No byte stands outside the newest seal."""
    docmdp_ok: bool = False
    """What came after the first seal is no more than it allows: more signatures."""
    signer: str = ""
    signed_at: datetime | None = None
    """When the first seal says that it was made."""
    sentence: str

    @property
    def unchanged(self) -> bool:
        """Whoever sealed it: nothing was changed or added since."""
        return self.intact and self.valid and self.covers_whole_file and self.docmdp_ok

    @property
    def ok(self) -> bool:
        """Everything that can be shown from the file alone."""
        return self.unchanged and self.trusted


@dataclass(frozen=True)
class Message:
    """What the on-call contact is sent. It carries no name and no answer."""

    id: str
    site: str
    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place of treatment, as the owner set it up."""

    organisation: str
    id: str
    zone: tzinfo
    zone_name: str
    address: str
    """Where browsers reach the service, e.g. `https://consent.example.org`."""
    demo: bool
    """A demo clinic may walk drafts; every page and print says so."""
    paper: str
    """"letter" or "a4"."""
    link_days: int
    on_call: str
    """The on-call contact; "" for none."""
    on_call_second: str = ""
    """Who is paged when the first does not confirm in time; "" for none."""
    languages: tuple[str, ...] = ("en",)
    """In which the forms are offered here; the first is the usual one."""
    vitals: VitalLimits = field(default_factory=VitalLimits)
    values: Mapping[str, str] = field(default_factory=dict)
    """What forms may name, in the first language: `clinic.name`, `crisis.call` and their like."""
    values_by_language: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def contacts(self) -> tuple[str, ...]:
        """Who is on call, the first to be paged first."""
        return tuple(dict.fromkeys(contact for contact in (self.on_call, self.on_call_second) if contact))

    @property
    def ledger(self) -> str:
        return f"{self.organisation}/{self.id}"

    def values_in(self, language: str) -> Mapping[str, str]:
        """What forms may name, in a language; in the first one for a language that is not offered here any more."""
        return self.values_by_language.get(language, self.values)
