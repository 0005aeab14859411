"""Real servers on this machine, for couriers to meet: one that takes mail, one that takes posts, one that says nothing."""

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from consentapp.ports import Message

MESSAGE = Message(
    "q5jq", "main", "consentapp: urgent", "A patient's answer needs a clinician now.\nhttps://x.example/1\n"
)


# Mail -------------------------------------------------------------------------------------------------------------------


@dataclass
class Postbox:
    """What an SMTP server does with a letter. `answers` by command, where it is not "yes"."""

    answers: dict[str, str] = field(default_factory=dict)
    letters: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    port: int = 0
    login: tuple[bytes, bytes] | None = None
    encrypted: list[bool] = field(default_factory=list)
    """Of each letter: whether it came over TLS."""

    async def handle_RCPT(  # noqa: N802
        self, _s: SMTP, _n: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _n: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append((str(envelope.mail_from), list(envelope.rcpt_tos), letter))
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"

    async def handle_QUIT(self, _s: SMTP, _n: Session, _e: Envelope) -> str:  # noqa: N802
        return self.answers.get("QUIT", "221 Bye")

    def authenticates(self, _s: SMTP, _n: Session, _e: Envelope, _m: str, found: Any) -> AuthResult:
        return AuthResult(success=(found.login, found.password) == self.login, handled=False)


@contextmanager
def mail_server(
    postbox: Postbox,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: tuple[bytes, bytes] | None = None,
) -> Iterator[Postbox]:
    """The postbox behind a free port, for as long as the block lasts."""
    postbox.login = login
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        return SMTP(
            postbox,
            hostname="127.0.0.1",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=login is not None,
            auth_require_tls=tls is None,
            authenticator=postbox.authenticates,
            loop=loop,
        )

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0, ssl=tls))
    postbox.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, name="mail")
    thread.start()
    try:
        yield postbox
    finally:
        asyncio.run_coroutine_threadsafe(_ended(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _ended(server: asyncio.Server) -> None:
    """Connections that are still open end with the server."""
    server.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


# Posts ------------------------------------------------------------------------------------------------------------------


@dataclass
class Hook:
    """What an HTTP server was sent, and the status with which it answers."""

    status: int = 204
    location: str = ""
    port: int = 0
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def told(self) -> list[Any]:
        return [json.loads(body) for _, _, body in self.posts]


@contextmanager
def http_server(hook: Hook, *, tls: ssl.SSLContext | None = None) -> Iterator[Hook]:
    """The hook behind a free port, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posts.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(hook.status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that does not trust us goes away
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    hook.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="hook")
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# Silence ----------------------------------------------------------------------------------------------------------------


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
