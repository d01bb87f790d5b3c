"""What happens to authorizations, for the rest of this package to act on within the same transaction."""

from blinker import Signal

authorizations_ended = Signal()
"""What clients were allowed has ended, or the session that they were allowed it in.

Receivers take ``sender`` (None), ``session`` (the transaction it happens in) and ``which``, a condition on
``AuthorizationRecord``; among the rows that meet it may be some that ended before."""
