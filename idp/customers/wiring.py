"""Hanging customers into the application."""

from idp.audit.texts import add_event_texts
from idp.customers.events import EVENT_TEXTS
from idp.customers.inventory import init_customer_inventory
from idp.infrastructure.web.application import Application


def init_customers(app: Application) -> None:
    """Register the tables and the words of the events."""
    init_customer_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
