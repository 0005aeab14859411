"""The library as one site shows it: every text with the site's values and its digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from consentapp.catalog.errors import FormError
from consentapp.catalog.library import FormLibrary
from consentapp.domain.form import Forms, Packet
from consentapp.domain.shown import for_site


@dataclass(frozen=True)
class SiteCatalog:
    """Implements `ports.Catalog`."""

    forms: Forms
    packets: Mapping[str, Packet]

    def packet(self, packet: str) -> Packet:
        return self.packets[packet]


def site_catalog(library: FormLibrary, values: Mapping[str, Mapping[str, str]], config: Path) -> SiteCatalog:
    """The forms in the languages of `values`, each with the values of its own. FormError when one is missing."""
    for language, there in values.items():
        _check(library, language, set(there), config, first=language == next(iter(values)))
    offered = {key: form for key, form in library.forms.items() if form.language in values}
    known = {key[:2] for key in offered}
    # An instrument in none of the site's languages is asked in person, from its own words.
    asked = {
        key: form for key, form in library.forms.items() if key[:2] not in known and not form.translation
    }
    first = next(iter(values.values()))
    forms = {key: for_site(form, values.get(form.language, first)) for key, form in (offered | asked).items()}
    return SiteCatalog(forms, library.packets)


def _check(library: FormLibrary, language: str, known: set[str], config: Path, *, first: bool) -> None:
    if gone := sorted(library.missing_forms(language)):
        raise FormError(
            config,
            0,
            f'`languages` has "{language}", in which there is no {", ".join(gone)}; translate or take it out',
        )
    if missing := sorted(library.missing_values(known, language)):
        table = "[values]" if first else f"[values.{language}]"
        raise FormError(
            config,
            0,
            f"the forms name values that are not set here: {', '.join(missing)}; add them under {table}",
        )
