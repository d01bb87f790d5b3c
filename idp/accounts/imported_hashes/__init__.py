"""Password hashes that came with accounts from elsewhere: read once, and replaced by ours at the first sign-in.

Owns which hashes can be read, what a check of one costs, and checking it. One module for each function of hashing adds
the schemes that are built on it; wrappers that only put a word before another scheme's text are taken off.

A hash is read whole: one that is cut short is refused rather than stored, for it would fit no password. What it costs
to check is written in the hash; one that costs too much is refused, for no sign-in may hold up the others.
"""

from idp.accounts.imported_hashes import argon2, aspnet, bcrypt, digests, firebase, pbkdf2, phpass, scrypt, sha_crypt
from idp.accounts.imported_hashes.scheme import (
    SCHEMES,
    Cost,
    HashRefused,
    ImportedHash,
    Objection,
    Scheme,
    add_scheme,
    parse_hash,
)
from idp.accounts.imported_hashes.unusable import is_no_password
from idp.accounts.imported_hashes.wrappers import WRAPPERS

for _scheme in (
    *WRAPPERS,
    *argon2.SCHEMES,
    *bcrypt.SCHEMES,
    *pbkdf2.SCHEMES,
    *scrypt.SCHEMES,
    *phpass.SCHEMES,
    *sha_crypt.SCHEMES,
    *digests.SCHEMES,
    *firebase.SCHEMES,
    *aspnet.SCHEMES,
):
    add_scheme(_scheme)

__all__ = [
    "SCHEMES",
    "Cost",
    "HashRefused",
    "ImportedHash",
    "Objection",
    "Scheme",
    "add_scheme",
    "find_objection",
    "is_imported",
    "is_no_password",
    "parse_hash",
    "verify_imported",
]


def is_imported(stored: str) -> bool:
    """Whether a stored hash is of another kind than ours."""
    return not stored.startswith("$argon2id$")


def find_objection(text: str) -> Objection | None:
    """Why an import may not store this hash; None where its password could be used to sign in."""
    try:
        parse_hash(text)
    except HashRefused as refused:
        return refused.objection
    return None


def verify_imported(stored: str, password: bytes) -> bool:
    """Whether ``password`` is the one behind a hash from elsewhere; one that can't be read, or not be afforded, fits
    nothing."""
    try:
        return parse_hash(stored).fits(password)
    except HashRefused:
        return False
