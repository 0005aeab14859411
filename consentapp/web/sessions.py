"""Sessions that live in the store: revocable at once, unreadable in the browser (trust AB-11)."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from consentapp.domain.times import instant, moment
from consentapp.ports import Clinic, NotSaved, SessionRecord

# A patient may put the phone down for half a day, on their own device; staff work where others walk by.
IDLE = {"": timedelta(hours=1), "patient": timedelta(hours=8), "staff": timedelta(minutes=15)}
LONGEST = {"": timedelta(hours=12), "patient": timedelta(hours=24), "staff": timedelta(hours=12)}
TOUCH = timedelta(seconds=30)
"""How much later a session must be seen before that is worth a write."""


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """A dictionary for Flask, with a kind and a subject that only `begin` sets."""

    def __init__(self, record: SessionRecord | None, new_token: Callable[[], str]) -> None:
        super().__init__(json.loads(record.data) if record else {}, _changed)
        self.modified = False
        self.record = record
        self.kind = record.kind if record else ""
        self.subject = record.subject if record else ""
        self._new_token = new_token
        self.new_token = ""
        self.ended = ""
        """Digest of the session that this one replaces."""

    def begin(self, kind: str, subject: str) -> None:
        """A new person: a new token, and nothing carried over (session fixation)."""
        self._end_old()
        self.clear()
        self.kind, self.subject = kind, subject
        self.new_token = self._new_token()
        self.modified = True

    def renew(self) -> None:
        """The same person under a new token: pages from before come back no more, not by Back either."""
        kind, subject, kept = self.kind, self.subject, dict(self)
        self.begin(kind, subject)
        self.update(kept)

    def end(self) -> None:
        self._end_old()
        self.clear()
        self.kind = self.subject = self.new_token = ""
        self.record = None
        self.modified = False

    def _end_old(self) -> None:
        if self.record:
            self.ended = self.record.digest
            self.record = None


def _changed(session: CallbackDict[str, Any]) -> None:
    session.modified = True  # type: ignore[attr-defined]


class StoreSessions(SessionInterface):
    """Flask's session over `ports.Store`; the cookie holds 256 random bits, the store their SHA-256."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        token = request.cookies.get(self.get_cookie_name(app), "")
        record = None
        if token:
            with self.clinic.store.reading() as reading:
                record = reading.session(_digest(token))
        if record and _over(record, self.clinic.clock.now()):
            record = None
        return ServerSession(record, self._token)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, ServerSession)  # noqa: S101  open_session makes no other
        try:
            self._save(app, session, response)
        except NotSaved:
            # A page can be read on a full disk. Whoever begins or ends a session must know that it did not.
            if session.new_token or session.ended:
                raise

    def _save(self, app: Flask, session: ServerSession, response: Response) -> None:
        now = self.clinic.clock.now()
        if session.ended:
            with self.clinic.store.writing() as writing:
                writing.end_session(session.ended)
            response.delete_cookie(self.get_cookie_name(app), **self._cookie(app))
        if session.modified and not session.record:
            token = session.new_token or self._token()
            self._keep(session, _digest(token), instant(now), instant(now))
            response.set_cookie(self.get_cookie_name(app), token, **self._cookie(app))
        elif session.record and (session.modified or now - moment(session.record.seen_at) > TOUCH):
            self._keep(session, session.record.digest, session.record.created_at, instant(now))

    def _keep(self, session: ServerSession, digest: str, created_at: str, seen_at: str) -> None:
        record = SessionRecord(
            digest, session.kind, session.subject, json.dumps(dict(session)), created_at, seen_at
        )
        with self.clinic.store.writing() as writing:
            if session.record and not writing.session(digest):
                return  # revoked while this request ran
            writing.keep_session(record)

    def _token(self) -> str:
        return base64.urlsafe_b64encode(self.clinic.entropy.bytes(32)).decode().rstrip("=")

    def _cookie(self, app: Flask) -> dict[str, Any]:
        return {"secure": self.get_cookie_secure(app), "httponly": True, "samesite": "Lax", "path": "/"}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _over(record: SessionRecord, now: datetime) -> bool:
    idle, age = now - moment(record.seen_at), now - moment(record.created_at)
    return idle > IDLE[record.kind] or age > LONGEST[record.kind]
