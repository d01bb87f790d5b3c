"""What systems make of a password before they hand it to a hash function."""

import base64
import hashlib
import hmac
from collections.abc import Callable

Prepare = Callable[[bytes], bytes]


def as_typed(password: bytes) -> bytes:
    """Nothing."""
    return password


def prepare_django(password: bytes) -> bytes:
    """Django's ``bcrypt_sha256``: the SHA-256 digest in hexadecimal."""
    return hashlib.sha256(password).hexdigest().encode()


def prepare_wordpress(password: bytes) -> bytes:
    """WordPress 6.8 (``wp_hash_password``): HMAC-SHA384 of the trimmed password, in base64."""
    return base64.b64encode(hmac.digest(b"wp-sha384", password.strip(b" \t\n\r\0\x0b"), "sha384"))
