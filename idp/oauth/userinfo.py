"""The userinfo endpoint (OpenID Connect Core 5.3)."""

from flask import Response, request

from idp.infrastructure.clock import now
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.authorizations.bearer import find_bearer
from idp.oauth.claims import claims_for
from idp.oauth.http import FORM_TYPE, json_answer
from idp.oauth.signing_keys import current_keyring
from idp.oauth.tokens.access_tokens import verify_access_token
from idp.protocol.bearer import challenge, parse_bearer
from idp.protocol.claims import parse_claims_request
from idp.protocol.errors import InsufficientScope, InvalidToken, OAuthError
from idp.protocol.scopes import OPENID


def answer_userinfo() -> Response:
    """Answer GET and POST /userinfo with the claims that the access token may see."""
    try:
        return json_answer(_claims())
    except OAuthError as error:
        return json_answer(error.to_parameters(), error.status, {"WWW-Authenticate": challenge(error)})


def _claims() -> dict[str, object]:
    token = parse_bearer(
        request.headers.get("Authorization"),
        # RFC 6750 2.2: never with GET, whose body caches and proxies do not look at.
        request.form.get("access_token") if request.method == "POST" and request.mimetype == FORM_TYPE else None,
        request.args.get("access_token"),
    )
    access_token = verify_access_token(token, current_keyring(), current_settings().issuer, now())
    log_with_request(client_id=access_token.client_id)
    if OPENID not in access_token.scope:
        raise InsufficientScope("The access token was not issued for the scope openid.")
    bearer = find_bearer(access_token.authorization_id)
    if bearer is None:
        raise InvalidToken("The access token was revoked.")
    if bearer.account is None:
        raise InsufficientScope("The access token was issued to a client for itself, and speaks of no person.")
    scope = tuple(name for name in bearer.scope if name in access_token.scope)
    return claims_for(bearer.account, bearer.subject, scope, parse_claims_request(bearer.claims_request), "userinfo")
