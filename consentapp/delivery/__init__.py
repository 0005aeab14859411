"""How a message leaves the house."""

from consentapp.delivery.drop_folder import DropFolder
from consentapp.delivery.mail import SmtpCourier
from consentapp.delivery.opening import open_courier
from consentapp.delivery.program_log import LogCourier
from consentapp.delivery.webhook import WebhookCourier

__all__ = ["DropFolder", "LogCourier", "SmtpCourier", "WebhookCourier", "open_courier"]
