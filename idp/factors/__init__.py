"""Second factors: what a person has beside the password.

Owns the interface that every factor has (``Factor``), their registry, and one package for each: its row, its enrolment,
its check, its card on the account page and its reset; and the last step of securing an account. Whether a second factor
is asked is a matter of ``signin``; what it is worth (``acr``, ``amr``) of ``protocol.authentication_methods``.
"""
