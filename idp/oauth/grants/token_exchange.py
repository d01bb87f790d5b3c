"""The token exchange grant (RFC 8693): a resource server calls another one for the person whose token it was sent."""

from collections.abc import Mapping
from typing import Any

import structlog

from idp.clients.subjects.naming import give_subject
from idp.infrastructure.clock import current_time
from idp.oauth.authorizations import Authorization
from idp.oauth.grants.grant import Grant
from idp.oauth.resource_servers import identifiers_of
from idp.oauth.tokens.access_tokens import AccessToken, verify_access_token
from idp.oauth.tokens.in_effect import get_bearer
from idp.oauth.tokens.issuing import issue_access_token
from idp.protocol.errors import InvalidRequest, InvalidScope, InvalidToken
from idp.protocol.token_exchange import ACCESS_TOKEN, GRANT_TYPE, check_types, extend_chain

_log = structlog.get_logger(__name__)


class TokenExchangeGrant(Grant):
    """Gives an access token for another audience that holds no longer than the first one, ends with the same
    authorization, and says who uses it (``act``). Nothing is stored."""

    GRANT_TYPE = GRANT_TYPE

    def exchange(self) -> Mapping[str, Any]:
        now, client = current_time(), self.client
        check_types(self.request.parameters)
        token = self._read_subject_token()
        try:
            bearer, _ = get_bearer(token)
        except InvalidToken as error:
            raise _refuse(error.detail) from error
        authorization = Authorization(
            id=token.authorization_id,
            client_id=client.client_id,
            account_id=None,
            subject=give_subject(bearer.account.id, client) if bearer.account else bearer.subject,
            scope=self._choose_scope(),
            created_at=now,
            expires_at=token.expires_at,
            organization_id=token.organization_id,
            authenticated_at=token.authenticated_at,
            amr=tuple(token.claims.get("amr", ())),
            acr=token.claims.get("acr"),
        )
        answer = issue_access_token(
            authorization,
            client,
            now,
            binding=self.binding,
            scope=authorization.scope,
            resources=(*self.resources, *(self.optional("audience") or "").split()),
            actor=extend_chain(token.actor, client.client_id),
        )
        _log.info("token exchanged", client_id=client.client_id, of_client=token.client_id, scope=answer["scope"])
        return {**answer, "issued_token_type": ACCESS_TOKEN}

    def _choose_scope(self) -> tuple[str, ...]:
        """Scopes of resource servers: what the provider itself tells of a person is not handed on.

        Raises InvalidScope.
        """
        scope = self.choose_scope(lambda _: False)
        if not scope:
            raise InvalidScope("The client is registered for no scope of a resource server.")
        return scope

    def _read_subject_token(self) -> AccessToken:
        """The token to be exchanged: it was meant for this client, and came to it from one that the policy names.

        Raises InvalidRequest (2.2.2).
        """
        text = self.required("subject_token")
        try:
            token = verify_access_token(text, current_time())
        except InvalidToken as error:
            raise _refuse(error.detail) from error
        if token.client_id not in self.client.exchanges_tokens_of:
            raise _refuse(f"the client is not registered to exchange tokens of {token.client_id}")
        if not set(identifiers_of(self.client)).intersection(token.audience):
            raise _refuse(f"the token is for {' '.join(token.audience)}, which the client does not stand for")
        return token


def _refuse(detail: str) -> InvalidRequest:
    """One answer for all, since the client may hold a token that tells it nothing."""
    return InvalidRequest("The subject_token can't be exchanged.", detail=detail)
