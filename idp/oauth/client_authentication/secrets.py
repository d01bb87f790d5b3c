"""Comparing a client secret, for the methods that send one."""

from datetime import datetime

from idp.clients.registry import RegisteredClient, check_no_secret
from idp.oauth.client_authentication.method import Credentials

SECRET_METHODS = frozenset({"client_secret_basic", "client_secret_post"})
"""A client may send its secret either way, whichever it registered: both prove the same, and many libraries know only
one."""

NOT_OF_CLIENT = "the secret is not the client's, or no longer"


def is_secret_of(credentials: Credentials, client: RegisteredClient | None, now: datetime) -> bool:
    """Whether the proof is a secret of the client that holds; the same work where there is no client."""
    return check_no_secret(credentials.proof) if client is None else client.has_secret(credentials.proof, now)
