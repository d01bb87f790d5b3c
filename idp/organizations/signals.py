"""What happens to memberships, for packages above this one to act on within the same transaction."""

from blinker import Signal

membership_ended = Signal()
"""An account does not belong to an organization any more.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``organization_id``, and
revoke what was given out for the account as a member of the organization."""

membership_changed = Signal()
"""The right of an account in an organization, or what comes with it, has changed.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``organization_id``, and
renew what was told of it."""
