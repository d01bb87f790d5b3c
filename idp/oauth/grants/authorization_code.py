"""The authorization code grant (RFC 6749 4.1.3, RFC 7636 4.5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.codes import find_code
from idp.oauth.authorizations.replay import report_code_replay
from idp.oauth.grants.redeeming import RedeemingGrant
from idp.protocol import pkce
from idp.protocol.errors import InvalidGrant, InvalidRequest


class AuthorizationCodeGrant(RedeemingGrant):
    """Redeems a code, once, for the client, redirect URI and code challenge that it was issued to."""

    GRANT_TYPE = "authorization_code"

    def exchange(self) -> Mapping[str, Any]:
        now = current_time()
        code, redirect_uri = self.required("code"), self.required("redirect_uri")
        verifier = self.optional("code_verifier")
        if verifier is not None and not pkce.is_code_verifier(verifier):
            raise InvalidRequest("The code_verifier must be 43 to 128 letters, digits or -._~ characters.")
        challenge = None if verifier is None else pkce.s256(verifier)
        answer = self.redeem(code, now, redirect_uri=redirect_uri, challenge=challenge)
        if answer is None:
            raise self._explain(code, redirect_uri, verifier, now)
        return answer

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
