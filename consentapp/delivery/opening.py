"""The `pager` setting: which courier takes the alerts, and where."""

import base64
import binascii
import ipaddress
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from consentapp.delivery.drop_folder import DropFolder
from consentapp.delivery.mail import Security, SmtpCourier, is_address
from consentapp.delivery.program_log import LogCourier
from consentapp.delivery.webhook import WebhookCourier
from consentapp.ports import Clock, Courier

KEY_PREFIX = "whsec_"
SHORTEST_KEY = 24

PORTS: Mapping[Security, int] = {"starttls": 587, "tls": 465, "plain": 25}

KINDS = "folder:FOLDER, smtps://USER@HOST?from=ADDRESS, smtp://USER@HOST:587?from=ADDRESS, https://ADDRESS or log:"
MAKE_A_KEY = 'printf "whsec_%s\\n" "$(openssl rand -base64 32)" > pager.key'


def open_courier(pager: str, *, secret: str, folder: Path, contacts: Sequence[str], clock: Clock) -> Courier:
    """The courier that the setting names. `folder` is where paths count from; ValueError says how to mend the setting."""
    kind, _, rest = pager.partition(":")
    match kind:
        case "folder" if rest:
            return DropFolder((folder / rest).resolve())
        case "log" if not rest:
            return LogCourier()
        case "smtp" | "smtps":
            return _mail(_place(pager), secret, contacts, clock)
        case "http" | "https":
            return _webhook(pager, _place(pager), secret, clock)
    raise ValueError(f"`pager` is one of {KINDS}")


def _place(pager: str) -> SplitResult:
    """The parts of an address. What was written is never repeated: it may hold a password."""
    try:
        place = urlsplit(pager)
        _ = place.port
    except ValueError:
        raise ValueError("`pager` is no address: look at its host and port") from None
    if place.password is not None:
        raise ValueError("`pager` holds a password: put it into a file and name that in `pager_secret_file`")
    if not place.hostname or place.fragment:
        raise ValueError("`pager` needs a host after the //, and no #")
    return place


# Mail -------------------------------------------------------------------------------------------------------------------


def _mail(place: SplitResult, secret: str, contacts: Sequence[str], clock: Clock) -> SmtpCourier:
    options = _options(place)
    security, login = _security(place, options), unquote(place.username or "")
    if login and not secret:
        raise ValueError(
            "`pager` names a login: put its password into a file and name that in `pager_secret_file`"
        )
    if login and not (login + secret).isascii():
        raise ValueError(
            "a mail login and its password are plain letters, digits and signs; choose another password"
        )
    return SmtpCourier(
        host=str(place.hostname), port=place.port or PORTS[security], sender=_sender(options, contacts),
        clock=clock, security=security, login=login, password=secret,
    )  # fmt: skip


def _security(place: SplitResult, options: Mapping[str, str]) -> Security:
    tls = place.scheme == "smtps"
    if "plain" not in options:
        return "tls" if tls else "starttls"
    if tls or not _is_loopback(str(place.hostname)):
        raise ValueError(
            "`plain` in `pager` is for a relay on this machine: smtp://127.0.0.1:25?from=ADDRESS&plain"
        )
    return "plain"


def _sender(options: Mapping[str, str], contacts: Sequence[str]) -> str:
    """Whom the letters come from, once it is sure that they can be addressed."""
    sender = options.get("from", "")
    if not is_address(sender):
        raise ValueError("`pager` needs the address that alerts come from: smtp://HOST?from=ADDRESS")
    for contact in filter(None, contacts):
        if not is_address(contact):
            raise ValueError(f"alerts go by mail, and the on-call contact {contact!r} is not a mail address")
    return sender


def _options(place: SplitResult) -> dict[str, str]:
    pairs = (part.partition("=") for part in place.query.split("&") if part)
    options = {name: unquote(value) for name, _, value in pairs}
    if unknown := sorted(options.keys() - {"from", "plain"}):
        raise ValueError(f"`pager` has the option `{unknown[0]}`; known are `from` and `plain`")
    return options


# Webhook ----------------------------------------------------------------------------------------------------------------


def _webhook(pager: str, place: SplitResult, secret: str, clock: Clock) -> WebhookCourier:
    if place.username is not None:
        raise ValueError(
            "`pager` holds a login: a webhook is signed with the key in `pager_secret_file` instead"
        )
    if place.scheme == "http" and not _is_loopback(str(place.hostname)):
        raise ValueError("`pager` begins with https://; http:// is for this machine alone")
    return WebhookCourier(url=pager, key=_key(secret), clock=clock)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(KEY_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(KEY_PREFIX) or len(key) < SHORTEST_KEY:
        raise ValueError(f"a webhook needs a signing key in `pager_secret_file`; make one with {MAKE_A_KEY}")
    return key


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
