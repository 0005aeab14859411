"""Dates and times as a reader of a language writes them; in English as the domain does."""

from datetime import date, tzinfo

from babel.dates import format_date

from consentapp.domain import times
from consentapp.translations.catalogues import SOURCE
from consentapp.translations.names import locale_of


def long_date(iso_date: str, language: str) -> str:
    """`4 de marzo de 1990`: a birth date has no zone."""
    if language == SOURCE:
        return times.long_date(iso_date)
    return format_date(date.fromisoformat(iso_date), format="long", locale=locale_of(language))


def local_time(instant: str, zone: tzinfo, language: str) -> str:
    """`23 de noviembre de 2026, 17:48 (UTC-05:00)`: no reader has to guess the zone (21 CFR 11.50)."""
    if language == SOURCE:
        return times.local_time(instant, zone)
    there = times.moment(instant).astimezone(zone)
    offset = there.strftime("%z")
    day = format_date(there.date(), format="long", locale=locale_of(language))
    return f"{day}, {there:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"
