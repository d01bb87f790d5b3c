"""Asking the operator's own system for a customer while a person waits, instead of importing all of them.

Owns the signed request, what its answer must be, and how long an answer stands in for another request. An answer is
stored as a record of the register, so that everything else works as with imported customers.
"""
