"""A post is accepted with an answer of 200 to 299 from the one address that the owner named."""

import base64
import hashlib
import hmac
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from consentapp.delivery import WebhookCourier
from consentapp.ports import NotDelivered
from tests.builders import NOW, FakeClock
from tests.certificates import a_certificate, serving, trusting
from tests.delivery.servers import MESSAGE, Hook, closed_port, http_server, silent_server

CONTACT = "the on-call clinician"
KEY = bytes(range(32))

QUICK = 0.2
"""Seconds to wait for a server of which the test knows that it says nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with http_server(Hook()) as opened:
        yield opened


def a_courier(port: int, *, scheme: str = "http", **changes: object) -> WebhookCourier:
    plain = WebhookCourier(url=f"{scheme}://127.0.0.1:{port}/page?to=token", key=KEY, clock=FakeClock())
    return replace(plain, **changes)  # type: ignore[arg-type]


def refusal(courier: WebhookCourier) -> str:
    with pytest.raises(NotDelivered) as refused:
        courier.deliver(CONTACT, MESSAGE)
    return str(refused.value)


def signed(headers: dict[str, str], body: bytes) -> str:
    """The signature as a receiver works it out (Standard Webhooks)."""
    content = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    return "v1," + base64.b64encode(hmac.digest(KEY, content, hashlib.sha256)).decode()


# Accepted ---------------------------------------------------------------------------------------------------------------


def test_a_post_says_whom_to_page_and_what(hook: Hook) -> None:
    a_courier(hook.port).deliver(CONTACT, MESSAGE)

    assert hook.told == [
        {"to": CONTACT, "id": MESSAGE.id, "site": "main", "subject": MESSAGE.subject, "body": MESSAGE.body}
    ]
    path, headers, _ = hook.posts[0]
    assert (path, headers["content-type"]) == ("/page?to=token", "application/json")


def test_a_receiver_can_check_who_sent_it_when_and_that_nothing_was_changed(hook: Hook) -> None:
    a_courier(hook.port).deliver(CONTACT, MESSAGE)

    _, headers, body = hook.posts[0]
    assert int(headers["webhook-timestamp"]) == int(NOW.timestamp())
    assert headers["webhook-signature"] == signed(headers, body)
    assert headers["webhook-signature"] != signed(headers, body.replace(b"urgent", b"nothing"))


def test_a_second_delivery_of_a_message_has_the_same_key(hook: Hook) -> None:
    """FT-12: at least once, and a receiver can drop the second."""
    clock = FakeClock()
    courier = a_courier(hook.port, clock=clock)
    courier.deliver(CONTACT, MESSAGE)
    clock.move(minutes=5)
    courier.deliver(CONTACT, MESSAGE)

    assert [headers["idempotency-key"] for _, headers, _ in hook.posts] == [MESSAGE.id] * 2
    assert [headers["webhook-signature"] == signed(headers, body) for _, headers, body in hook.posts] == [
        True
    ] * 2


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_answer_of_success_is_acceptance(hook: Hook, status: int) -> None:
    hook.status = status

    a_courier(hook.port).deliver(CONTACT, MESSAGE)

    assert len(hook.posts) == 1


def test_over_https_a_post_goes_to_a_server_that_is_trusted(tmp_path: Path) -> None:
    certificate = a_certificate(tmp_path)
    with http_server(Hook(), tls=serving(certificate)) as hook:
        a_courier(hook.port, scheme="https", tls=trusting(certificate)).deliver(CONTACT, MESSAGE)

    assert len(hook.posts) == 1


# Not accepted -----------------------------------------------------------------------------------------------------------


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    with http_server(Hook(), tls=serving(a_certificate(tmp_path))) as hook:
        said = refusal(a_courier(hook.port, scheme="https", tls=ssl.create_default_context()))

    assert said == "127.0.0.1: self-signed certificate"
    assert hook.posts == []


@pytest.mark.parametrize("status", [300, 400, 401, 404, 410, 429, 500, 503])
def test_any_other_answer_is_none(hook: Hook, status: int) -> None:
    hook.status = status

    assert refusal(a_courier(hook.port)) == f"127.0.0.1 answered {status}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_where_a_redirect_points_is_not_asked(hook: Hook, status: int) -> None:
    with http_server(Hook()) as elsewhere:
        hook.status, hook.location = status, f"http://127.0.0.1:{elsewhere.port}/"

        assert refusal(a_courier(hook.port)) == f"127.0.0.1 answered {status}"

    assert (len(hook.posts), elsewhere.posts) == (1, [])


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with silent_server() as port:
        assert refusal(a_courier(port, timeout=QUICK)) == "127.0.0.1: timed out"


def test_a_server_that_is_not_there_is_named() -> None:
    assert refusal(a_courier(closed_port())) == "127.0.0.1: Connection refused"


def test_a_message_cannot_bring_a_header_of_its_own(hook: Hook) -> None:
    with pytest.raises(NotDelivered, match="Invalid header value"):
        a_courier(hook.port).deliver(CONTACT, replace(MESSAGE, id="x\r\nX-To: somebody-else"))

    assert hook.posts == []


def test_neither_the_key_nor_the_address_is_ever_shown() -> None:
    courier = a_courier(closed_port())

    assert "token" not in repr(courier) + refusal(courier)
    assert repr(KEY) not in repr(courier)
