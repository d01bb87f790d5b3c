"""What the two methods have in common by which a client signs a JWT (RFC 7523 2.2, OpenID Connect Core 1.0 9)."""

from abc import abstractmethod
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from joserfc.jwk import Key

from idp.clients.registry import RegisteredClient
from idp.infrastructure.web.application import current_settings
from idp.oauth.client_authentication.assertions import (
    has_assertion,
    read_assertion,
    read_client_id,
    signs_with_secret,
)
from idp.oauth.client_authentication.method import ClientAuthenticationMethod, Credentials
from idp.oauth.client_jwts.reading import SentJwt
from idp.oauth.client_jwts.single_use import use_once
from idp.oauth.http import FormRequest
from idp.protocol.client_assertions import TYPES, check_assertion
from idp.protocol.client_jwts import JwtFault, check_type


class AssertionMethod(ClientAuthenticationMethod):
    """A subclass names its ``ALGORITHMS`` and finds the keys. ``IS_OF_SECRET`` tells which of the two methods a request
    uses; one whose assertion can't be read uses the one with a key."""

    ALGORITHMS: ClassVar[Collection[str]]
    IS_OF_SECRET: ClassVar[bool]
    TO_CHECK = "the client assertion and the registered key"

    @abstractmethod
    def find_keys(self, client: RegisteredClient, algorithm: str, key_id: str | None, now: datetime) -> Sequence[Key]:
        """The keys that may have made the signature. Raises JwtFault where there are none."""

    @abstractmethod
    def stand_in(self, algorithm: str) -> Key:
        """A key of no client, so that an unknown one takes the work of a wrong signature."""

    def recognizes(self, request: FormRequest) -> bool:
        return has_assertion(request) and signs_with_secret(request) is self.IS_OF_SECRET

    def read(self, request: FormRequest) -> Credentials:
        return Credentials(read_client_id(request), request.parameters["client_assertion"])

    def find_fault(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> str | None:
        own = client if client and client.metadata.token_endpoint_auth_method in self.SERVES else None
        try:
            assertion = read_assertion(credentials.proof)
            check_type(assertion.header, TYPES)
            self._check_signature(assertion, own, now)
            until = check_assertion(assertion.claims, credentials.client_id, current_settings().issuer, now)
        except JwtFault as fault:
            return f"the client assertion does not hold: {fault}"
        if not use_once(credentials.client_id, assertion.claims["jti"], until):
            return "the client assertion was used before (jti)"
        return None

    def _check_signature(self, assertion: SentJwt, client: RegisteredClient | None, now: datetime) -> None:
        """Raises JwtFault: always where there is no client, after the work of a wrong signature."""
        algorithm = assertion.algorithm
        if not isinstance(algorithm, str) or algorithm not in self.ALGORITHMS:
            raise JwtFault(f"the algorithm {algorithm} is none of those for clients")
        if client is None:
            assertion.is_signed_by(self.stand_in(algorithm), algorithm)
            raise JwtFault("there is no such client")
        registered = client.metadata.token_endpoint_auth_signing_alg
        if registered is not None and algorithm != registered:
            raise JwtFault(f"it is signed by {algorithm}, and the client is registered for {registered}")
        if not client.metadata.may_sign_by(algorithm):
            raise JwtFault(f"the client's profile does not permit {algorithm}")
        keys = self.find_keys(client, algorithm, assertion.key_id, now)
        if not any(assertion.is_signed_by(key, algorithm) for key in keys):
            raise JwtFault("none of the client's keys made its signature")
