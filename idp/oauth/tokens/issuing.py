"""Making the tokens of an authorization: the token endpoint's answer (RFC 6749 5.1, OpenID Connect Core 3.1.3.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from idp.infrastructure.metrics import count_token
from idp.infrastructure.web.application import current_settings
from idp.oauth.authorizations import Authorization
from idp.oauth.claims import AccountClaims, claims_for_id_token
from idp.oauth.provider_keys import current_keyring
from idp.oauth.resource_servers import current_audiences
from idp.oauth.tokens.access_tokens import make_access_token
from idp.oauth.tokens.id_tokens import make_id_token
from idp.oauth.tokens.lifetimes import lifetimes_of
from idp.oauth.tokens.refresh_tokens import RefreshToken
from idp.protocol.client import Client
from idp.protocol.confirmation import NOTHING_TO_PROVE, Confirmation
from idp.protocol.scopes import OPENID


def issue(
    authorization: Authorization,
    client: Client,
    now: datetime,
    *,
    binding: Confirmation = NOTHING_TO_PROVE,
    scope: tuple[str, ...] | None = None,
    resources: tuple[str, ...] = (),
    account: AccountClaims | None = None,
    access: bool = True,
    id_token: bool = True,
    refresh: RefreshToken | None = None,
    code: str | None = None,
) -> dict[str, Any]:
    """The members of an answer that carries tokens, for every grant and for the authorization endpoint.

    ``binding`` is what the access token is bound to; ``scope`` narrows that of the authorization, ``resources``
    the audience of the access token (RFC 8707 2.2), which then has the scope that means something there;
    ``account`` is the authorization's, where it was read already. An ID token comes only where the scope holds
    ``openid`` and there is an account. ``code`` is one that travels beside the ID token, which then names it.
    Raises InvalidTarget.
    """
    scope = authorization.scope if scope is None else scope
    answer: dict[str, Any] = {}
    if access:
        answer = issue_access_token(authorization, client, now, binding=binding, scope=scope, resources=resources)
    if refresh is not None:
        count_token("refresh")
        answer["refresh_token"] = str(refresh)
    if id_token and OPENID in scope and authorization.account_id is not None:
        count_token("id")
        answer["id_token"] = _id_token(authorization, client, scope, account, now, answer.get("access_token"), code)
    return answer


def issue_access_token(
    authorization: Authorization,
    client: Client,
    now: datetime,
    *,
    binding: Confirmation,
    scope: tuple[str, ...],
    resources: tuple[str, ...],
    actor: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The members of an answer that are about the access token, as :func:`issue` describes them.

    ``actor`` is whom a token is used by that another one was exchanged for: it then ends with the authorization, which
    is made of that (RFC 8693). Raises InvalidTarget.
    """
    lifetime, audiences = lifetimes_of(client).access_token, current_audiences()
    if actor is not None:
        lifetime = min(lifetime, authorization.expires_at - now)
    audience = audiences.find_audience(scope, authorization.audience, resources)
    scope = audiences.narrow_scope(scope, audience)
    count_token("access")
    return {
        "access_token": make_access_token(
            authorization,
            scope,
            audience,
            issuer=current_settings().issuer,
            now=now,
            lifetime=lifetime,
            binding=binding,
            actor=actor,
            is_opaque=client.access_token_format == "opaque",  # noqa: S105 -- the name of a form
        ),
        "token_type": binding.token_type,
        "expires_in": int(lifetime.total_seconds()),
        **({"scope": " ".join(scope)} if scope else {}),
    }


def _id_token(
    authorization: Authorization,
    client: Client,
    scope: tuple[str, ...],
    account: AccountClaims | None,
    now: datetime,
    access_token: str | None,
    code: str | None,
) -> str:
    # A code brings an access token as well (Core 5.4).
    comes_with_token = access_token is not None or code is not None
    return make_id_token(
        authorization,
        client,
        current_keyring(),
        issuer=current_settings().issuer,
        claims=claims_for_id_token(authorization, client, scope, account, with_access_token=comes_with_token),
        now=now,
        lifetime=lifetimes_of(client).id_token,
        access_token=access_token,
        code=code,
    )
