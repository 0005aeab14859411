"""Instants as the record holds them (UTC text, milliseconds, Z) and as a person at a site reads them."""

from datetime import UTC, date, datetime, tzinfo


def instant(moment: datetime) -> str:
    """`2026-11-23T17:48:06.123Z`. Refuses a moment without a zone (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The moment of an instant."""
    return datetime.fromisoformat(text)


def local_time(text: str, zone: tzinfo) -> str:
    """`23 November 2026, 17:48 (UTC-05:00)`: no reader has to guess the zone (21 CFR 11.50)."""
    there = moment(text).astimezone(zone)
    offset = there.strftime("%z")
    return f"{there.day} {there:%B %Y, %H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def local_date(text: str, zone: tzinfo) -> str:
    """The site's calendar day of an instant, as an ISO date."""
    return moment(text).astimezone(zone).date().isoformat()


def long_date(iso_date: str) -> str:
    """`4 March 1990`: a birth date has no zone."""
    day = date.fromisoformat(iso_date)
    return f"{day.day} {day:%B %Y}"


def age_on(birth_date: str, day: str) -> int:
    """Completed years on a calendar day; both ISO dates."""
    born, today = date.fromisoformat(birth_date), date.fromisoformat(day)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
