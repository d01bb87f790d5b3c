"""Passkeys, met with an authenticator made of cryptography alone."""
