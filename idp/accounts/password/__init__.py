"""The page on which a signed-in person chooses a new password.

Owns that page. Replacing the password belongs to ``security``, getting in without it to ``password_reset``.
"""
