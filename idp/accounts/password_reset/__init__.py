"""A new password in place of a forgotten one, by a mailed link.

Owns asking for the link and following it. Replacing the password, and what ends with it, belongs to ``security``.
"""
