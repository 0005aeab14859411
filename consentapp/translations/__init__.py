"""Our own sentences, dates and directions in the languages that the program speaks."""

from consentapp.translations.catalogues import SHIPPED, SOURCE, Catalogues, reviewed
from consentapp.translations.dates import local_time, long_date
from consentapp.translations.names import direction, locale_of, name_in, own_name

__all__ = [
    "SHIPPED",
    "SOURCE",
    "Catalogues",
    "direction",
    "local_time",
    "locale_of",
    "long_date",
    "name_in",
    "own_name",
    "reviewed",
]
