"""Alerts that only stand in the program's log: for a demo, because a log wakes nobody."""

import json
import logging
from dataclasses import asdict, dataclass

from consentapp.ports import Message

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LogCourier:
    """One line for each message, as JSON: what a message says cannot begin a line of its own."""

    channel: str = "log-only"

    def deliver(self, contact: str, message: Message) -> None:
        """Accepted once it is logged. Nobody is paged."""
        log.warning("alert, to the log only: %s", json.dumps({"to": contact} | asdict(message)))
