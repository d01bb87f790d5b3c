"""``private_key_jwt``: a JWT that the client signs with a key of its own (OpenID Connect Core 1.0 9)."""

from collections.abc import Sequence
from datetime import datetime

from joserfc.jwk import Key

from idp.clients.registry import RegisteredClient
from idp.oauth.client_authentication.assertion_method import AssertionMethod
from idp.oauth.client_jwts.keys import find_keys, stand_in
from idp.protocol.client_keys import ALGORITHMS


class PrivateKeyJwt(AssertionMethod):
    """An assertion, signed with one of the keys that the client has registered."""

    NAME = "private_key_jwt"
    SERVES = frozenset({NAME})
    ALGORITHMS = ALGORITHMS.keys()
    IS_OF_SECRET = False
    NEXT_STEP = (
        "compare what the application signs with docs/protocol.md; `idp clients edit --jwks` or `--jwks-uri` registers "
        "its keys"
    )

    def find_keys(self, client: RegisteredClient, algorithm: str, key_id: str | None, now: datetime) -> Sequence[Key]:
        return find_keys(client.metadata, algorithm, key_id)

    def stand_in(self, algorithm: str) -> Key:
        return stand_in(algorithm)
