"""The last step of securing an account: its second factors are checked, or set up.

The steps before it, and what they end, belong to ``accounts.security``.
"""
