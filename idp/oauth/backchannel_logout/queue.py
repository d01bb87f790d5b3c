"""The log of logout deliveries as a queue."""

from idp.infrastructure.background.queue import DeliveryQueue
from idp.oauth.backchannel_logout.models import LogoutDelivery

LOGOUTS = DeliveryQueue(LogoutDelivery)
