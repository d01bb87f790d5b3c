"""What happens to accounts, for packages above this one to act on within the same transaction."""

from blinker import Signal

credentials_changed = Signal()
"""A credential of an account was replaced, by the person or for the person.

Receivers take ``sender`` (the account's id) and ``session`` (the transaction it happens in), and revoke what rests on
the old credential."""
