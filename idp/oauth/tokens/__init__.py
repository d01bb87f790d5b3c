"""Tokens: their form, their making and their checking.

Owns access tokens, ID tokens, refresh tokens and the answer that carries them, and the signature of answers that are
JWTs themselves; one function, ``issuing.issue``, makes
them for every grant. What stands behind them is an ``authorizations.Authorization``.
"""
