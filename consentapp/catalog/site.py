"""The library as one site shows it: every text with the site's values and its digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from consentapp.catalog.errors import FormError
from consentapp.catalog.library import FormLibrary
from consentapp.domain.form import Packet
from consentapp.domain.shown import for_site
from consentapp.domain.walk import Forms


@dataclass(frozen=True)
class SiteCatalog:
    """Implements `ports.Catalog`."""

    forms: Forms
    packets: Mapping[str, Packet]

    def packet(self, packet: str) -> Packet:
        return self.packets[packet]


def site_catalog(library: FormLibrary, values: Mapping[str, str], config: Path) -> SiteCatalog:
    """FormError when a form names a value that the site has not set."""
    if missing := library.missing_values(set(values)):
        names = ", ".join(sorted(missing))
        raise FormError(
            config, 0, f"the forms name values that are not set here: {names}; add them under [values]"
        )
    return SiteCatalog({key: for_site(form, values) for key, form in library.forms.items()}, library.packets)
