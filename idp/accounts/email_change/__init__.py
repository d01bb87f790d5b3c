"""Another e-mail address for an account.

Owns asking for it, by the person or on their behalf, its confirmation from the new address, and taking it back from
the old one. What other packages must revoke they do on ``accounts.signals.access_ended``.
"""
