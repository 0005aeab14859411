"""Where the record is kept."""

from consentapp.store.sqlite import open_store

__all__ = ["open_store"]
