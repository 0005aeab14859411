"""Lays out a new clinic: config file, secret, key, certificate; and puts its seal on record."""

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from consentapp.documents.keys import make_key
from consentapp.domain.facts import Actor
from consentapp.domain.facts.clinic import SealPublished
from consentapp.ports import ORGANISATION, Clinic
from consentapp.resources import resource_dir
from consentapp.services.recording import JOB, record_for_organisation
from consentapp.site_values import NEEDED, TEXT, country_lines

SEAL_DAYS = 5 * 365

DEMO_LANGUAGES: tuple[str, ...] = ("en", "es")
"""In which the demo offers its forms: those in which the shipped forms are whole."""

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
demo = {demo}
{forms}paper = "letter"
link_days = 30

# Whose crisis lines are shown (ISO 3166), and the languages in which the forms are offered, the usual one first.
country = {country}
languages = {languages}

# Who is paged when an answer cannot wait, and who when they do not confirm. Without a contact who has confirmed a test
# alert, the questions about suicide are not asked by link.
on_call = {on_call}
on_call_second = ""

# How a page leaves the house:
#   folder:alerts                             files in a folder that a pager gateway watches
#   smtps://USER@HOST?from=ADDRESS            mail; on_call is then a mail address (smtp://USER@HOST:587?... is STARTTLS)
#   https://HOST/PATH                         a signed webhook
# The mail password or the webhook's signing key stands in a file of its own.
pager = "folder:alerts"
# pager_secret_file = "pager.key"
"""


VALUES = {
    "clinic.phone": "(555) 010-0142",
    "clinic.address": "12 Harbor Street, Springfield",
    "clinic.hours": "Monday to Friday, 8 am to 6 pm",
    "clinic.clinician": "Dr. Ada Okafor",
    "clinic.privacy_contact": "the privacy officer at (555) 010-0143",
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

TRANSLATED = {
    "es": {
        "clinic.hours": "de lunes a viernes, de 8 a. m. a 6 p. m.",
        "clinic.privacy_contact": "la persona encargada de la privacidad, (555) 010-0143",
        "product.name": "ketamina",
        "product.approval": "preparado en farmacia: la FDA no lo ha revisado",
        "course.review": "después de la sesión 3",
        "price.insurance": "La mayoría de los seguros no la pagan.",
        "paid.interest": "La clínica cobra por cada sesión.",
        "paper.fee": "gratis",
    }
}
"""What of it is said differently in another language."""


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
    country: str = "US",
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
    if not demo:
        # What is published is locked in the clinic's own folder, where a new version of the program changes nothing.
        shutil.copytree(resource_dir("forms"), folder / "forms")
    text = CONFIG.format(
        organisation=_toml(organisation),
        zone=_toml(zone),
        address=_toml(address),
        on_call=_toml(on_call),
        demo=str(demo).lower(),
        forms="" if demo else 'forms = "forms"\n',
        country=_toml(country),
        languages=json.dumps(DEMO_LANGUAGES if demo else DEMO_LANGUAGES[:1]),
    ) + (_values(name) if demo else _examples(name, country))
    config.write_text(text, encoding="utf-8")
    return config


def _values(name: str) -> str:
    """What the forms say about the demo clinic, in each of its languages."""
    lines = ["", "[values]", *_lines({"clinic.name": name} | VALUES)]
    for language in DEMO_LANGUAGES[1:]:
        lines += ["", f"[values.{language}]", *_lines(TRANSLATED[language])]
    return "\n".join([*lines, ""])


def _examples(name: str, country: str) -> str:
    """What the forms will say about a real clinic: examples behind a `#`."""
    mend = "# What the forms say about this clinic. Take each # away and write what is true; without them it does not start."
    lines = [
        "",
        mend,
        "[values]",
        f'"clinic.name" = {_toml(name)}',
        *(f"# {line}" for line in _lines(VALUES)),
    ]
    if not country_lines(country, DEMO_LANGUAGES[0]):
        lines.append(f"# No crisis line is on file for {country}. Write the one that patients shall call.")
        lines += [f'# "{needed}" = ""' for needed in (*NEEDED, TEXT)]
    return "\n".join([*lines, ""])


def _lines(values: Mapping[str, str]) -> list[str]:
    return [f'"{key}" = {_toml(value)}' for key, value in values.items()]


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
