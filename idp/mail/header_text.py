"""What may stand in a header, and in the one line of a mail that a stranger could have written.

Written out here instead of trusted to :mod:`email`: its folding has let line ends through before (CVE-2026-1299).
"""

import re
import unicodedata

LONGEST_ADDRESS = 254
"""Characters of an e-mail address with its domain in ASCII (RFC 5321, 4.5.3.1.3, less the angle brackets)."""
MAXIMUM_SUBJECT = 200
MAXIMUM_NAME = 80
# RFC 5322 3.2.3 atoms; quoted local parts are legal, rare, and a favourite of those who inject.
_LOCAL_PART = re.compile(r"[^\s()<>\[\]:;@\\,\"\x00-\x20\x7f]+")
_DOMAIN = re.compile(r"[^\s()<>\[\]:;@\\,\"\x00-\x20\x7f/?#%]+")
# What a mail program might turn into a link, or a reader into an instruction.
_LINK_LIKE = re.compile(r"[/:@\\]|\bwww\b|\w\.\w", re.IGNORECASE)


class InvalidRecipient(ValueError):
    """An address that no mail may be sent to: it would end a header or name a second recipient."""


def clean_line(text: str, limit: int = MAXIMUM_SUBJECT) -> str:
    """``text`` as one line: control, format and separator characters become spaces, at most ``limit`` characters.

    Format characters go too: a right-to-left override makes a harmless subject of a harmful one. So does what looks
    like an encoded word (RFC 2047): :mod:`email` decodes it, and lets the line ends within start new headers.
    """
    visible = "".join(" " if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else each for each in text)
    line = " ".join(visible.split()).replace("=?", "= ?")
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def clean_display_name(text: str) -> str:
    """A name for From: one line, without the characters that have a meaning in an address list."""
    return " ".join(re.sub(r'[<>"\\,;:@()\[\]]', " ", clean_line(text, MAXIMUM_NAME)).split())


def clean_person_name(text: str) -> str:
    """A name for the greeting; empty where it is more than a name.

    Names are typed by people whom we don't know yet: an address in one would be our advertisement for it.
    """
    name = clean_line(text, MAXIMUM_NAME)
    return "" if _LINK_LIKE.search(name) or len(name) == MAXIMUM_NAME else name


def clean_foreign_name(text: str) -> str:
    """A name that strangers to the reader have chosen, for a sentence of a mail; empty where it is more than a name.

    A long one is cut, as the names of organizations are.
    """
    name = clean_line(text, MAXIMUM_NAME)
    return "" if _LINK_LIKE.search(name) else name


def parse_recipient(address: str) -> str:
    """The address with its domain in ASCII (RFC 5890), fit for a header. Raises :class:`InvalidRecipient`."""
    local_part, _, domain = address.rpartition("@")
    if len(address) > LONGEST_ADDRESS or not _LOCAL_PART.fullmatch(local_part) or not _DOMAIN.fullmatch(domain):
        raise InvalidRecipient("not an address that a mail can be sent to")
    if clean_line(address, LONGEST_ADDRESS) != address:
        raise InvalidRecipient("the address contains invisible characters")
    try:
        return f"{local_part}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise InvalidRecipient("not a domain that a mail can be sent to") from error
