"""What happens to accounts, for packages above this one to act on within the same transaction."""

from blinker import Signal

credentials_changed = Signal()
"""A credential of an account was replaced, by the person or for the person.

Receivers take ``sender`` (the account's id) and ``session`` (the transaction it happens in), and end what rests on
the old credential beside what ``access_ended`` ends: budgets of wrong attempts, pending changes."""

access_ended = Signal()
"""What an account had opened has ended: a credential, a factor or the address was changed, the person has signed out
elsewhere, or the account was disabled.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``kept_session_id`` (the
SSO session that goes on with what it has given out, or None), and revoke everything else that was given out."""

signed_out = Signal()
"""A person has signed out of a browser.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``session_id``, and revoke
what that session has given out, but for permissions to act while the person is away."""

sessions_ended = Signal()
"""Single browsers were signed out from afar: by the person, or because a copy of what remembers them is in use.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``session_ids`` (what
ended), and revoke what those sessions have given out, permissions to act while the person is away included."""

access_withdrawn = Signal()
"""An account no longer allows certain clients anything: consent was withdrawn, or what the access rested on is gone.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``client_ids``, and revoke
what these clients were given for the account. Its sessions go on."""

address_changed = Signal()
"""Another address holds for an account from now on.

Receivers take ``sender`` (the account's id) and ``session`` (the transaction it happens in), and void what was mailed
to the former address, beside what ``access_ended`` ends."""

account_secured = Signal()
"""An account is back with its owner, by the link of a security alert, by an address that was put back, or by proving
an address that another person had brought into it.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in), ``actor`` and ``since`` (from
when on an intruder may have been in it), and take away what could let one in again and was added since then."""
