"""Clients that register themselves (RFC 7591), and keep their registration (RFC 7592).

Owns initial access tokens, registration access tokens and the limits for network addresses. What a client may register
is decided in ``protocol``; HTTP belongs to ``oauth``.
"""
