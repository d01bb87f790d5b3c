"""How long clients are kept."""

from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application


def init_client_inventory(app: Application) -> None:
    """Register the tables. No row names a person."""
    add_kept_table(app, "clients", "until an operator deletes it")
    add_kept_table(app, "client_secrets", "with the client; digests of which one in a while is replaced")
