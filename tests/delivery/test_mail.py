"""A letter is accepted once the mail server has taken it for the contact, and not before."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from consentapp.delivery import SmtpCourier
from consentapp.delivery.mail import is_address
from consentapp.ports import NotDelivered
from tests.builders import NOW, FakeClock
from tests.certificates import a_certificate, serving, trusting
from tests.delivery.servers import MESSAGE, Postbox, closed_port, mail_server, silent_server

CONTACT, SENDER = "on-call@clinic.example", "alerts@clinic.example"
LOGIN = (b"alerts", b"correct horse battery")

QUICK = 0.2
"""Seconds to wait for a server of which the test knows that it says nothing."""


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with mail_server(Postbox()) as opened:
        yield opened


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return a_certificate(tmp_path)


def a_courier(port: int, **changes: object) -> SmtpCourier:
    """Through a relay on this machine, as `plain` in the settings makes it."""
    plain = SmtpCourier(host="127.0.0.1", port=port, sender=SENDER, clock=FakeClock(), security="plain")
    return replace(plain, **changes)  # type: ignore[arg-type]


def refusal(courier: SmtpCourier) -> str:
    with pytest.raises(NotDelivered) as refused:
        courier.deliver(CONTACT, MESSAGE)
    return str(refused.value)


# Accepted ---------------------------------------------------------------------------------------------------------------


def test_a_letter_goes_to_the_contact_with_subject_and_body(postbox: Postbox) -> None:
    a_courier(postbox.port).deliver(CONTACT, MESSAGE)

    ((sender, recipients, letter),) = postbox.letters
    assert (sender, recipients) == (SENDER, [CONTACT])
    assert (letter["From"], letter["To"], letter["Subject"]) == (SENDER, CONTACT, MESSAGE.subject)
    assert letter.get_content().replace("\r\n", "\n") == MESSAGE.body


def test_a_letter_says_when_it_was_sent_and_that_a_program_sent_it(postbox: Postbox) -> None:
    a_courier(postbox.port).deliver(CONTACT, MESSAGE)

    letter = postbox.letters[0][2]
    assert parsedate_to_datetime(letter["Date"]).astimezone(UTC) == NOW
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_second_delivery_of_a_message_has_the_same_message_id(postbox: Postbox) -> None:
    """FT-12: at least once, and a reader sees that it is one."""
    clock = FakeClock()
    courier = a_courier(postbox.port, clock=clock)
    courier.deliver(CONTACT, MESSAGE)
    clock.move(minutes=5)
    courier.deliver(CONTACT, MESSAGE)

    assert [letter["Message-ID"] for _, _, letter in postbox.letters] == [
        f"<{MESSAGE.id}@clinic.example>"
    ] * 2


def test_a_letter_carries_any_letters_of_any_script(postbox: Postbox) -> None:
    words = "Zoë — “ahora” 今"
    a_courier(postbox.port).deliver(
        CONTACT, replace(MESSAGE, subject=words, body=words + "\n.\n" + "x" * 2000)
    )

    letter = postbox.letters[0][2]
    assert letter["Subject"] == words
    assert letter.get_content().split() == [*words.split(), ".", "x" * 2000]


@pytest.mark.parametrize("answer", ["421 Not now", "500 What"])
def test_a_letter_that_was_taken_stays_delivered_whatever_the_good_bye(postbox: Postbox, answer: str) -> None:
    postbox.answers["QUIT"] = answer

    a_courier(postbox.port).deliver(CONTACT, MESSAGE)

    assert len(postbox.letters) == 1


# Encrypted --------------------------------------------------------------------------------------------------------------


def test_over_starttls_a_letter_goes_encrypted_and_signed_in(certificate: Path) -> None:
    with mail_server(Postbox(), starttls=serving(certificate), login=LOGIN) as postbox:
        courier = a_courier(
            postbox.port,
            security="starttls",
            tls=trusting(certificate),
            login="alerts",
            password=LOGIN[1].decode(),
        )
        courier.deliver(CONTACT, MESSAGE)

    assert postbox.encrypted == [True]


def test_over_tls_from_the_first_byte_a_letter_goes_encrypted(certificate: Path) -> None:
    with mail_server(Postbox(), tls=serving(certificate)) as postbox:
        a_courier(postbox.port, security="tls", tls=trusting(certificate)).deliver(CONTACT, MESSAGE)

    assert postbox.encrypted == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(certificate: Path, security: str) -> None:
    there = serving(certificate)
    servers = {"starttls": there} if security == "starttls" else {"tls": there}
    with mail_server(Postbox(), **servers) as postbox:
        said = refusal(a_courier(postbox.port, security=security, tls=ssl.create_default_context()))

    assert "self-signed certificate" in said
    assert postbox.letters == []


def test_a_server_that_does_not_offer_encryption_gets_nothing(postbox: Postbox) -> None:
    said = refusal(a_courier(postbox.port, security="starttls", login="alerts", password="secret"))

    assert "STARTTLS extension not supported" in said
    assert postbox.letters == []


def test_a_wrong_password_is_told_and_never_shown(certificate: Path) -> None:
    with mail_server(Postbox(), starttls=serving(certificate), login=LOGIN) as postbox:
        courier = a_courier(
            postbox.port,
            security="starttls",
            tls=trusting(certificate),
            login="alerts",
            password="wrong-password",
        )
        said = refusal(courier)

    assert "answered 535" in said
    assert "wrong-password" not in said + repr(courier)
    assert postbox.letters == []


# Not accepted -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT", "550 No such person here"),
        ("RCPT", "451 Try again later"),
        ("DATA", "554 Looks like spam"),
        ("DATA", "452 No room"),
    ],
)
def test_a_letter_that_the_server_refuses_is_not_accepted(
    postbox: Postbox, command: str, answer: str
) -> None:
    postbox.answers[command] = answer

    assert refusal(a_courier(postbox.port)) == f"127.0.0.1 answered {answer}"
    assert postbox.letters == []


def test_a_server_that_says_nothing_is_not_waited_for(certificate: Path) -> None:
    with silent_server() as port:
        for security in ("plain", "starttls", "tls"):
            said = refusal(a_courier(port, security=security, timeout=QUICK, tls=trusting(certificate)))
            assert "timed out" in said


def test_a_server_that_is_not_there_is_named() -> None:
    assert refusal(a_courier(closed_port())) == "127.0.0.1: Connection refused"


@pytest.mark.parametrize(
    "contact",
    ["", "Dr. Okafor", "a@b.example, c@d.example", "Ann <a@b.example>", "a@b.example\r\nBcc: c@d.example", "a b@c.example",
     "a@b.example\n", "@b.example", "a@", "ä@b.example"],
)  # fmt: skip
def test_a_contact_who_is_not_one_plain_address_gets_no_letter(postbox: Postbox, contact: str) -> None:
    with pytest.raises(NotDelivered, match="is not a mail address"):
        a_courier(postbox.port).deliver(contact, MESSAGE)

    assert postbox.letters == []


@pytest.mark.parametrize("name", ["subject", "id"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_message_cannot_bring_a_header_of_its_own(postbox: Postbox, name: str, end: str) -> None:
    hostile = replace(MESSAGE, **{name: f"x{end}Bcc: somebody@else.example"})

    with pytest.raises(NotDelivered, match="no letter can be made"):
        a_courier(postbox.port).deliver(CONTACT, hostile)

    assert postbox.letters == []


@pytest.mark.parametrize("address", ["a@b.example", "first.last+tag@sub.b-c.example", "x@localhost"])
def test_one_plain_address_is_an_address(address: str) -> None:
    assert is_address(address)
