"""Password rules as one short value, to remember which of them a password has met."""

import hashlib
from functools import lru_cache

from idp.settings import PasswordPolicy


@lru_cache
def password_rules_fingerprint(policy: PasswordPolicy) -> str:
    """16 hexadecimal digits that are the same for the same rules, at whatever portal.

    How many former passwords may not come back is no property of the password, and left out.
    """
    rules = policy.model_dump_json(exclude={"former_passwords"})
    return hashlib.sha256(rules.encode()).hexdigest()[:16]
