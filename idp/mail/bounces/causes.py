"""Why a mail came back, by its enhanced status code (RFC 3463), and whether its address is suppressed for it."""

import re
from dataclasses import dataclass
from enum import StrEnum

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# No such mailbox, no such domain, no address at all, a mailbox that has moved, a domain that takes no mail (RFC 7505).
_NO_SUCH_ADDRESS = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10"})
_MAILBOX_FULL = frozenset({"2.2"})
# Size, content and policies: another mail may be taken. The first two of the sender's address say nothing of ours.
_ABOUT_THE_MAIL = ("1.7", "1.8", "2.3", "3.4", "6.", "7.")


class BounceCause(StrEnum):
    """Why a mail came back, as far as that matters for the next one."""

    NO_SUCH_ADDRESS = "no_such_address"
    """The address does not exist. It is suppressed at once."""
    MAILBOX_FULL = "mailbox_full"
    """The mailbox exists, and its reader may make room. It counts, and only repeated on several days."""
    UNDELIVERABLE = "undeliverable"
    """Anything else about the address or its server, and what is not said. It counts in the same way."""
    MAIL_REFUSED = "mail_refused"
    """This mail is refused for its content, its size or by a policy. It says nothing about the address."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """That a mail came back. ``status`` as in RFC 3463, empty where none was given; ``detail`` is the server's
    line that refused it, without a secret."""

    cause: BounceCause
    status: str
    detail: str


def find_status(text: str) -> str:
    """The first enhanced status code in a line of a server, such as "5.1.1"; empty without one."""
    found = _ENHANCED.search(text)
    return ".".join(found.groups()) if found else ""


def decide_cause(status: str, *, refused_at_content: bool = False) -> BounceCause:
    """What a status says. ``refused_at_content``: the server had accepted the recipient before, so that what it does
    not explain is about the mail."""
    kind, _, detail = status.partition(".")
    if detail in _NO_SUCH_ADDRESS and kind == "5":
        return BounceCause.NO_SUCH_ADDRESS
    if detail in _MAILBOX_FULL:
        return BounceCause.MAILBOX_FULL
    if detail.startswith(_ABOUT_THE_MAIL) or (refused_at_content and detail in {"", "0.0"}):
        return BounceCause.MAIL_REFUSED
    return BounceCause.UNDELIVERABLE


def decide_suppression(cause: BounceCause, days: int, threshold: int) -> bool:
    """Whether an address is suppressed; ``days`` on which mails to it came back for causes that count, this one's
    among them."""
    if cause is BounceCause.NO_SUCH_ADDRESS:
        return True
    return cause in COUNTED and days >= threshold


COUNTED = frozenset({BounceCause.MAILBOX_FULL, BounceCause.UNDELIVERABLE})
"""Causes for which an address is suppressed once they were met on several days."""
