"""The refresh token grant (RFC 6749 6, RFC 9700 4.14.2, OpenID Connect Core 12)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from idp.infrastructure.clock import now
from idp.infrastructure.web.application import current_secret_box
from idp.oauth.authorizations import Authorization, Rotation
from idp.oauth.authorizations.refresh import find_refreshable, redeem_refresh_token
from idp.oauth.authorizations.replay import report_refresh_replay
from idp.oauth.grants.grant import Grant
from idp.oauth.tokens.issuing import issue
from idp.oauth.tokens.refresh_tokens import (
    RefreshToken,
    chain_key,
    is_ancestor,
    parse_refresh_token,
    successor_of,
)
from idp.protocol.errors import InvalidGrant, InvalidScope
from idp.protocol.scopes import parse_scope


class RefreshTokenGrant(Grant):
    """Trades a refresh token for new tokens, and for its successor where the authorization rotates."""

    GRANT_TYPE = "refresh_token"

    def exchange(self) -> Mapping[str, Any]:
        moment = now()
        presented = parse_refresh_token(self.required("refresh_token"))
        if presented is None:
            raise InvalidGrant("The refresh_token is not valid.")
        # Before the token is used up: a refused scope must cost the client nothing.
        narrowed = self._narrowed_scope(presented)
        successor = successor_of(presented, chain_key(current_secret_box()))
        authorization = redeem_refresh_token(
            presented,
            successor,
            client_id=self.client.client_id,
            now=moment,
            refresh_expires_at=moment + timedelta(days=self.settings.tokens.refresh_idle_days),
        ) or self._within_grace(presented, successor, moment)
        present = presented if authorization.rotation is Rotation.FIXED else successor
        return issue(authorization, self.client, moment, scope=narrowed, refresh=present)

    def _narrowed_scope(self, presented: RefreshToken) -> tuple[str, ...] | None:
        """The scope asked for, which must lie within the one granted (RFC 6749 6); None where none was named."""
        asked = parse_scope(self.optional("scope"))
        if not asked:
            return None
        found = find_refreshable(presented.authorization_id)
        is_own = found is not None and found.authorization.client_id == self.client.client_id
        if found is not None and not (is_own and set(asked).issubset(found.authorization.scope)):
            raise InvalidScope("The scope is wider than what was granted.")
        return asked

    def _within_grace(self, presented: RefreshToken, successor: RefreshToken, moment: datetime) -> Authorization:
        """The authorization, when the token is the one just replaced: the answer was lost, or two tabs asked at once.

        An older token that is really one of its chain ends it: either the client or a thief holds a copy.
        Raises InvalidGrant.
        """
        found = find_refreshable(presented.authorization_id)
        if found is None or found.authorization.client_id != self.client.client_id or found.secret_hash is None:
            raise InvalidGrant("The refresh_token is not valid for this client.")
        if not found.may_refresh(moment):
            raise InvalidGrant("The refresh_token has expired or was revoked.")
        grace = timedelta(seconds=self.settings.tokens.refresh_grace_seconds)
        refreshed_at = found.authorization.refreshed_at
        just_replaced = successor.secret_hash == found.secret_hash
        if just_replaced and refreshed_at is not None and moment <= refreshed_at + grace:
            return found.authorization
        if is_ancestor(presented, found.secret_hash, found.count, current_secret_box()):
            report_refresh_replay(found.authorization, moment)
            raise InvalidGrant("The refresh_token was used already. Everything that came of it is now revoked.")
        raise InvalidGrant("The refresh_token is not valid.")
