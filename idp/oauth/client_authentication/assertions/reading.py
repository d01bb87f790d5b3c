"""A client assertion as it is sent, before anything of it is trusted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import CompactSignature, extract_compact, validate_compact

from idp.oauth.http import FormRequest
from idp.protocol.client_assertions import ASSERTION_TYPE
from idp.protocol.client_keys import SECRET_ALGORITHMS
from idp.protocol.errors import InvalidClient, InvalidRequest


@dataclass(frozen=True, slots=True)
class SentAssertion:
    """A JWT in the compact form (RFC 7515 7.1)."""

    signed: CompactSignature
    claims: Mapping[str, Any]

    @property
    def algorithm(self) -> object:
        """What the header names; of no type or value that could be relied on."""
        return self.signed.protected.get("alg")

    @property
    def key_id(self) -> str | None:
        """The ``kid`` of the header, where it is a text."""
        key_id = self.signed.protected.get("kid")
        return key_id if isinstance(key_id, str) else None

    def is_signed_by(self, key: Key, algorithm: str) -> bool:
        """Whether the key made the signature. Nothing else of the header is looked at: a key, a certificate or an
        address that it brings along decides nothing (RFC 8725 3.10), nor may it demand an extension."""
        try:
            return validate_compact(self.signed, key, [algorithm])
        except (JoseError, ValueError, TypeError):
            return False


def has_assertion(request: FormRequest) -> bool:
    """Whether the request brings one, well or not."""
    return "client_assertion" in request.parameters or "client_assertion_type" in request.parameters


def signs_with_secret(request: FormRequest) -> bool:
    """Whether the assertion of a request names an algorithm of a shared secret; False for what can't be read."""
    try:
        return read_assertion(request.parameters.get("client_assertion", "")).algorithm in SECRET_ALGORITHMS
    except (InvalidClient, TypeError):
        return False


def read_client_id(request: FormRequest) -> str:
    """Who the assertion says that the client is: the one of the form, where that names one, too (RFC 7521 4.2).

    Raises InvalidClient and InvalidRequest.
    """
    if request.parameters.get("client_assertion_type") != ASSERTION_TYPE:
        raise InvalidRequest(f"client_assertion_type must be {ASSERTION_TYPE}.")
    client_id = read_assertion(request.parameters.get("client_assertion", "")).claims.get("sub")
    if not isinstance(client_id, str):
        raise InvalidClient("The client_assertion does not name the client (sub).")
    if request.parameters.get("client_id") not in (None, client_id):
        raise InvalidRequest("The client_id in the form is not the one in the client_assertion.")
    return client_id


@lru_cache(maxsize=100)
def read_assertion(text: str) -> SentAssertion:
    """Take an assertion apart; each step of a request asks for it anew. Raises InvalidClient."""
    try:
        signed = extract_compact(text.encode("ascii"))
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise InvalidClient("The client_assertion is no signed JWT.", detail=repr(error)) from error
    if not isinstance(claims, dict):
        raise InvalidClient("The client_assertion is no signed JWT.", detail="its claims are no object")
    return SentAssertion(signed, claims)
