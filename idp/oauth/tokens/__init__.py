"""Tokens: their form, their making and their checking.

Owns access tokens in either form, ID tokens, refresh tokens and the answer that carries them, and the signature and
encryption of answers that are JWTs themselves; one function, ``issuing.issue``, makes them for every grant but that of
exchanges, which gives an access token alone. What stands behind them is an ``authorizations.Authorization``.
"""
