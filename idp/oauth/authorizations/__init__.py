"""Authorizations: what stands behind every code and every token, from the first answer to the last refresh.

Owns the frozen :class:`Authorization`, its table and every statement on it: codes and refresh tokens are redeemed here,
access tokens are looked up here, and all of them are revoked together here. What a token says belongs to
``oauth.tokens``; who is given one is decided by the grants and by ``protocol.steps``.
"""

from idp.oauth.authorizations.authorization import Authorization, Rotation

__all__ = ["Authorization", "Rotation"]
