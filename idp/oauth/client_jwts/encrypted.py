"""Opening a JWT that a client has encrypted to this provider (RFC 7516, nested as in RFC 7519 5.2)."""

from collections.abc import Mapping, Sequence

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.util import json_b64decode

from idp.oauth.provider_keys import current_keyring, newest_keyring
from idp.protocol.client_jwts import JwtFault
from idp.protocol.encryption import METHODS

# Whatever makes a decryption fail is told alike, so that what is answered says nothing about the content.
_UNOPENED = "no key of the provider opens it"


def is_encrypted(text: str) -> bool:
    """Whether a JWT has the five parts of an encrypted one (RFC 7516 7.1)."""
    return text.count(".") == 4


def decrypt_jwt(text: str) -> str:
    """The JWT within, whose signature is still to be checked. Raises JwtFault, which repeats nothing of the text."""
    header = _read_header(text)
    algorithm = header.get("alg")
    for key in _find_keys(algorithm, header.get("kid")):
        # A list of what is allowed, which compression is not part of: a small text could become a very long one.
        registry = jwe.JWERegistry(algorithms=[str(algorithm), *METHODS], strict_check_header=False)
        try:
            content = jwe.decrypt_compact(text, key, registry=registry).plaintext
            return (content or b"").decode("ascii")
        except (JoseError, ValueError, TypeError):
            continue
    raise JwtFault(_UNOPENED)


def _read_header(text: str) -> Mapping[str, object]:
    try:
        header = json_b64decode(text.partition(".")[0].encode("ascii"))
    except (ValueError, RecursionError) as error:
        raise JwtFault("it is neither a signed nor an encrypted JWT") from error
    if not isinstance(header, dict):
        raise JwtFault("it is neither a signed nor an encrypted JWT")
    return header


def _find_keys(algorithm: object, key_id: object) -> Sequence[Key]:
    """The one that is named, which may be so new that it is not known here; without a name, all that fit."""
    keyring = current_keyring()
    if isinstance(key_id, str) and key_id not in keyring.decrypting:
        keyring = newest_keyring()
    return [
        entry.key for kid, entry in keyring.decrypting.items() if entry.algorithm == algorithm and key_id in (None, kid)
    ]
