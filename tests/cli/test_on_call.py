"""What whoever starts the program is told while nobody would get an alert."""

from dataclasses import replace

import pytest

from consentapp.cli.administrator import say_who_is_on_call
from consentapp.ports import Clinic
from consentapp.services import on_call
from tests.builders import DESK, Pager, a_site

OFF = "The questions about suicide are off by link: "
WHERE = "https://consent.riverside.example/desk/on-call"


def said(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> str:
    say_who_is_on_call(clinic)
    return capsys.readouterr().out


def test_a_start_without_a_contact_says_what_is_off_and_where_it_is_turned_on(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    line = said(replace(clinic, site=a_site(on_call="")), capsys)

    assert line.startswith(OFF + "no on-call contact is set (`on_call`)")
    assert line.endswith(WHERE + "\n")
    assert line.count("\n") == 1


def test_a_start_with_a_contact_who_has_not_confirmed_says_who_that_is(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    on_call.send_test_alert(clinic, contact="Dr. Okafor", by=DESK)

    assert said(clinic, capsys).startswith(OFF + "Dr. Okafor has not confirmed a test alert")


def test_once_a_test_alert_is_confirmed_a_start_says_nothing_of_it(
    clinic: Clinic, pager: Pager, capsys: pytest.CaptureFixture[str]
) -> None:
    on_call.send_test_alert(clinic, contact="Dr. Okafor", by=DESK)
    on_call.confirm_test_alert(
        clinic, contact="Dr. Okafor", code=pager.taken[-1][1].body.strip()[-6:], by=DESK
    )

    assert said(clinic, capsys) == ""


def test_a_start_names_a_second_contact_who_has_not_confirmed(
    clinic: Clinic, pager: Pager, capsys: pytest.CaptureFixture[str]
) -> None:
    of_two = replace(clinic, site=a_site(on_call_second="Dr. Tran"))
    on_call.send_test_alert(of_two, contact="Dr. Okafor", by=DESK)
    code = pager.taken[-1][1].body.strip()[-6:]
    on_call.confirm_test_alert(of_two, contact="Dr. Okafor", code=code, by=DESK)

    assert said(of_two, capsys) == (
        f"The second contact, Dr. Tran, has not confirmed a test alert. Send one at {WHERE}\n"
    )
