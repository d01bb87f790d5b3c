"""The people who run the installation, and what they may do.

Owns operator roles, the one-time link that makes the first operator, and what an operator does to people's accounts
and to organizations. The accounts themselves belong to ``accounts``, organizations to ``organizations``.
"""
