"""Texts that stand where a hash would stand, and say that there is no password."""

import re

# Django ("!" and 40 random characters), Unix ("!", "!!", "*", "*LK*"; a locked one has "!" before the hash), crypt's
# own failures ("*0"), and the same within LDAP's {CRYPT}.
_NO_PASSWORD = re.compile(r"(?:\{CRYPT\})?(?:[!*].*)?|\{CRYPT\}x", re.IGNORECASE)


def is_no_password(text: str) -> bool:
    """Whether the account has no password: nothing that is typed would ever fit. Its person sets one by mail."""
    return _NO_PASSWORD.fullmatch(text) is not None
