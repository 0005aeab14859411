"""One setting says how alerts leave, and every wrong one is refused with its mend."""

import base64
from pathlib import Path

import pytest

from consentapp.delivery import DropFolder, LogCourier, SmtpCourier, WebhookCourier, open_courier
from consentapp.ports import Courier
from tests.builders import FakeClock

KEY = bytes(range(32))
SIGNING_KEY = "whsec_" + base64.b64encode(KEY).decode()
FROM = "from=alerts@clinic.example"


def opened(
    pager: str, *, secret: str = SIGNING_KEY, contacts: tuple[str, str] = ("on-call@clinic.example", "")
) -> Courier:
    return open_courier(
        pager, secret=secret, folder=Path("/srv/clinic"), contacts=contacts, clock=FakeClock()
    )


def refusal(pager: str, **parts: str) -> str:
    with pytest.raises(ValueError, match=r"pager|password") as refused:
        opened(pager, **parts)  # type: ignore[arg-type]
    return str(refused.value)


@pytest.mark.parametrize(
    ("pager", "folder"), [("folder:alerts", "/srv/clinic/alerts"), ("folder:/var/spool/x", "/var/spool/x")]
)
def test_a_folder_counts_from_the_config_file(pager: str, folder: str) -> None:
    assert opened(pager) == DropFolder(Path(folder))


def test_the_log_is_the_log() -> None:
    assert opened("log:") == LogCourier()


@pytest.mark.parametrize(
    ("pager", "found"),
    [
        (f"smtp://mail.example?{FROM}", ("mail.example", 587, "starttls", "")),
        (f"smtp://ana@mail.example:2525?{FROM}", ("mail.example", 2525, "starttls", "ana")),
        (f"smtps://ana@mail.example?{FROM}", ("mail.example", 465, "tls", "ana")),
        (
            f"smtps://ana%40mail.example@mail.example/?{FROM}",
            ("mail.example", 465, "tls", "ana@mail.example"),
        ),
        (f"smtp://127.0.0.1?{FROM}&plain", ("127.0.0.1", 25, "plain", "")),
        (f"smtp://[::1]:2525?plain&{FROM}", ("::1", 2525, "plain", "")),
        (f"smtp://localhost?{FROM}&plain", ("localhost", 25, "plain", "")),
    ],
)
def test_mail_goes_encrypted_unless_the_relay_is_on_this_machine(
    pager: str, found: tuple[str, int, str, str]
) -> None:
    courier = opened(pager, secret="secret")

    assert isinstance(courier, SmtpCourier)
    assert (courier.host, courier.port, courier.security, courier.login) == found
    assert (courier.sender, courier.password) == ("alerts@clinic.example", "secret")


@pytest.mark.parametrize("sender", ["alerts+kap@clinic.example", "alerts%2Bkap@clinic.example"])
def test_a_plus_in_an_address_is_a_plus(sender: str) -> None:
    courier = opened(f"smtp://mail.example?from={sender}")

    assert isinstance(courier, SmtpCourier)
    assert courier.sender == "alerts+kap@clinic.example"


@pytest.mark.parametrize(
    "pager", ["https://pager.example/x?y=z", "http://127.0.0.1:9/x", "http://localhost/"]
)
def test_a_webhook_is_signed_with_the_key_from_the_file(pager: str) -> None:
    courier = opened(pager)

    assert isinstance(courier, WebhookCourier)
    assert (courier.url, courier.key) == (pager, KEY)


@pytest.mark.parametrize(
    ("pager", "mend"),
    [
        ("", "`pager` is one of folder:FOLDER"),
        ("folder:", "`pager` is one of"),
        ("log:x", "`pager` is one of"),
        ("alerts", "`pager` is one of"),
        ("ftp://x.example", "`pager` is one of"),
        ("HTTPS://x.example", "`pager` is one of"),
        ("https:", "needs a host"),
        ("https:///x", "needs a host"),
        ("https://x.example/#y", "and no #"),
        ("https://x.example:99999/", "look at its host and port"),
        ("https://x.example:x/", "look at its host and port"),
        ("https://[x/", "look at its host and port"),
        ("https://ana@x.example/", "is signed with the key in `pager_secret_file`"),
        ("http://x.example/", "begins with https://"),
        ("http://127.0.0.1.x.example/", "begins with https://"),
        ("smtp://mail.example", "needs the address that alerts come from"),
        ("smtp://mail.example?from=Clinic", "needs the address that alerts come from"),
        (f"smtp://mail.example?{FROM}%0aBcc:x@y.example", "needs the address that alerts come from"),
        (f"smtp://mail.example?{FROM}&tls=no", "has the option `tls`; known are `from` and `plain`"),
        (f"smtp://mail.example?{FROM}&plain", "is for a relay on this machine"),
        (f"smtps://127.0.0.1?{FROM}&plain", "is for a relay on this machine"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_with_its_mend(pager: str, mend: str) -> None:
    assert mend in refusal(pager)


@pytest.mark.parametrize("scheme", ["smtp", "smtps", "https", "http"])
def test_a_password_in_the_address_is_refused_and_not_repeated(scheme: str) -> None:
    said = refusal(f"{scheme}://ana:hunter2@x.example?{FROM}")

    assert "name that in `pager_secret_file`" in said
    assert "hunter2" not in said


def test_a_login_without_a_password_is_refused() -> None:
    assert "put its password into a file" in refusal(f"smtp://ana@mail.example?{FROM}", secret="")


def test_a_password_that_mail_cannot_carry_is_refused_and_not_repeated() -> None:
    said = refusal(f"smtp://ana@mail.example?{FROM}", secret="hüntér2")

    assert "choose another password" in said
    assert "hüntér2" not in said


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "correct horse battery staple",
        SIGNING_KEY.removeprefix("whsec_"),
        "whsec_c2hvcnQ=",
        "whsec_é",
        "whsec_%%%",
    ],
)
def test_a_webhook_without_a_good_key_is_refused_with_how_to_make_one(secret: str) -> None:
    assert "openssl rand -base64 32" in refusal("https://pager.example/", secret=secret)


@pytest.mark.parametrize("contacts", [("Dr. Okafor", ""), ("a@clinic.example", "Dr. Lin")])
def test_a_contact_who_cannot_get_mail_stops_the_start(contacts: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"the on-call contact 'Dr\. .*' is not a mail address"):
        opened(f"smtp://mail.example?{FROM}", contacts=contacts)


def test_nobody_on_call_is_no_fault_of_the_mail() -> None:
    assert opened(f"smtp://mail.example?{FROM}", contacts=("", "")).channel == "smtp"
