"""Proof Key for Code Exchange (RFC 7636), S256 only (RFC 9700 §2.1.1)."""

import base64
import hashlib
import hmac
import re

from idp.protocol.errors import InvalidGrant, InvalidRequest

CODE_CHALLENGE_METHODS = ("S256",)

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
_S256_CHALLENGE = re.compile(r"[A-Za-z0-9_\-]{43}")


def is_code_verifier(text: str) -> bool:
    """Whether `text` has the shape of RFC 7636 §4.1: 43 to 128 unreserved characters."""
    return _VERIFIER.fullmatch(text) is not None


def is_code_challenge(text: str) -> bool:
    """Whether `text` can be the base64url of a SHA-256, unpadded (RFC 7636 §4.2)."""
    return _S256_CHALLENGE.fullmatch(text) is not None


def s256(verifier: str) -> str:
    """The challenge of a verifier (RFC 7636 §4.2). `verifier` must be ASCII."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def verify(verifier: str | None, challenge: str | None) -> None:
    """Check the token request's verifier against the challenge kept with the code (RFC 7636 §4.6).

    A verifier for a code that was asked without challenge is refused too: it is the mark of a challenge that
    was stripped on the way (RFC 9700 §2.1.1, §4.8.2).

    Raises: InvalidRequest for a malformed verifier, InvalidGrant when the two do not belong together.
    """
    if challenge is None and verifier is None:
        return
    if challenge is None:
        raise InvalidGrant("A code_verifier was sent, but the authorization request had no code_challenge.")
    if verifier is None:
        raise InvalidGrant("The code_verifier is missing.")
    if not is_code_verifier(verifier):
        raise InvalidRequest("The code_verifier must be 43 to 128 letters, digits or -._~ characters.")
    if not hmac.compare_digest(s256(verifier), challenge):
        raise InvalidGrant("The code_verifier does not match the code_challenge.")
