"""Token introspection (RFC 7662), signed where the request asks for it (RFC 9701)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.machine_requests import JSON_TYPE
from idp.oauth.authorizations.bearer import Bearer, explain_end, find_bearer
from idp.oauth.endpoints.endpoint import Answer, ClientEndpoint
from idp.oauth.http import FormRequest, get_token, jwt_answer
from idp.oauth.refusal_log import log_refusal
from idp.oauth.resource_servers import current_audiences, identifiers_of
from idp.oauth.tokens.access_tokens import AccessToken, verify_access_token
from idp.oauth.tokens.encryption import encrypt_for
from idp.oauth.tokens.in_effect import get_bearer
from idp.oauth.tokens.refresh_tokens import RefreshToken, parse_refresh_token
from idp.oauth.tokens.signed_answers import sign_answer
from idp.protocol.client import Client
from idp.protocol.errors import InvalidToken
from idp.protocol.signed_answers import INTROSPECTION_TYPE, introspection_content

_JWT_TYPE = f"application/{INTROSPECTION_TYPE}"
# Whatever the reason, which the log tells the operator and nobody else.
_INACTIVE: Mapping[str, Any] = {"active": False}


class IntrospectionEndpoint(ClientEndpoint):
    """Says whether a token still holds, to the client it was issued to and to the resource servers it is for; of any
    other token they learn nothing."""

    NAME = "introspection"
    PATH = "/introspect"

    def respond_to(self, client: Client, form: FormRequest) -> Answer:
        now = current_time()
        members = self._introspect(get_token(form), client, form, now)
        if not _prefers_jwt(form.headers.get("Accept", "")):
            return members
        content = introspection_content(members, now)
        jwt = sign_answer(client, client.introspection_signed_response_alg, content, INTROSPECTION_TYPE)
        return jwt_answer(encrypt_for(client, "introspection", jwt), _JWT_TYPE)

    def _introspect(self, token: str, client: Client, form: FormRequest, now: datetime) -> Mapping[str, Any]:
        try:
            if refresh_token := parse_refresh_token(token):
                return _introspect_refresh_token(refresh_token, client, now)
            return _introspect_access_token(token, client, now)
        except InvalidToken as error:
            log_refusal(self.NAME, error, client.client_id, form.parameters)
            return _INACTIVE


def _prefers_jwt(accept: str) -> bool:
    """Whether the header field ``Accept`` names the JWT, and does not prefer JSON (RFC 9701 4, RFC 9110 12.5.1)."""
    if _JWT_TYPE not in accept.lower():
        return False
    return parse_accept_header(accept, MIMEAccept).best_match([_JWT_TYPE, JSON_TYPE]) == _JWT_TYPE


def _introspect_access_token(token: str, caller: Client, now: datetime) -> Mapping[str, Any]:
    access_token = verify_access_token(token, now)
    is_own = access_token.client_id == caller.client_id
    here = () if is_own else _audience_at(caller, access_token)
    if not is_own and not here:
        raise InvalidToken(
            detail=f"the token was issued to {access_token.client_id} for {' '.join(access_token.audience)}"
        )
    bearer, _ = get_bearer(access_token)
    told = {"active": True, "token_type": access_token.binding.token_type}
    if not is_own:
        return {**told, **_claims_at(here, access_token)}
    # The person has not told the name to a client that got the token by an exchange.
    username = _username(bearer) if access_token.actor is None else {}
    return {**told, **username, **access_token.claims}


def _audience_at(caller: Client, token: AccessToken) -> tuple[str, ...]:
    """The resource servers that a token is for and that a client stands for (RFC 7662 2.1)."""
    own = identifiers_of(caller)
    return tuple(each for each in token.audience if each in own)


def _claims_at(audience: tuple[str, ...], token: AccessToken) -> Mapping[str, Any]:
    """What a token tells these resource servers: nothing of what it opens elsewhere (RFC 7662 2.2, RFC 9701 5)."""
    words = tuple(token.claims.get("scope", "").split())
    scope = " ".join(current_audiences().narrow_scope(words, audience))
    return {**token.claims, "aud": audience[0] if len(audience) == 1 else audience, "scope": scope}


def _introspect_refresh_token(token: RefreshToken, client: Client, now: datetime) -> Mapping[str, Any]:
    bearer = find_bearer(token.authorization_id, client)
    if bearer is None:
        raise InvalidToken(detail=explain_end(token.authorization_id))
    if bearer.client_id != client.client_id:
        raise InvalidToken(detail=f"the token was issued to {bearer.client_id}")
    if bearer.refresh_hash != token.secret_hash:
        raise InvalidToken(detail="the refresh token is not the present one of its authorization")
    if bearer.refresh_expires_at is None or bearer.refresh_expires_at <= now:
        raise InvalidToken(detail="the refresh token has expired")
    return {
        "active": True,
        "iss": current_settings().issuer,
        "sub": bearer.subject,
        "client_id": bearer.client_id,
        "scope": " ".join(bearer.scope),
        **_username(bearer),
        **({"tenant": bearer.organization_id} if bearer.organization_id else {}),
        "iat": int(bearer.authorized_at.timestamp()),
        "exp": int(bearer.refresh_expires_at.timestamp()),
    }


def _username(bearer: Bearer) -> Mapping[str, Any]:
    """A client that acts for itself has none (2.2: optional)."""
    return {"username": bearer.username} if bearer.username else {}
