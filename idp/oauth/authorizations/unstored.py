"""Authorizations that no row stands behind: those of clients that act for themselves (RFC 6749 4.4).

Whether such a token still holds is decided by its client alone, of which each worker has a copy.
"""

from idp.organizations.lookup import find_organization_name
from idp.protocol.client import Client

ID_PREFIX = "own"
"""What the identifiers of these authorizations begin with, in the place of that of stored ones."""


def is_unstored(authorization_id: str) -> bool:
    """Whether there never was a row."""
    return authorization_id.startswith(f"{ID_PREFIX}_")


def may_act_for(client: Client, organization_id: str | None) -> bool:
    """Whether the client may still act for itself, and for the organization that its token was issued for."""
    if not client.enabled or client.organization != organization_id:
        return False
    if "client_credentials" not in client.grant_types:
        return False
    return organization_id is None or find_organization_name(organization_id) is not None
