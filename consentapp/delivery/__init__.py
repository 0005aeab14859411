"""How a message leaves the house."""

from consentapp.delivery.drop_folder import DropFolder

__all__ = ["DropFolder"]
