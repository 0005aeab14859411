"""Alerts by HTTPS, to a paging service or a gateway of the clinic's own; signed as Standard Webhooks says."""

import base64
import hashlib
import hmac
import json
import ssl
from contextlib import closing
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from consentapp.delivery.remote import TIMEOUT, reason_of
from consentapp.ports import Clock, Message, NotDelivered


@dataclass(frozen=True, kw_only=True)
class WebhookCourier:
    """One POST of JSON for each message. What a redirect points to is not asked: the owner named one address."""

    url: str = field(repr=False)
    """Its path may hold a token, so it is never shown whole."""
    key: bytes = field(repr=False)
    clock: Clock
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    timeout: float = TIMEOUT
    channel: str = "webhook"

    def deliver(self, contact: str, message: Message) -> None:
        """Accepted with any answer of 200 to 299. A second delivery has the same `Idempotency-Key`."""
        body = json.dumps({"to": contact} | asdict(message)).encode()
        place = urlsplit(self.url)
        try:
            status = self._posted(place, body, self._headers(message.id, body))
        except (OSError, HTTPException, ValueError) as error:
            raise NotDelivered(f"{place.hostname}: {reason_of(error)}") from error
        if not 200 <= status < 300:
            raise NotDelivered(f"{place.hostname} answered {status}")

    def _headers(self, id: str, body: bytes) -> dict[str, str]:
        sent_at = str(int(self.clock.now().timestamp()))
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": id,
            "Webhook-Id": id,
            "Webhook-Timestamp": sent_at,
            "Webhook-Signature": signature(self.key, id, sent_at, body),
        }

    def _posted(self, place: SplitResult, body: bytes, headers: dict[str, str]) -> int:
        path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        with closing(self._connection(place)) as connection:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status

    def _connection(self, place: SplitResult) -> HTTPConnection:
        host = place.hostname or ""
        if place.scheme == "https":
            return HTTPSConnection(host, place.port, timeout=self.timeout, context=self.tls)
        return HTTPConnection(host, place.port, timeout=self.timeout)


def signature(key: bytes, id: str, sent_at: str, body: bytes) -> str:
    """`v1,` and the HMAC-SHA-256 over `id.timestamp.body`, in base64."""
    mac = hmac.new(key, f"{id}.{sent_at}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(mac.digest()).decode()}"
