"""``client_secret_jwt``: a JWT that the client signs with its secret (OpenID Connect Core 1.0 9)."""

from collections.abc import Sequence
from datetime import datetime

from joserfc.jwk import Key, OctKey

from idp.clients.registry import RegisteredClient
from idp.oauth.client_authentication.assertion_method import AssertionMethod
from idp.oauth.client_jwts.keys import secret_keys
from idp.protocol.client_keys import SECRET_ALGORITHMS

_NO_SECRET = "0" * 64


class SecretJwt(AssertionMethod):
    """An assertion, signed with one of the client's secrets that hold; ``kid`` is of no use."""

    NAME = "client_secret_jwt"
    SERVES = frozenset({NAME})
    ALGORITHMS = SECRET_ALGORITHMS
    IS_OF_SECRET = True
    TO_CHECK = "the client assertion and the client_secret that signs it"
    NEXT_STEP = (
        "compare what the application signs with docs/protocol.md; `idp clients rotate-secret` makes a new secret"
    )

    def find_keys(self, client: RegisteredClient, algorithm: str, key_id: str | None, now: datetime) -> Sequence[Key]:
        return secret_keys(client, now)

    def stand_in(self, algorithm: str) -> Key:
        return OctKey.import_key(_NO_SECRET)
