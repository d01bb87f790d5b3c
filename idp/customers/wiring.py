"""Hanging customers into the application."""

from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application


def init_customers(app: Application) -> None:
    """Register the tables."""
    add_kept_table(app, "customer_records", "as long as the operator's own system keeps the customer")
    add_kept_table(app, "customer_numbers", "with their customer")
