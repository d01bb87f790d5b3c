"""What happens to consent, for packages above this one to act on within the same transaction."""

from blinker import Signal

consent_withdrawn = Signal()
"""A person has taken back what an application was allowed.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``client_id``, and revoke
what the application was given for that person."""
