"""Base64 that is read to the last bit: text that was cut short is no base64 of anything here."""

import base64
import re

_ALPHABETS = str.maketrans("-_.", "+/+")
_BASE64 = re.compile(r"([A-Za-z0-9+/]*)(={0,2})")


def decode_base64(text: str) -> bytes:
    """The bytes behind base64 with or without padding, in the alphabet of RFC 4648 4 or 5 or that of crypt strings
    (``.`` for ``+``).

    Raises ValueError where the padding is not complete, or bits are left over that an encoder would have left zero.
    """
    found = _BASE64.fullmatch(text.translate(_ALPHABETS))
    if found is None or len(found[1]) % 4 == 1 or (found[2] and len(text) % 4):
        raise ValueError("no base64")
    data = base64.b64decode(found[1] + "=" * (-len(found[1]) % 4), validate=True)
    if encode_unpadded(data) != found[1]:
        raise ValueError("bits are left over")
    return data


def decode_padded(text: str) -> bytes:
    """The same of a format whose base64 always has its padding."""
    if len(text) % 4:
        raise ValueError("the padding is missing")
    return decode_base64(text)


def encode_unpadded(data: bytes) -> str:
    """Base64 as PHC strings have it."""
    return base64.b64encode(data).decode().rstrip("=")


def match(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The groups of a pattern that the whole text must match; a group that took no part is empty. Raises ValueError."""
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError("not as the scheme writes it")
    return found.groups("")
