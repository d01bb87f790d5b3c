"""The keys that sign tokens: their making, their life (next, active, retired, removed), and the ring in memory.

Owns ``signing_keys`` rows and the JWK set. What is signed with them belongs to ``oauth.tokens``.
"""

from idp.oauth.signing_keys.keyring import KeyRing, current_keyring, init_keyring
from idp.oauth.signing_keys.lifecycle import ensure_keys, list_keys, rotate, rotate_when_due, withdraw

__all__ = [
    "KeyRing",
    "current_keyring",
    "ensure_keys",
    "init_keyring",
    "list_keys",
    "rotate",
    "rotate_when_due",
    "withdraw",
]
