"""Client assertions, as a relying party of today makes them, and as an attacker would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode
from sqlalchemy import select

from idp.clients.models import ClientSecret, wrapping_context
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_token
from idp.infrastructure.secrets import SecretBox
from idp.protocol.client_assertions import ASSERTION_TYPE
from tests.factories.clients import change_client
from tests.factories.relying_parties import RelyingParty
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database


def make_key(algorithm: str = "ES256", kid: str = "key-1") -> Key:
    """A key pair for signatures by ``algorithm``."""
    parameters = {"kid": kid, "alg": algorithm}
    if algorithm[:2] in {"RS", "PS"}:
        return RSAKey.generate_key(2048, parameters)
    if algorithm[:2] == "ES":
        return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}[algorithm], parameters)
    return OKPKey.generate_key("Ed25519", parameters)


def secret_key(secret: str) -> Key:
    """A client secret as a key for signatures."""
    return OctKey.import_key(secret, {"alg": "HS256"})


def key_set(*keys: Key) -> str:
    """The JWK Set of their public halves."""
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


@dataclass
class Signer:
    """A registered client with a key of its own."""

    rp: RelyingParty
    key: Key = field(default_factory=make_key)
    issuer: str = ISSUER

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Those of an assertion that holds; a change to None leaves a claim out."""
        now = int(current_time().timestamp())
        claims = {
            "iss": self.rp.client_id,
            "sub": self.rp.client_id,
            "aud": self.issuer,
            "jti": new_token(),
            "iat": now,
            "exp": now + 60,
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def sign(self, header: Mapping[str, Any] | None = None, key: Key | None = None, **changes: Any) -> str:
        """An assertion; ``header`` is laid over the one that fits the key."""
        key = key or self.key
        known = {"alg": str(key.alg), "kid": key.kid, "typ": "JWT"} | dict(header or {})
        protected = {name: value for name, value in known.items() if value is not None}
        signed = b".".join(urlsafe_b64encode(json.dumps(part).encode()) for part in (protected, self.claims(**changes)))
        signature = JWSRegistry.algorithms[protected["alg"]].sign(signed, key)
        return (signed + b"." + urlsafe_b64encode(signature)).decode()

    def request_object(self, header: Mapping[str, Any] | None = None, key: Key | None = None, **changes: Any) -> str:
        """The relying party's authorization request as an object that it signs; a change to None leaves a claim out."""
        now = int(current_time().timestamp())
        claims = {"sub": None, "nbf": now, **self.rp.request(), **changes}
        return self.sign({"typ": "oauth-authz-req+jwt"} | dict(header or {}), key, **claims)

    def form(self, assertion: str | None = None, **changes: str | None) -> dict[str, str]:
        """The parameters of an introspection with this client's assertion, the shortest way to authenticate."""
        form = {
            "token": "x",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.sign(),
        }
        return {name: value for name, value in (form | changes).items() if value is not None}


def register_secret(database: Database, box: SecretBox, rp: RelyingParty) -> Signer:
    """Let a client sign with its secret, which is another one from now on."""
    secret = new_token() + new_token()
    row = database.one(select(ClientSecret).where(ClientSecret.client_id == rp.client_id))
    wrapped = box.wrap(secret.encode(), wrapping_context(row.id))
    database.change(row, secret_hash=digest(secret), wrapped_secret=wrapped)
    change_client(database, rp.registered, token_endpoint_auth_method="client_secret_jwt")
    return Signer(rp, secret_key(secret))


def register_keys(database: Database, rp: RelyingParty, key: Key | None = None, **metadata: Any) -> Signer:
    """Let a client authenticate with a key instead of its secret."""
    signer = Signer(rp, key or make_key())
    keys = {} if "jwks_uri" in metadata else {"jwks": key_set(signer.key)}
    change_client(database, rp.registered, token_endpoint_auth_method="private_key_jwt", **(keys | metadata))
    return signer
