"""The refresh token grant with rotation (RFC 6749 6, RFC 9700 4.14.2, OpenID Connect Core 12)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from idp.infrastructure.clock import now
from idp.infrastructure.web.application import current_secret_box
from idp.oauth.grants.grant import Grant
from idp.oauth.tokens import families
from idp.oauth.tokens.answers import token_answer
from idp.oauth.tokens.refresh_tokens import (
    RefreshToken,
    chain_key,
    is_ancestor,
    parse_refresh_token,
    successor_of,
)
from idp.oauth.tokens.replay import report_refresh_replay
from idp.protocol.errors import InvalidGrant, InvalidScope
from idp.protocol.scopes import parse_scope


class RefreshTokenGrant(Grant):
    """Trades a refresh token for new tokens and its successor."""

    GRANT_TYPE = "refresh_token"

    def exchange(self) -> Mapping[str, Any]:
        moment = now()
        presented = parse_refresh_token(self.required("refresh_token"))
        if presented is None:
            raise InvalidGrant("The refresh_token is not valid.")
        # Before the token is used up: a refused scope must cost the client nothing.
        narrowed = self._narrowed_scope(presented)
        successor = successor_of(presented, chain_key(current_secret_box()))
        family = families.claim_refresh(
            family_id=presented.family_id,
            client_id=self.client.client_id,
            presented=presented.secret_hash,
            successor=successor.secret_hash,
            now=moment,
            refresh_expires_at=moment + timedelta(days=self.settings.tokens.refresh_idle_days),
        ) or self._within_grace(presented, successor, moment)
        scope = narrowed or tuple(family.scope.split())
        return token_answer(family, self.client, scope, successor, self.settings, moment)

    def _narrowed_scope(self, presented: RefreshToken) -> tuple[str, ...] | None:
        """The scope asked for, which must lie within the one granted (RFC 6749 6); None where none was named."""
        asked = parse_scope(self.optional("scope"))
        if not asked:
            return None
        family = families.find_by_id(presented.family_id)
        granted = family.scope.split() if family is not None and family.client_id == self.client.client_id else []
        if family is not None and not set(asked).issubset(granted):
            raise InvalidScope("The scope is wider than what was granted.")
        return asked

    def _within_grace(self, presented: RefreshToken, successor: RefreshToken, moment: datetime) -> Row[Any]:
        """The family, when the token is the one just replaced: the answer was lost, or two tabs asked at once.

        An older token that is really one of the family's ends the family: either the client or a thief holds a copy.
        Raises InvalidGrant.
        """
        family = families.find_by_id(presented.family_id)
        if family is None or family.client_id != self.client.client_id or family.refresh_hash is None:
            raise InvalidGrant("The refresh_token is not valid for this client.")
        if not family.lives or family.refresh_expires_at <= moment or family.expires_at <= moment:
            raise InvalidGrant("The refresh_token has expired or was revoked.")
        grace = timedelta(seconds=self.settings.tokens.refresh_grace_seconds)
        just_replaced = successor.secret_hash == family.refresh_hash
        if just_replaced and family.refreshed_at is not None and moment <= family.refreshed_at + grace:
            return family
        if is_ancestor(presented, family.refresh_hash, family.refresh_count, current_secret_box()):
            report_refresh_replay(family, moment)
            raise InvalidGrant("The refresh_token was used already. Everything that came of it is now revoked.")
        raise InvalidGrant("The refresh_token is not valid.")
