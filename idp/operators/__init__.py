"""The people who run the installation, and what they may do.

Owns operator roles, the one-time link that makes the first operator, and what an operator does to people's accounts.
The accounts themselves belong to ``accounts``.
"""
