"""In a demo an alert may stand in the log alone."""

import json
import logging
from dataclasses import replace

import pytest

from consentapp.delivery import LogCourier
from tests.delivery.servers import MESSAGE


def test_an_alert_is_one_line_of_the_log_whatever_it_says(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        LogCourier().deliver("Dr. Okafor", replace(MESSAGE, body="a\nb\r\nc"))

    (record,) = caplog.records
    said = record.getMessage()
    assert len(said.splitlines()) == 1
    assert json.loads(said[said.index("{") :])["body"] == "a\nb\r\nc"


def test_its_channel_says_that_nobody_is_paged() -> None:
    assert LogCourier().channel == "log-only"
