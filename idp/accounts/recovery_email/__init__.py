"""A second address, which gets a reset link where the first one is lost.

Owns setting, confirming and removing it, and when it may be used. Using it belongs to ``password_reset``.
"""
