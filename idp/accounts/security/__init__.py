"""Security alerts: the owner of an account learns what is new about it, and can secure the account.

Owns the alert's link, the pages behind it, and securing an account. Which events are worth an alert, and their mails,
belongs to the packages where they happen; what these must take away when an account is secured they do on
``accounts.signals.account_secured``.
"""
