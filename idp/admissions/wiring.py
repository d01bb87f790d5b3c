"""Hanging admissions into the application."""

from idp.admissions.events import EVENT_TEXTS
from idp.admissions.inventory import init_admission_inventory
from idp.audit.texts import add_event_texts
from idp.infrastructure.web.application import Application


def init_admissions(app: Application) -> None:
    """Register the table and the words of its events."""
    init_admission_inventory(app)
    add_event_texts(app, EVENT_TEXTS)
