"""The security of an account: replacing its password, ending its access, and alerting its owner.

Owns the one way in which a password is replaced and access ends, the alert's link, the pages behind it, and securing
an account. Which events are worth an alert, and their mails, belongs to the packages where they happen; what these must
take away when an account is secured they do on ``accounts.signals.account_secured``.
"""
