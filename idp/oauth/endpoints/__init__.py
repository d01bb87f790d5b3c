"""The endpoints about tokens, one file each. A new one is a file here and an entry in ``ENDPOINTS``."""

from idp.oauth.endpoints.endpoint import TokenEndpoint
from idp.oauth.endpoints.introspection import IntrospectionEndpoint
from idp.oauth.endpoints.revocation import RevocationEndpoint

ENDPOINTS: tuple[type[TokenEndpoint], ...] = (IntrospectionEndpoint, RevocationEndpoint)

__all__ = ["ENDPOINTS", "TokenEndpoint"]
