"""A new password in place of a forgotten one, by a mailed link.

Owns asking for the link, following it, and what ends with the old password. What other packages must revoke they do
on ``accounts.signals.credentials_changed``.
"""
