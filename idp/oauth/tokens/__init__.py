"""Tokens: their making, checking, and the families that hold them together.

Owns the form of codes, refresh tokens, access tokens and ID tokens, and every statement on ``token_families``. Who is
given a token is decided by the grants and by ``protocol.interaction``.
"""
