"""DPoP proofs, as a relying party of today makes them, and as an attacker would."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_token
from tests.factories.assertions import make_key
from tests.provisioning.applications import ISSUER


@dataclass
class Prover:
    """A client with a DPoP key."""

    key: Key = field(default_factory=make_key)
    issuer: str = ISSUER

    @property
    def jkt(self) -> str:
        return str(self.key.thumbprint())

    def claims(self, path: str = "/token", **changes: Any) -> dict[str, Any]:
        """Those of a proof that holds for a POST; a change to None leaves a claim out."""
        now = int(current_time().timestamp())
        claims = {"jti": new_token(), "htm": "POST", "htu": f"{self.issuer}{path}", "iat": now}
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def sign(self, claims: Mapping[str, Any], header: Mapping[str, Any] | None = None, key: Key | None = None) -> str:
        """A proof; ``header`` is laid over the one that fits the key, and ``key`` makes the signature instead."""
        own: dict[str, Any] = self.key.as_dict(private=False)
        jwk = {name: value for name, value in own.items() if name not in {"kid", "alg", "use"}}
        known = {"alg": str(self.key.alg), "typ": "dpop+jwt", "jwk": jwk} | dict(header or {})
        protected = {name: value for name, value in known.items() if value is not None}
        signed = b".".join(urlsafe_b64encode(json.dumps(part).encode()) for part in (protected, claims))
        signing_key = key or self.key
        signature = JWSRegistry.algorithms[str(signing_key.alg)].sign(signed, signing_key)
        return (signed + b"." + urlsafe_b64encode(signature)).decode()

    def prove(self, path: str = "/token", **changes: Any) -> dict[str, str]:
        """The header field of a POST."""
        return {"DPoP": self.sign(self.claims(path, **changes))}

    def present(self, access_token: str, path: str = "/userinfo", **changes: Any) -> dict[str, str]:
        """The header fields of a GET with an access token."""
        changes = {"htm": "GET", "ath": hash_of(access_token)} | changes
        return {"Authorization": f"DPoP {access_token}"} | self.prove(path, **changes)


def hash_of(access_token: str) -> str:
    """The ``ath`` of a token (RFC 9449 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).rstrip(b"=").decode()
