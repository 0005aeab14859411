"""Every route of the application with addresses that lead somewhere: nobody keeps a list by hand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

from consentapp.demonstration.browser import Answered
from consentapp.web.access import roles_of

ALL_BUT_SESSIONS = (
    "fact", "node", "text", "patient", "staff", "note", "answer", "preference", "acknowledgment", "comprehension",
    "signature", "document", "vital", "link", "draft", "outbox", "worklist", "credential", "passkey",
)  # fmt: skip
"""The whole store, but for sessions and for who looked at whom."""

PLACES: Mapping[str, str] = {
    "token": "0" * 43,
    "code": "7K3MX9QF2T8B",
    "intake": "a" * 26,
    "link": "b" * 26,
    "question": "c" * 26,
    "alert": "e" * 26,
    "request_id": "paper",
    "form_id": "records",
    "page_id": "records",
    "why": "later",
    "staff_id": "f" * 26,
    "key_id": "k" * 43,
    "filename": "house.css",
}
"""Ids that nothing has."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "staff.second_step": {"code": "000000"},
    "staff.sign_in_with_passkey": {"answer": "{}"},
    "staff.own_passkeys": {"name": "Phone", "answer": "{}"},
    "staff.password": {"present": "x", "password": "a new long password", "again": "a new long password"},
    "staff.set_up_second_step": {"code": "000000"},
    "administrator.new": {
        "name": "Bo Lind",
        "login": "bo",
        "role": "intake",
        "password": "a long enough password",
    },
    "administrator.deactivate": {"reason": "Left us."},
    "administrator.reset_password": {"password": "a long enough password"},
    "staff.sign_in": {"login": "nobody", "password": "a wrong password"},
    "desk.new": {"name": "Ana Ruiz", "month": "3", "day": "27", "year": "1984"},
    "desk.make_link": {"mode": "remote"},
    "desk.answer": {"text": "At noon."},
    "desk.on_call_contacts": {"code": "123456"},
    "clinician.review_flag": {
        "form": "health",
        "rule": "H1",
        "raised_by": "d" * 26,
        "decision": "proceed",
        "reason": "Seen.",
    },
    "clinician.confirm_identity": {"method": "video"},
    "patient.identify": {"month": "3", "day": "27", "year": "1984"},
    "patient.ask": {"subject": "practical", "text": "When?"},
    "patient.decline": {"text": "No."},
    "patient.save_page": {"item-records-agreed": "yes"},
    "patient.text_size": {"path": "/"},
    "clinician.vitals": {"occasion": "before", "systolic": "141"},
    "clinician.taught": {"form": "therapy", "link_id": "check-driving"},
    "clinician.asked": {"form": "mood", "outcome": "Calm."},
}
"""What a POST sends, so that it would do something."""


@dataclass(frozen=True)
class Route:
    endpoint: str
    method: str
    path: str
    roles: tuple[str, ...]
    names: frozenset[str]

    @property
    def values(self) -> Mapping[str, str]:
        return VALUES.get(self.endpoint, {}) if self.method == "POST" else {}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes_of(app: Flask, **places: str) -> Iterator[Route]:
    """Each route and method, with these ids in the address (`intake=...`) and unknown ones for the rest."""
    adapter = app.url_map.bind("127.0.0.1:8000")
    known = {**PLACES, **places}
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments}, method)
            yield Route(rule.endpoint, method, path, roles_of(app, rule.endpoint), frozenset(rule.arguments))


def plain_body(answered: Answered, *ids: str) -> str:
    """A page without what differs from one session, or from one address, to the next."""
    body = re.sub(r'name="csrf_token"[^>]*>', "", answered.body.decode())
    for id in ids:
        body = body.replace(id, "…")
    return body
