"""Encrypting an answer to the client that it is for (RFC 7516, OpenID Connect Core 10.2)."""

from joserfc import jwe
from joserfc.jwk import Key

from idp.oauth.client_jwts.keys import find_encryption_key
from idp.protocol.client import Client
from idp.protocol.client_jwts import JwtFault
from idp.protocol.encryption import Encryption, encryption_of
from idp.protocol.errors import NoEncryptionKey, TemporarilyUnavailable


def encrypt_for(client: Client, answer: str, content: str, *, is_jwt: bool = True) -> str:
    """The content of an answer, one of ``ANSWERS``, as a JWE in the compact form; as it is where the client is
    registered for no encryption of this answer. ``is_jwt`` tells the client that there is a JWT within (RFC 7519 5.2).

    Raises NoEncryptionKey.
    """
    encryption = encryption_of(client, answer)
    if encryption is None:
        return content
    header = {"alg": encryption.algorithm, "enc": encryption.method, **({"cty": "JWT"} if is_jwt else {})}
    key = _get_key(client, answer, encryption)
    named = header if key.kid is None else {**header, "kid": key.kid}
    return jwe.encrypt_compact(named, content.encode(), key, [encryption.algorithm, encryption.method])


def require_key(client: Client, answer: str) -> None:
    """Refuse what will end in an answer that can't be encrypted, before anything is used up for it. A key set that has
    to be fetched is there from then on. Raises NoEncryptionKey."""
    encryption = encryption_of(client, answer)
    if encryption is not None:
        _get_key(client, answer, encryption)


def _get_key(client: Client, answer: str, encryption: Encryption) -> Key:
    try:
        return find_encryption_key(client, encryption.algorithm)
    except (JwtFault, TemporarilyUnavailable) as fault:
        raise NoEncryptionKey(
            "The answer can't be encrypted to a key of the client.",
            detail=f"{answer} by {encryption.algorithm}: {fault}",
            client_id=client.client_id,
        ) from fault
