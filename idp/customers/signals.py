"""What happens to customers, for packages above this one to act on within the same transaction."""

from blinker import Signal

account_linked = Signal()
"""An account was linked to a customer to which other accounts are linked already.

Receivers take ``sender`` (the link), ``session`` (the transaction it happens in), ``actor`` and ``holders`` (the ids of
the accounts that were linked before), and tell the holders."""
