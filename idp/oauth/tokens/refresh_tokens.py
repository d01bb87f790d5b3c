"""The form of refresh tokens: ``authorization.secret``, each secret derived from the one before.

The successor of a secret is its HMAC under a key of the installation. Only a hash of the present one is stored, yet

- a client whose answer was lost presents the old token again and gets the *same* successor, for a few minutes and while
  that was not used;
- an old token of whatever age is recognised as such, since walking the chain forward from it ends at the present one:
  a replay is thereby told apart from a guess, and only a replay ends the authorization.

A reader of the database lacks the key, and a thief of the key lacks a secret to start from.
"""

import hashlib
import hmac
from dataclasses import dataclass

from idp.infrastructure.ids import digest, new_token
from idp.infrastructure.secrets import SecretBox
from idp.oauth.authorizations.authorization import ID_PREFIX

_LONGEST_WALK = 20_000
_CHAIN_KEY = "refresh token chain"
# Authorizations from before they had that name are called fam_; theirs live as long as their refresh tokens.
_PREFIXES = (f"{ID_PREFIX}_", "fam_")


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token, taken apart."""

    authorization_id: str
    secret: str

    @property
    def secret_hash(self) -> str:
        """What is stored of it."""
        return digest(self.secret)

    def __str__(self) -> str:
        return f"{self.authorization_id}.{self.secret}"


def parse_refresh_token(text: str) -> RefreshToken | None:
    """Take a token apart; None for what can't be one of ours."""
    authorization_id, separator, secret = text.partition(".")
    if not separator or not authorization_id.startswith(_PREFIXES) or not secret.isascii() or len(text) > 200:
        return None
    return RefreshToken(authorization_id, secret)


def first_secret() -> str:
    """The random start of a chain."""
    return new_token()


def chain_key(secret_box: SecretBox) -> bytes:
    """The installation's key for the chains."""
    return secret_box.derive(_CHAIN_KEY)


def successor_of(token: RefreshToken, key: bytes) -> RefreshToken:
    """The token that follows ``token``, always the same one."""
    mac = hmac.digest(key, f"{token.authorization_id}.{token.secret}".encode(), hashlib.sha256)
    return RefreshToken(token.authorization_id, mac.hex())


@dataclass(frozen=True, slots=True)
class Descent:
    """The present refresh token of an authorization, and the number of steps that lead to it from another one."""

    present: RefreshToken
    steps: int


def find_descent(token: RefreshToken, present_hash: str, refresh_count: int, secret_box: SecretBox) -> Descent | None:
    """How the chain leads from ``token`` to the present one; None where ``token`` never was of this authorization.

    The last step may have been made under any of the installation's master keys.
    """
    if token.secret_hash == present_hash:
        return Descent(token, 0)
    for key in secret_box.derive_all(_CHAIN_KEY):
        step = token
        for steps in range(1, min(refresh_count, _LONGEST_WALK) + 1):
            step = successor_of(step, key)
            if step.secret_hash == present_hash:
                return Descent(step, steps)
    return None
