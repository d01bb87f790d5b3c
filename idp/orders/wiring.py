"""Hanging orders into the application."""

from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application


def init_orders(app: Application) -> None:
    """Register the table."""
    add_kept_table(app, "organization_orders", "with the client, also when the organization was deleted")
