"""A person's account: who it is, how to reach them, the password, and the person's own pages about it.

Owns the account row, its identifiers in canonical form, password hashing and policy, password reset, and the links by
which an owner throws a stranger out. Being signed in belongs to ``sessions``, the way in to ``signin`` and
``registration``.
"""
