"""Hanging agreements into the application."""

from idp.agreements.events import EVENT_TEXTS
from idp.agreements.inventory import init_agreement_inventory
from idp.agreements.parts import text_parts
from idp.audit.texts import add_event_texts
from idp.infrastructure.web.application import Application
from idp.portals.journey import add_part_source


def init_agreements(app: Application) -> None:
    """Register the parts of journeys, the table and the words of its events."""
    add_part_source(app, text_parts)
    init_agreement_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
