"""The grants of the token endpoint, one file each. A new one is a file here and an entry in the list below."""

from idp.oauth.grants.authorization_code import AuthorizationCodeGrant
from idp.oauth.grants.client_credentials import ClientCredentialsGrant
from idp.oauth.grants.device_code import DeviceCodeGrant
from idp.oauth.grants.grant import GRANTS, Grant, add_grant
from idp.oauth.grants.refresh_token import RefreshTokenGrant
from idp.oauth.grants.token_exchange import TokenExchangeGrant

__all__ = ["GRANTS", "Grant", "add_grant"]

for _grant in (
    AuthorizationCodeGrant,
    RefreshTokenGrant,
    ClientCredentialsGrant,
    DeviceCodeGrant,
    TokenExchangeGrant,
):
    add_grant(_grant)
