"""What each endpoint goes through that is called with an access token (RFC 6750)."""

from typing import ClassVar

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.machine_requests import MachineAnswer, MachineRequest, Pairs
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.authorizations.bearer import Bearer
from idp.oauth.claims import AccountClaims
from idp.oauth.endpoints.endpoint import Answer, Endpoint
from idp.oauth.http import json_error
from idp.oauth.sender_constraint.presenting import check_presenter
from idp.oauth.tokens.access_tokens import AccessToken, verify_access_token
from idp.oauth.tokens.in_effect import get_bearer
from idp.protocol.bearer import PresentedToken, challenge, parse_bearer
from idp.protocol.client import Client
from idp.protocol.confirmation import BEARER, DPOP
from idp.protocol.errors import (
    InsufficientScope,
    InvalidDpopProof,
    InvalidToken,
    MissingToken,
    OAuthError,
    UseDpopNonce,
)


class BearerEndpoint(Endpoint):
    """An endpoint for the bearers of access tokens with the scope ``SCOPE``, who speak of a person; a subclass writes
    :meth:`respond_to`."""

    SCOPE: ClassVar[str]
    METHODS: ClassVar[tuple[str, ...]] = ("GET",)
    IS_READABLE_BY_WEB_ORIGINS = True

    def respond(self, request: MachineRequest) -> Answer:
        now = current_time()
        presented = _find_token(request)
        access_token = verify_access_token(presented.value, now)
        log_with_request(client_id=access_token.client_id)
        _check_audience(access_token)
        if self.SCOPE not in access_token.scope:
            raise InsufficientScope(
                f"The access token was not issued for the scope {self.SCOPE}.",
                detail=f"the scope of the token is {' '.join(sorted(access_token.scope))}",
                client_id=access_token.client_id,
            )
        bearer, client = get_bearer(access_token)
        check_presenter(request, presented, access_token, client, now)
        if bearer.account is None:
            raise InsufficientScope(
                "The access token was issued to a client for itself, and speaks of no person.",
                client_id=access_token.client_id,
            )
        return self.respond_to(request, access_token, bearer, bearer.account, client)

    def respond_to(
        self, request: MachineRequest, token: AccessToken, bearer: Bearer, account: AccountClaims, client: Client
    ) -> Answer:
        """The answer to the bearer. Raises OAuthError."""
        raise NotImplementedError

    def refuse(self, request: MachineRequest, error: OAuthError) -> MachineAnswer:
        """What was wrong with the token or its proof, in a challenge for the scheme that the request used (RFC 6750 3,
        RFC 9449 7.1); both schemes where it came without a token."""
        is_proof = isinstance(error, InvalidDpopProof | UseDpopNonce)
        schemes = [BEARER, DPOP] if isinstance(error, MissingToken) else [DPOP if is_proof else _scheme_of(request)]
        challenges = [("WWW-Authenticate", challenge(error, scheme)) for scheme in schemes]
        return json_error(error, challenges, status=401 if is_proof else None)


def first_value(pairs: Pairs, name: str) -> str | None:
    """The first value of a parameter."""
    return next((value for key, value in pairs if key == name), None)


def _scheme_of(request: MachineRequest) -> str:
    """The scheme in which the request is answered: its own."""
    return DPOP if request.headers.get("Authorization", "").lower().startswith("dpop") else BEARER


def _check_audience(token: AccessToken) -> None:
    """Raises InvalidToken for one that is meant for resource servers alone (RFC 9068 4)."""
    if current_settings().issuer not in token.audience:
        raise InvalidToken(
            "The access token is not meant for this server.",
            detail=f"wrong audience: {' '.join(token.audience)}",
            client_id=token.client_id,
        )


def _find_token(request: MachineRequest) -> PresentedToken:
    return parse_bearer(
        request.headers.get("Authorization"),
        # RFC 6750 2.2: never with GET, whose body caches and proxies do not look at.
        first_value(request.form or (), "access_token") if request.method == "POST" else None,
        first_value(request.query, "access_token"),
    )
