"""Passkeys and security keys (Web Authentication Level 3).

Owns the credentials, the challenges, both ceremonies and what each proves, and a person's list of passkeys. That a
passkey is the first factor of a sign-in, without a password, is a page of ``signin``; what it is worth there is decided
as for every other factor.
"""
