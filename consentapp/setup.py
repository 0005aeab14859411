"""Lays out a new clinic: config file, secret, key, certificate; and puts its seal on record."""

import json
import os
import secrets
from datetime import datetime
from pathlib import Path

from consentapp.documents.keys import make_key
from consentapp.domain.facts import Actor
from consentapp.domain.facts.clinic import SealPublished
from consentapp.ports import ORGANISATION, Clinic
from consentapp.services.recording import JOB, record_for_organisation

SEAL_DAYS = 5 * 365

CONFIG = """\
# The clinic's settings. `CONSENTAPP_<NAME>` in the environment wins over a line here.
database = "sqlite:///consentapp.db"
organisation = {organisation}
site = "main"
zone = {zone}
address = {address}
secret_key_file = "secret.key"
seal_key = "seal.key"
seal_certificate = "certificate.pem"
alerts = "alerts"
on_call = {on_call}
demo = {demo}
paper = "letter"
link_days = 30

"""


VALUES = {
    "clinic.phone": "(555) 010-0142",
    "clinic.address": "12 Harbor Street, Springfield",
    "clinic.hours": "Monday to Friday, 8 am to 6 pm",
    "clinic.clinician": "Dr. Ada Okafor",
    "clinic.privacy_contact": "the privacy officer at (555) 010-0143",
    "crisis.name": "988 Suicide & Crisis Lifeline",
    "crisis.call": "988",
    "crisis.text": "988",
    "emergency.call": "911",
    "product.name": "ketamine",
    "product.maker": "Harbor Compounding Pharmacy",
    "product.approval": "compounded: the FDA has not checked it",
    "course.sessions": "6",
    "course.review": "after session 3",
    "price.session": "$450",
    "price.course": "$2,700",
    "price.insurance": "Most plans do not pay for it.",
    "paid.interest": "The clinic is paid for each session.",
    "stay.hours": "2",
    "record.years": "10",
    "paper.fee": "free",
}
"""The demo's. A real clinic is shown them as examples that do not count until someone has made them true."""


def lay_out(
    folder: Path,
    *,
    organisation: str,
    name: str,
    zone: str,
    address: str,
    demo: bool,
    at: datetime,
    on_call: str = "",
) -> Path:
    """Write what a clinic needs into an empty folder and return its config file. FileExistsError for a folder in use."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "clinic.toml"
    if config.exists():
        raise FileExistsError(f"{config} is there already; nothing was changed")
    key, certificate = make_key(name, at=at, days=SEAL_DAYS, serial=int.from_bytes(os.urandom(16)) >> 1)
    _write_private(folder / "seal.key", key)
    _write_private(folder / "secret.key", secrets.token_hex(32).encode())
    (folder / "certificate.pem").write_bytes(certificate)
    text = CONFIG.format(
        organisation=_toml(organisation),
        zone=_toml(zone),
        address=_toml(address),
        on_call=_toml(on_call),
        demo=str(demo).lower(),
    ) + _values(name, demo=demo)
    config.write_text(text, encoding="utf-8")
    return config


def _values(name: str, *, demo: bool) -> str:
    """What the forms say about the clinic: real for the demo; for a clinic, examples behind a `#`."""
    lines = [f'"{key}" = {_toml(value)}' for key, value in VALUES.items()]
    if demo:
        return "\n".join(["", "[values]", f'"clinic.name" = {_toml(name)}', *lines, ""])
    mend = "# What the forms say about this clinic. Take each # away and write what is true; without them it does not start."
    return "\n".join(
        ["", mend, "[values]", f'"clinic.name" = {_toml(name)}', *(f"# {line}" for line in lines), ""]
    )


def _toml(text: str) -> str:
    """A TOML basic string; JSON's escapes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False)


def publish_seal(clinic: Clinic) -> None:
    """Put the seal's certificate on record, once."""
    with clinic.store.writing() as writing:
        published = writing.facts_of_kind(ORGANISATION, SealPublished.kind)
        known = {told.fact.fingerprint for told in published if isinstance(told.fact, SealPublished)}
        if clinic.sealer.fingerprint not in known:
            fact = SealPublished(certificate=clinic.sealer.certificate, fingerprint=clinic.sealer.fingerprint)
            record_for_organisation(writing, clinic, fact, actor=Actor(JOB, "set-up"))


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
