"""The provider's keys, which sign tokens or are encrypted to: their making, their life (next, active, retired,
removed), and the ring in memory.

Owns ``provider_keys`` rows and the JWK set. What is signed with them belongs to ``oauth.tokens``,
what clients encrypt to them to ``oauth.client_jwts``.
"""

from idp.oauth.provider_keys.keyring import KeyRing, current_keyring, init_keyring, newest_keyring
from idp.oauth.provider_keys.lifecycle import ensure_keys, list_keys, rotate, rotate_when_due, withdraw

__all__ = [
    "KeyRing",
    "current_keyring",
    "ensure_keys",
    "init_keyring",
    "list_keys",
    "newest_keyring",
    "rotate",
    "rotate_when_due",
    "withdraw",
]
