"""The userinfo endpoint (OpenID Connect Core 5.3)."""

from collections.abc import Mapping

import orjson

from idp.infrastructure.web.machine_requests import MachineRequest
from idp.oauth.authorizations.bearer import Bearer
from idp.oauth.claims import AccountClaims, claims_for
from idp.oauth.endpoints.bearer_endpoint import BearerEndpoint
from idp.oauth.endpoints.endpoint import Answer
from idp.oauth.http import jwt_answer
from idp.oauth.tokens.access_tokens import AccessToken
from idp.oauth.tokens.encryption import encrypt_for
from idp.oauth.tokens.signed_answers import sign_answer
from idp.protocol.claims import parse_claims_request
from idp.protocol.client import Client
from idp.protocol.encryption import encryption_of
from idp.protocol.scopes import OPENID

_JWT_TYPE = "application/jwt"


class UserinfoEndpoint(BearerEndpoint):
    """Tells the bearer of an access token the claims that it may see; signed and encrypted where its client
    is so registered."""

    NAME = "userinfo"
    PATH = "/userinfo"
    SCOPE = OPENID
    METHODS = ("GET", "POST")

    def respond_to(
        self, request: MachineRequest, token: AccessToken, bearer: Bearer, account: AccountClaims, client: Client
    ) -> Answer:
        scope = tuple(name for name in bearer.scope if name in token.scope)
        claims = claims_for(
            account,
            bearer.subject,
            scope,
            parse_claims_request(bearer.claims_request),
            "userinfo",
            client=client,
            organization_id=bearer.organization_id,
        )
        return _in_form_of(client, claims)


def _in_form_of(client: Client, claims: Mapping[str, object]) -> Answer:
    """The claims as the client is registered for: as JSON, signed, encrypted, or signed and then encrypted (5.3.2)."""
    algorithm = client.userinfo_signed_response_alg
    if algorithm is not None:
        return jwt_answer(encrypt_for(client, "userinfo", sign_answer(client, algorithm, claims)), _JWT_TYPE)
    if encryption_of(client, "userinfo") is None:
        return claims
    return jwt_answer(encrypt_for(client, "userinfo", orjson.dumps(claims).decode(), is_jwt=False), _JWT_TYPE)
