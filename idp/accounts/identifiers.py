"""The names by which a person is found: e-mail address, user name and customer number, each in one canonical form.

Everything that compares, stores or counts uses the canonical form, and mail goes to the stored address only: two
spellings can then never be one person here and two there.
"""

import re
import unicodedata

from idp.mail.header_text import LONGEST_ADDRESS, parse_recipient
from idp.settings.addresses import ascii_address

LONGEST_EMAIL = LONGEST_ADDRESS
LONGEST_IDENTIFIER = 320
LONGEST_CUSTOMER_NUMBER = 64
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


def canonical_email(text: str) -> str | None:
    """The address in lower case with its domain in ASCII; None for what is not an address.

    Compatibility forms become what they look like (NFKC: a full-width at sign is an at sign). Invisible characters are
    refused rather than removed. What no mail could be sent to is no address (:mod:`idp.settings.addresses`).
    """
    folded = unicodedata.normalize("NFKC", text.strip()) if len(text) <= LONGEST_IDENTIFIER else ""
    try:
        return parse_recipient(ascii_address(folded).lower())
    except ValueError:
        return None


def canonical_username(text: str) -> str | None:
    """The user name in lower case; None for what can't be one. It never holds an ``@``."""
    folded = unicodedata.normalize("NFKC", text.strip()).lower() if len(text) <= LONGEST_IDENTIFIER else ""
    return folded if _USERNAME.fullmatch(folded) else None


def canonical_identifier(text: str) -> str:
    """The canonical form of an address or user name: an address if it can be one, else a user name, else something that
    is no account's name but still the same for every spelling, or what is too long for a name as it is."""
    if len(text) > LONGEST_IDENTIFIER:
        return text
    found = canonical_email(text) or canonical_username(text)
    return found or unicodedata.normalize("NFKC", text.strip()).casefold()


def canonical_customer_number(text: str) -> str | None:
    """The number in capitals without spaces and dashes, which stand on letters for the eye only and are typed or not;
    None for what can't be one.
    """
    folded = unicodedata.normalize("NFKC", text).upper() if len(text) <= LONGEST_IDENTIFIER else ""
    number = "".join(letter for letter in folded if not letter.isspace() and unicodedata.category(letter) != "Pd")
    is_plausible = any(letter.isalnum() for letter in number) and number.isprintable()
    return number if is_plausible and len(number) <= LONGEST_CUSTOMER_NUMBER else None
