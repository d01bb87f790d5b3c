"""The web origins of clients: which may read the answers of the machine endpoints, which may watch a sign-in."""

from sqlalchemy import select

from idp.clients.models import ClientRecord
from idp.infrastructure.database import connection
from idp.protocol.redirect_uris import origin_of

_ORIGINS = select(ClientRecord.stored_metadata["web_origins"]).where(ClientRecord.disabled_at.is_(None))


_REDIRECTS = select(
    ClientRecord.stored_metadata["redirect_uris"], ClientRecord.stored_metadata["session_management"]
).where(ClientRecord.disabled_at.is_(None))


def read_web_origins() -> frozenset[str]:
    """Every web origin that is registered for an enabled client."""
    return frozenset(origin for origins in connection().execute(_ORIGINS).scalars() for origin in origins or ())


def read_watching_origins() -> frozenset[str]:
    """The origins of the redirect URIs of every enabled client that is registered for session management."""
    watching = [uris or () for uris, is_watching in connection().execute(_REDIRECTS).all() if is_watching]
    origins = {origin_of(uri) for uris in watching for uri in uris}
    # An IPv6 address can't be written in a policy (CSP Level 3, section 2.3.1).
    return frozenset(origin for origin in origins if origin is not None and "[" not in origin)
