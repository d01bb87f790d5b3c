"""The outbox as a queue of deliveries."""

from idp.infrastructure.background.queue import DeliveryQueue
from idp.mail.models import OutboxMail

OUTBOX = DeliveryQueue(OutboxMail)
