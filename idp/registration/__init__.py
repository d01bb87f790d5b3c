"""The way into a new account.

Owns the registration in progress, from the form to the confirmed address. The account that comes of it belongs to
``accounts``.
"""
