"""The grants of the token endpoint, one file each. A new one is a file here and an entry in ``GRANTS``."""

from idp.oauth.grants.authorization_code import AuthorizationCodeGrant
from idp.oauth.grants.grant import Grant
from idp.oauth.grants.refresh_token import RefreshTokenGrant

GRANTS: tuple[type[Grant], ...] = (AuthorizationCodeGrant, RefreshTokenGrant)

__all__ = ["GRANTS", "Grant"]
