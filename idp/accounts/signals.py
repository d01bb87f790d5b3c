"""What happens to accounts, for packages above this one to act on within the same transaction."""

from blinker import Signal

credentials_changed = Signal()
"""A credential of an account was replaced, by the person or for the person.

Receivers take ``sender`` (the account's id) and ``session`` (the transaction it happens in), and revoke what rests on
the old credential."""

factors_changed = Signal()
"""A second factor of an account was added or taken away, by the person or for the person.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``kept_session_id`` (the
browser session that did it and goes on, or None), and revoke what was given out elsewhere."""

signed_out = Signal()
"""A person has signed out of a browser.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``session_id``, and revoke
what that session has given out, but for permissions to act while the person is away."""

sessions_ended = Signal()
"""A person has signed out other browsers from afar, because something about them seemed wrong or was over.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in) and ``session_ids`` (what
ended), and revoke what those sessions have given out, permissions to act while the person is away included."""

email_changed = Signal()
"""Another address of an account holds: the person confirmed it, or took a change back.

Receivers take what those of ``factors_changed`` take, and do the same."""

account_secured = Signal()
"""The owner of an account has secured it, by the link of a security alert.

Receivers take ``sender`` (the account's id), ``session`` (the transaction it happens in), ``actor`` and ``since`` (when
what the alert told of happened), and take away what an intruder may have added since then."""
