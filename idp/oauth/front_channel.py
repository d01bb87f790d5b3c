"""The answers that bring tokens through the browser: the implicit and the hybrid flow (OpenID Connect Core 3.2, 3.3).

They are for clients that are registered for their response types; no client is by default. Each answer has an
authorization behind it, as a code has, by which its tokens end: with the session, the account, the client, or the code
beside them when that is presented twice. None has a refresh token.
"""

from contextlib import nullcontext
from dataclasses import replace

from sqlalchemy.orm import Session

from idp.infrastructure.database import transaction
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import add_authorization, add_code
from idp.oauth.tokens.issuing import issue
from idp.oauth.tokens.lifetimes import lifetimes_of
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.errors import LoginRequired
from idp.sessions import hold_session


def make_front_channel_answer(
    authorization: Authorization, asked: AuthorizationRequest, client: Client, session: Session | None = None
) -> dict[str, str]:
    """Store the authorization and make the members that the response type names (Core 3.2.2.5, 3.3.2.5).

    ``authorization`` expires as its code would; ``session`` is as with :func:`add_code`. Raises OwnerGone,
    LoginRequired where the session has ended since, and InvalidTarget.
    """
    with nullcontext(session) if session else transaction() as own:
        code = _store(authorization, asked, client, own)
    tokens = issue(
        authorization,
        client,
        authorization.created_at,
        access="token" in asked.response_type,
        id_token="id_token" in asked.response_type,
        code=code,
    )
    members = tokens if code is None else {"code": code, **tokens}
    return {name: str(value) for name, value in members.items()}


def _store(authorization: Authorization, asked: AuthorizationRequest, client: Client, session: Session) -> str | None:
    """The code, where there is one. What the answer brings holds at once, so it is kept as long as a redeemed code."""
    if authorization.session_id is None or not hold_session(session, authorization.session_id):
        raise LoginRequired("The session has ended in the meantime.")
    in_effect = replace(authorization, expires_at=authorization.created_at + lifetimes_of(client).refresh_absolute)
    if "code" not in asked.response_type:
        add_authorization(in_effect, session=session)
        return None
    return add_code(
        in_effect,
        redirect_uri=asked.redirect_uri,
        code_challenge=asked.code_challenge,
        code_expires_at=authorization.expires_at,
        jkt=asked.dpop_jkt,
        session=session,
    )
