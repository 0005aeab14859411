"""The forms of a site, read and checked at start."""

from consentapp.catalog.errors import FormError
from consentapp.catalog.library import FormLibrary, read_library
from consentapp.catalog.site import SiteCatalog, site_catalog

__all__ = ["FormError", "FormLibrary", "SiteCatalog", "read_library", "site_catalog"]
