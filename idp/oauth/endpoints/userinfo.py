"""The userinfo endpoint (OpenID Connect Core 5.3)."""

from collections.abc import Mapping
from typing import Any

from idp.infrastructure.web.machine_requests import MachineRequest
from idp.oauth.authorizations.bearer import Bearer
from idp.oauth.claims import AccountClaims, claims_for
from idp.oauth.endpoints.bearer_endpoint import BearerEndpoint
from idp.oauth.tokens.access_tokens import AccessToken
from idp.protocol.claims import parse_claims_request
from idp.protocol.client import Client
from idp.protocol.scopes import OPENID


class UserinfoEndpoint(BearerEndpoint):
    """Tells the bearer of an access token the claims that it may see."""

    NAME = "userinfo"
    PATH = "/userinfo"
    SCOPE = OPENID
    METHODS = ("GET", "POST")

    def respond_to(
        self, request: MachineRequest, token: AccessToken, bearer: Bearer, account: AccountClaims, client: Client
    ) -> Mapping[str, Any]:
        scope = tuple(name for name in bearer.scope if name in token.scope)
        return claims_for(
            account,
            bearer.subject,
            scope,
            parse_claims_request(bearer.claims_request),
            "userinfo",
            client=client,
            organization_id=bearer.organization_id,
        )
