"""The authorization code grant (RFC 6749 4.1.3, RFC 7636 4.5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.basis import find_basis
from idp.oauth.authorizations.codes import find_code, redeem_code
from idp.oauth.authorizations.replay import report_code_replay
from idp.oauth.authorizations.revocation import revoke_authorization
from idp.oauth.claims import AccountClaims
from idp.oauth.grants.grant import SIGN_IN_AGAIN, Grant
from idp.oauth.tokens.issuing import issue
from idp.oauth.tokens.lifetimes import lifetimes_of
from idp.oauth.tokens.refresh_tokens import RefreshToken, first_secret
from idp.portals.demands import demands_of
from idp.protocol import pkce
from idp.protocol.errors import InvalidGrant, InvalidRequest


class AuthorizationCodeGrant(Grant):
    """Redeems a code, once, for the client, redirect URI and code challenge that it was issued to."""

    GRANT_TYPE = "authorization_code"

    def exchange(self) -> Mapping[str, Any]:
        now = current_time()
        code, redirect_uri = self.required("code"), self.required("redirect_uri")
        verifier = self.optional("code_verifier")
        if verifier is not None and not pkce.is_code_verifier(verifier):
            raise InvalidRequest("The code_verifier must be 43 to 128 letters, digits or -._~ characters.")
        self._check_resources(code)
        secret = first_secret() if "refresh_token" in self.client.grant_types else None
        lifetimes = lifetimes_of(self.client)
        ends_at = now + lifetimes.refresh_absolute
        authorization = redeem_code(
            code,
            client_id=self.client.client_id,
            redirect_uri=redirect_uri,
            challenge=None if verifier is None else pkce.s256(verifier),
            jkt=self.binding.jkt,
            now=now,
            expires_at=ends_at,
            refresh_hash=digest(secret) if secret else None,
            refresh_binding=self.binding.binding if self.client.is_public else None,
            refresh_expires_at=min(now + lifetimes.refresh_idle, ends_at) if secret else None,
        )
        if authorization is None:
            raise self._explain(code, redirect_uri, verifier, now)
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

    def _explain(self, code: str, redirect_uri: str, verifier: str | None, now: datetime) -> InvalidGrant:
        """Why the code could not be redeemed. Ends the authorization of a code that its own client presents again.

        No other client can: one that does not own the code, or can't prove the challenge or the key, changes nothing
        (RFC 9700 2.1.1).
        """
        issued = find_code(code)
        if issued is None or issued.authorization.client_id != self.client.client_id:
            return InvalidGrant("The code is not valid for this client.")
        if issued.redirect_uri != redirect_uri:
            return InvalidGrant("The redirect_uri is not the one of the authorization request.")
        pkce.verify(verifier, issued.code_challenge)
        if issued.jkt not in {None, self.binding.jkt}:
            return InvalidGrant("The code is bound to another DPoP key.")
        if issued.redeemed_at is not None:
            report_code_replay(issued.authorization, now)
            return InvalidGrant("The code was used already. Everything that was issued for it is now revoked.")
        if issued.expires_at <= now:
            return InvalidGrant("The code has expired.")
        return InvalidGrant("The account or the permission behind the code has ended.")
