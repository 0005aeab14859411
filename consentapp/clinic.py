"""The only place where parts are joined."""

import os
from datetime import UTC, datetime

from consentapp.catalog import read_library, site_catalog
from consentapp.delivery import open_courier
from consentapp.documents.renderer import SummaryRenderer
from consentapp.documents.seal import Sealer
from consentapp.passwords import Argon2Passwords
from consentapp.ports import Clinic, Courier, Site
from consentapp.resources import resource_dir
from consentapp.settings import Settings, SettingsError
from consentapp.store import open_store
from consentapp.translations import SHIPPED


class SystemClock:
    """The machine's clock. The one place that asks it."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemEntropy:
    """The machine's randomness."""

    def bytes(self, size: int) -> bytes:
        return os.urandom(size)


def open_clinic(settings: Settings) -> Clinic:
    """Everything a service needs, ready. SettingsError, FormError, WrongStore or OSError stop the start, each naming the mend."""
    library = read_library(settings.forms or resource_dir("forms"))
    site = site_of(settings)
    phrases = SHIPPED.that_speak(site.languages)
    return Clinic(
        site=site,
        store=open_store(settings.database),
        catalog=site_catalog(library, settings.values_by_language, settings.config),
        phrases=phrases,
        renderer=SummaryRenderer(phrases),
        sealer=Sealer.load(settings.seal_key, settings.seal_certificate),
        courier=courier_of(settings),
        passwords=Argon2Passwords(),
        clock=SystemClock(),
        entropy=SystemEntropy(),
    )


def courier_of(settings: Settings) -> Courier:
    """What takes the alerts. SettingsError for a `pager` that cannot be used."""
    try:
        return open_courier(
            settings.pager,
            secret=settings.pager_secret,
            folder=settings.config.parent,
            contacts=(settings.on_call, settings.on_call_second),
            clock=SystemClock(),
        )
    except ValueError as error:
        raise SettingsError(f"{settings.config}: {error}") from None


def site_of(settings: Settings) -> Site:
    """The place of treatment that the settings describe."""
    values = settings.values_by_language
    return Site(
        organisation=settings.organisation,
        id=settings.site,
        zone=settings.zone_info,
        zone_name=settings.zone,
        address=settings.address,
        demo=settings.demo,
        paper=settings.paper,
        link_days=settings.link_days,
        on_call=settings.on_call,
        on_call_second=settings.on_call_second,
        languages=settings.languages,
        vitals=settings.vitals,
        values=values[settings.languages[0]],
        values_by_language=values,
    )
