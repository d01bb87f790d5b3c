"""The refresh token grant (RFC 6749 6, RFC 9700 4.14.2, OpenID Connect Core 12)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_secret_box
from idp.oauth.authorizations import Authorization, Rotation
from idp.oauth.authorizations.basis import Basis, find_basis, find_organization_of_session
from idp.oauth.authorizations.presented import Meaning, Presented, find_presented
from idp.oauth.authorizations.refresh import contest_refresh_token, redeem_refresh_token
from idp.oauth.authorizations.replay import report_refresh_replay
from idp.oauth.grants.grant import SIGN_IN_AGAIN, Grant
from idp.oauth.tokens.encryption import require_key
from idp.oauth.tokens.issuing import issue
from idp.oauth.tokens.lifetimes import lifetimes_of
from idp.oauth.tokens.refresh_tokens import RefreshToken, chain_key, parse_refresh_token, successor_of
from idp.portals.demands import demands_of
from idp.protocol.errors import InvalidGrant, InvalidRequest, InvalidScope
from idp.protocol.scopes import parse_scope

# Of a token that is none of this client's, whether or not there is an authorization of that name.
_UNKNOWN = "The refresh_token is not valid."
_ENDED = "The refresh_token has expired or was revoked."
_REFUSALS = {
    Meaning.PRESENT: _ENDED,  # it has ended while it was being redeemed
    Meaning.ENDED: _ENDED,
    Meaning.LATE: "The refresh_token was used already, too long ago for the answer to be repeated.",
    Meaning.REPLAYED: "The refresh_token was used already. Everything that came of it is now revoked.",
}


class RefreshTokenGrant(Grant):
    """Trades a refresh token for new tokens, and for its successor where the authorization rotates."""

    GRANT_TYPE = "refresh_token"

    def exchange(self) -> Mapping[str, Any]:
        now = current_time()
        token = parse_refresh_token(self.required("refresh_token"))
        if token is None:
            raise InvalidGrant(_UNKNOWN)
        require_key(self.client, "id_token")
        narrowed = parse_scope(self.optional("scope")) or None
        if narrowed is not None or self.resources:
            self._check_narrowing(narrowed, token, now)
        organization_id = self._find_organization(token)
        basis = self._find_basis(token, organization_id)
        successor = successor_of(token, chain_key(current_secret_box()))
        authorization = redeem_refresh_token(
            token,
            successor,
            client_id=self.client.client_id,
            now=now,
            refresh_expires_at=now + lifetimes_of(self.client).refresh_idle,
            binding=self.binding.binding,
            organization_id=organization_id,
        )
        if authorization is None:
            authorization, successor = self._repeat_answer(token, now)
        present = token if authorization.rotation is Rotation.FIXED else successor
        account = basis.account if basis else None
        return issue(
            authorization,
            self.client,
            now,
            binding=self.binding,
            scope=narrowed,
            resources=self.resources,
            account=account,
            refresh=present,
        )

    def _find_organization(self, token: RefreshToken) -> str | None:
        """The organization to act for from now on, where the client is registered to change it; None to stay.

        Raises InvalidRequest for a parameter that would do nothing.
        """
        asked = self.optional("organization")
        match self.client.organization_at_refresh:
            case "follows" if asked is None:
                return find_organization_of_session(token.authorization_id, self.client.portal)
            case "fixed" if asked is not None:
                raise InvalidRequest(
                    "The client is not registered to change the organization at a refresh.",
                    next_step=f"`idp clients edit {self.client.client_id} --organization-at-refresh asked`",
                )
        return asked

    def _find_basis(self, token: RefreshToken, organization_id: str | None) -> Basis | None:
        """What the token rests on. Looked at before the token is used up, so that it opens again where the portal
        demands less later, and for the organization that it was for.

        Raises InvalidGrant unless a fresh sign-in at the client's portal would be let in by what this one has proved,
        and the person has in the organization what the client requires.
        """
        demands = demands_of(self.client)
        basis = find_basis(token.authorization_id, self.client.client_id, demands.portal, organization_id)
        if basis is not None and not basis.is_member:
            raise InvalidGrant("The person does not belong to the organization.")
        if basis is not None and not basis.meets(demands):
            raise InvalidGrant(SIGN_IN_AGAIN)
        if basis is not None:
            self.check_rights(basis)
        return basis

    def _check_narrowing(self, scope: tuple[str, ...] | None, token: RefreshToken, now: datetime) -> None:
        """Refuse a scope or a resource that was not granted (RFC 6749 6, RFC 8707 2.2), before the token is used up: it
        must cost nothing.

        Only where the token itself would be answered; a refusal of the token comes first. Raises InvalidGrant,
        InvalidScope and InvalidTarget.
        """
        presented = self._find(token)
        if self._meaning_of(presented, now) not in {Meaning.PRESENT, Meaning.REPEATED}:
            return
        authorization = presented.refreshable.authorization
        if scope is not None and not set(scope).issubset(authorization.scope):
            raise InvalidScope("The scope is wider than what was granted.")
        self.check_resources(authorization, scope)

    def _repeat_answer(self, token: RefreshToken, now: datetime) -> tuple[Authorization, RefreshToken]:
        """The authorization and the successor once more, while that was not used: the first answer may be lost.

        A replay ends the authorization. Raises InvalidGrant.
        """
        presented = self._find(token)
        meaning = self._meaning_of(presented, now)
        if meaning is Meaning.REPEATED:
            return presented.refreshable.authorization, presented.descent.present
        if meaning is Meaning.LATE and not contest_refresh_token(presented.descent.present, now):
            return self._repeat_answer(token, now)  # the successor was used meanwhile
        if meaning is Meaning.REPLAYED:
            report_refresh_replay(presented.refreshable.authorization, now)
        raise InvalidGrant(_REFUSALS[meaning])

    def _find(self, token: RefreshToken) -> Presented:
        """What the token is. Raises InvalidGrant where it is none of this client's, or the key or certificate is not
        proved that it is bound to: a thief without it can't even end the authorization."""
        presented = find_presented(token, self.client.client_id, current_secret_box())
        if presented is None:
            raise InvalidGrant(_UNKNOWN)
        if presented.refreshable.binding not in {None, self.binding.binding}:
            raise InvalidGrant("The refresh_token is bound to another key or certificate.")
        return presented

    def _meaning_of(self, presented: Presented, now: datetime) -> Meaning:
        return presented.decide_meaning(now, timedelta(seconds=self.settings.tokens.refresh_grace_seconds))
