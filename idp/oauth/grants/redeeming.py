"""What the grants share that redeem a code, which a person has allowed, for the first tokens of an authorization."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from idp.infrastructure.ids import digest
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.basis import find_basis
from idp.oauth.authorizations.codes import find_code, redeem_code
from idp.oauth.authorizations.revocation import revoke_authorization
from idp.oauth.claims import AccountClaims
from idp.oauth.grants.grant import SIGN_IN_AGAIN, Grant
from idp.oauth.tokens.encryption import require_key
from idp.oauth.tokens.issuing import issue
from idp.oauth.tokens.lifetimes import lifetimes_of
from idp.oauth.tokens.refresh_tokens import RefreshToken, first_secret
from idp.portals.demands import demands_of
from idp.protocol.errors import InvalidGrant


class RedeemingGrant(Grant):
    """A grant whose code is redeemed once."""

    def redeem(
        self, code: str, now: datetime, *, redirect_uri: str | None = None, challenge: str | None = None
    ) -> Mapping[str, Any] | None:
        """The tokens of a code that was issued to this client for the redirect URI and code challenge, None for a
        device; None where it can't be redeemed. Raises InvalidGrant where the portal demands more by now,
        InvalidTarget, and NoEncryptionKey."""
        require_key(self.client, "id_token")
        self._check_resources(code)
        secret = first_secret() if "refresh_token" in self.client.grant_types else None
        lifetimes = lifetimes_of(self.client)
        ends_at = now + lifetimes.refresh_absolute
        authorization = redeem_code(
            code,
            client_id=self.client.client_id,
            redirect_uri=redirect_uri,
            challenge=challenge,
            jkt=self.binding.jkt,
            now=now,
            expires_at=ends_at,
            refresh_hash=digest(secret) if secret else None,
            refresh_binding=self.binding.binding if self.client.is_public else None,
            refresh_expires_at=min(now + lifetimes.refresh_idle, ends_at) if secret else None,
        )
        if authorization is None:
            return None
        account = self._read_account(authorization, now)
        refresh_token = RefreshToken(authorization.id, secret) if secret else None
        return issue(
            authorization,
            self.client,
            now,
            binding=self.binding,
            resources=self.resources,
            account=account,
            refresh=refresh_token,
        )

    def _check_resources(self, code: str) -> None:
        """Refuse a resource that the authorization is not for before the code is used up. Raises InvalidTarget."""
        issued = find_code(code) if self.resources else None
        if issued is not None and issued.authorization.client_id == self.client.client_id:
            self.check_resources(issued.authorization)

    def _read_account(self, authorization: Authorization, now: datetime) -> AccountClaims | None:
        """The account of an authorization; None where the client acts for itself.

        Ends the authorization and raises InvalidGrant unless a fresh sign-in at the client's portal would be let in by
        what this one has proved: the portal may demand more since the code was issued.
        """
        if authorization.account_id is None:
            return None
        demands = demands_of(self.client)
        basis = find_basis(authorization.id, self.client.client_id, demands.portal)
        if basis is None or not basis.meets(demands):
            revoke_authorization(authorization.id, now)
            raise InvalidGrant(SIGN_IN_AGAIN)
        self.check_rights(basis)
        return basis.account
