"""One-time codes of an authenticator app (RFC 6238).

Owns the shared secret, its enrolment and the check that takes no code twice.
"""
