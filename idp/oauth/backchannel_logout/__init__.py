"""Telling clients that a session has ended (OpenID Connect Back-Channel Logout 1.0).

Owns the log of deliveries, which is also their queue: a row is written in the transaction of the ending, and sent by
the background worker. What ends, and when, belongs to ``oauth.authorizations``, whose signal this package follows.
"""
