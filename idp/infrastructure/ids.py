"""Random identifiers and tokens."""

import hashlib
import re
import secrets
import unicodedata

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,43}")


def new_id(prefix: str) -> str:
    """A random identifier such as ``acc_9f86d081884c7d65…``: 128 random bits behind a word that says what it names.

    The prefixes keep namespaces apart, so that no client identifier can ever equal a person's ``sub``.
    """
    return f"{prefix}_{secrets.token_hex(16)}"


def new_token() -> str:
    """A secret of 256 random bits in 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def read_pasted_token(text: str) -> str:
    """The token in the last part of an address, without the bracket, full stop or words that a mail program or a
    person has put around it."""
    found = _TOKEN.search(text)
    return found[0] if found else ""


def new_code(digits: int = 6) -> str:
    """A short code to be typed by a person; only ever accepted a few times and in one browser."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def read_typed_code(typed: str) -> str:
    """A code as it was made, from how a person copies it: letters and digits alone, whichever width or script they are
    typed in, without the spaces, dashes and invisible characters around and between them."""
    text = unicodedata.normalize("NFKC", typed)
    plain = (str(unicodedata.decimal(letter, letter)) for letter in text if unicodedata.category(letter)[0] in "LN")
    return "".join(plain)


def digest(token: str) -> str:
    """What is stored of a random token: its SHA-256 in hex.

    Fit for values with 128 random bits or more only; people's passwords are hashed with argon2id.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
