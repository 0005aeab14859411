"""Alerts by mail, through the clinic's own mail server."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from consentapp.delivery.remote import TIMEOUT, one_line, reason_of
from consentapp.ports import Clock, Message, NotDelivered

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""One plain address: no name before it, no list, no comment, nothing that could begin another header."""

Security = Literal["starttls", "tls", "plain"]

POLICY = SMTP.clone(cte_type="7bit")
"""Any server takes it, whatever letters the body has."""


@dataclass(frozen=True, kw_only=True)
class SmtpCourier:
    """One letter for each message. The contact is an address; the server's certificate has to be good."""

    host: str
    port: int
    sender: str
    clock: Clock
    security: Security = "starttls"
    login: str = ""
    password: str = field(default="", repr=False)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    timeout: float = TIMEOUT
    channel: str = "smtp"

    def deliver(self, contact: str, message: Message) -> None:
        """Accepted once the server has taken it for this contact. A second delivery has the same Message-ID."""
        letter = self._letter(contact, message)
        try:
            with self._connection() as smtp:
                smtp.send_message(letter, self.sender, [contact])
        except smtplib.SMTPRecipientsRefused as refusal:
            raise NotDelivered(_answer(self.host, *refusal.recipients[contact])) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise NotDelivered(_answer(self.host, refusal.smtp_code, refusal.smtp_error)) from refusal
        except OSError as error:
            raise NotDelivered(f"{self.host}: {reason_of(error)}") from error

    def _letter(self, contact: str, message: Message) -> EmailMessage:
        if not is_address(contact):
            raise NotDelivered(f"the contact {one_line(contact)!r} is not a mail address")
        letter = EmailMessage(policy=POLICY)
        try:
            letter["From"], letter["To"], letter["Subject"] = self.sender, contact, message.subject
            letter["Date"] = format_datetime(self.clock.now())
            letter["Message-ID"] = f"<{message.id}@{self._domain}>"
            letter["Auto-Submitted"] = "auto-generated"  # asks for no "out of office" in return (RFC 3834)
            letter.set_content(message.body)
        except ValueError as error:
            raise NotDelivered(f"no letter can be made of it: {reason_of(error)}") from error
        return letter

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        smtp = self._connected()
        try:
            if self.security == "starttls":
                smtp.starttls(context=self.tls)
            if self.login:
                smtp.login(self.login, self.password)
            yield smtp
        finally:
            # How the good-bye goes says nothing about the letter.
            with suppress(OSError):
                smtp.quit()
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        # Without a name of its own, smtplib asks the name servers for one, for as long as they like.
        if self.security == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, self._domain, timeout=self.timeout, context=self.tls
            )
        return smtplib.SMTP(self.host, self.port, self._domain, timeout=self.timeout)

    @property
    def _domain(self) -> str:
        return self.sender.rpartition("@")[2]


def is_address(text: str) -> bool:
    """Whether a letter can be addressed to this, and to nobody else beside it."""
    return ADDRESS.fullmatch(text) is not None


def _answer(host: str, code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{host} answered {code} {one_line(words)}".rstrip()
