"""Tokens that are bound to a key or a certificate of their client (RFC 8705 3, RFC 9449).

Owns what a token request binds its tokens to, and whether the presenter of a token proves it. The value itself is
``protocol.confirmation``.
"""
