"""Certificates of clients (RFC 8705): the one that came with a request, and the authorities that are trusted.

The proxy that terminates TLS has seen that the client holds the key. What a certificate proves belongs to
``client_authentication``, what a token is bound to to ``sender_constraint``.
"""
