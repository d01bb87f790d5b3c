"""A person's account: who it is, how to reach them, the password, and the person's own pages about it.

Owns the account row, its identifiers in canonical form, password hashing and policy, password reset, and security
alerts with the links that secure the account. Being signed in belongs to ``sessions``, the way in to ``signin`` and
``registration``.
"""
