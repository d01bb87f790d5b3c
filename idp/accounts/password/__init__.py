"""The page on which somebody who is signed in chooses a new password.

Owns that change and what ends with the old password. Getting in without it belongs to ``password_reset``.
"""
