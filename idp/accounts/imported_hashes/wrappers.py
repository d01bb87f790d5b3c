"""Words that systems put before a crypt string: taken off, so that the crypt string alone is stored."""

import re
from functools import partial

from idp.accounts.imported_hashes.scheme import ImportedHash, Scheme, parse_hash

# RFC 2307, OpenLDAP, Dovecot and Spring Security name the scheme in braces; a crypt string follows.
_BRACES = re.compile(
    r"\{(?:CRYPT|BCRYPT|BLF-CRYPT|ARGON2|ARGON2ID?|MD5-CRYPT|SHA256-CRYPT|SHA512-CRYPT)\}(?=[$])", re.IGNORECASE
)
# Django writes its own name for the algorithm before the string of the library.
_DJANGO = re.compile(r"(?:argon2(?=\$argon2)|bcrypt\$(?=\$2))")


def _read_within(head: re.Pattern[str], text: str) -> ImportedHash:
    return parse_hash(head.sub("", text, count=1))


WRAPPERS = (
    Scheme("name in braces", _BRACES, partial(_read_within, _BRACES)),
    Scheme("Django around a crypt string", _DJANGO, partial(_read_within, _DJANGO)),
)
