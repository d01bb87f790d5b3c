"""``private_key_jwt``: a JWT that the client signs with a key of its own (RFC 7523 2.2, OpenID Connect Core 1.0 9)."""

from datetime import datetime

from idp.clients.registry import RegisteredClient
from idp.infrastructure.web.application import current_settings
from idp.oauth.client_authentication.assertions.keys import find_keys, stand_in
from idp.oauth.client_authentication.assertions.reading import (
    SentAssertion,
    has_assertion,
    read_assertion,
    read_client_id,
)
from idp.oauth.client_authentication.assertions.single_use import use_once
from idp.oauth.client_authentication.method import ClientAuthenticationMethod, Credentials
from idp.oauth.http import FormRequest
from idp.protocol.client import Client
from idp.protocol.client_assertions import AssertionFault, check_assertion
from idp.protocol.client_keys import ALGORITHMS


class PrivateKeyJwt(ClientAuthenticationMethod):
    """An assertion, signed with one of the keys that the client has registered."""

    NAME = "private_key_jwt"
    SERVES = frozenset({"private_key_jwt"})
    TO_CHECK = "the client assertion and the registered key"
    NEXT_STEP = (
        "compare what the application signs with docs/protocol.md; `idp clients edit --jwks` or `--jwks-uri` registers "
        "its keys"
    )

    def recognizes(self, request: FormRequest) -> bool:
        return has_assertion(request)

    def read(self, request: FormRequest) -> Credentials:
        return Credentials(read_client_id(request), request.parameters["client_assertion"])

    def find_fault(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> str | None:
        own = client.metadata if client and client.metadata.token_endpoint_auth_method in self.SERVES else None
        try:
            assertion = read_assertion(credentials.proof)
            _check_signature(assertion, own)
            until = check_assertion(assertion.claims, credentials.client_id, current_settings().issuer, now)
        except AssertionFault as fault:
            return f"the client assertion does not hold: {fault}"
        if not use_once(credentials.client_id, assertion.claims["jti"], until):
            return "the client assertion was used before (jti)"
        return None


def _check_signature(assertion: SentAssertion, client: Client | None) -> None:
    """Raises AssertionFault: always where there is no client with keys, after the work of a wrong signature."""
    algorithm, registered = assertion.algorithm, client.token_endpoint_auth_signing_alg if client else None
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise AssertionFault(f"the algorithm {algorithm} is none of those for clients")
    if registered is not None and algorithm != registered:
        raise AssertionFault(f"it is signed by {algorithm}, and the client is registered for {registered}")
    keys = find_keys(client, algorithm, assertion.key_id) if client else [stand_in(algorithm)]
    if not any(assertion.is_signed_by(key, algorithm) for key in keys) or client is None:
        raise AssertionFault("none of the client's keys made its signature")
