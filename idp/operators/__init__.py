"""The people who run the installation, and what they may do.

Owns operator roles and the one-time link that makes the first operator.
"""
