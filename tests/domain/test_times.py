"""Instants, sites' days and ages."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentapp.domain.times import age_on, instant, local_date, local_time, long_date, moment

NEW_YORK = ZoneInfo("America/New_York")
KATHMANDU = ZoneInfo("Asia/Kathmandu")


def test_an_instant_is_utc_with_milliseconds_and_z() -> None:
    there = datetime(2026, 11, 23, 12, 48, 6, 123456, tzinfo=timezone(timedelta(hours=-5)))

    assert instant(there) == "2026-11-23T17:48:06.123Z"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        instant(datetime(2026, 11, 23, 12, 48))  # noqa: DTZ001  that is what is refused


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_comes_back_from_its_instant(when: datetime) -> None:
    assert abs(moment(instant(when)) - when) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        ("2026-11-23T17:48:06.123Z", NEW_YORK, "23 November 2026, 12:48 (UTC-05:00)"),
        ("2026-07-01T02:00:00.000Z", NEW_YORK, "30 June 2026, 22:00 (UTC-04:00)"),
        ("2026-11-23T17:48:06.123Z", KATHMANDU, "23 November 2026, 23:33 (UTC+05:45)"),
    ],
)
def test_a_reader_never_has_to_guess_the_zone(at: str, zone: ZoneInfo, words: str) -> None:
    """P11-11"""
    assert local_time(at, zone) == words


def test_a_day_is_the_site_s_day() -> None:
    assert local_date("2026-11-24T03:00:00.000Z", NEW_YORK) == "2026-11-23"


@pytest.mark.parametrize(
    ("day", "age"),
    [("2026-03-26", 17), ("2026-03-27", 18), ("2026-03-28", 18), ("2008-03-27", 0)],
)
def test_a_person_is_a_year_older_on_the_birthday(day: str, age: int) -> None:
    assert age_on("2008-03-27", day) == age


@pytest.mark.parametrize(("day", "age"), [("2026-02-28", 17), ("2026-03-01", 18), ("2028-02-29", 20)])
def test_who_was_born_on_a_leap_day_is_older_on_the_first_of_march(day: str, age: int) -> None:
    assert age_on("2008-02-29", day) == age


def test_a_birth_date_reads_without_a_zone() -> None:
    assert long_date("1990-03-04") == "4 March 1990"
