"""A person's account: who it is, how to reach them, the password, and the person's own pages about it.

Owns the account row, its identifiers in canonical form, password hashing and policy, password reset, security alerts
with the links that secure the account, and the frame of the pages: their menu, and the way back to the portal. Being
signed in belongs to ``sessions``, the way in to ``signin`` and ``registration``.
"""
