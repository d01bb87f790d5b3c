"""The one form in which numbers, serial numbers and postcodes are compared, however they are written and typed."""

import re
import unicodedata

LONGEST_NUMBER = 64
LONGEST_POSTCODE = 16
# What stands before a postcode for the post of another country: D-01067, A 1010.
_COUNTRY = re.compile(r"^[A-Z]{1,3}[-\s](?=\d)")


def number_key(text: str, *, ignore_leading_zeros: bool) -> str | None:
    """A number in capitals without spaces, dashes, dots and slashes, and without zeros at its beginning where these say
    nothing; None for what can't be one."""
    folded = unicodedata.normalize("NFKC", text).upper() if len(text) <= 2 * LONGEST_NUMBER else ""
    key = "".join(letter for letter in folded if not _is_separator(letter))
    if ignore_leading_zeros:
        key = key.lstrip("0") or key[:1]
    return key if key.isalnum() and len(key) <= LONGEST_NUMBER else None


def serial_key(text: str) -> str | None:
    """A serial number of a device in the same form, in which each zero counts; None for what can't be one."""
    return number_key(text, ignore_leading_zeros=False)


def postcode_key(text: str) -> str | None:
    """A postcode in capitals without a country before it, spaces and dashes; None for what can't be one."""
    folded = unicodedata.normalize("NFKC", text).upper().strip() if len(text) <= 2 * LONGEST_POSTCODE else ""
    key = "".join(letter for letter in _COUNTRY.sub("", folded, count=1) if not _is_separator(letter))
    return key if key.isalnum() and len(key) <= LONGEST_POSTCODE else None


def _is_separator(letter: str) -> bool:
    return letter.isspace() or letter in "./\\_" or unicodedata.category(letter) == "Pd"
