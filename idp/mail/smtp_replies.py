"""What an SMTP server's negative reply means, by the command that it answers (RFC 5321 4.2, RFC 3463).

A refusal of us (our address, our password, our sender) would meet every mail; one of a recipient or of a content meets
this mail alone. Servers say both with the same codes, so that the command and the enhanced status code decide.
"""

import re
from enum import StrEnum


class Stage(StrEnum):
    """What the server was told last."""

    SESSION = "session"
    """Nothing about a mail yet: greeting, EHLO, STARTTLS, AUTH."""
    SENDER = "sender"
    """MAIL FROM."""
    RECIPIENT = "recipient"
    """RCPT TO."""
    CONTENT = "content"
    """DATA, and what follows it."""


class Disposition(StrEnum):
    """What becomes of the mail."""

    HELD = "held"
    """It is kept: the server takes nothing from us at present."""
    LATER = "later"
    """It is tried again, for as often as the settings say."""
    FINAL = "final"
    """It can't be delivered."""


_SHUTTING_DOWN = 421
# Authentication is required, or failed (RFC 4954 6), whatever was asked.
_AUTHENTICATION = frozenset({530, 534, 535, 538})
_MAILBOX_UNAVAILABLE, _TOO_LARGE = 550, 552
_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
# RFC 3463 3: a sender's address that is not accepted, and every policy.
_SENDERS_ADDRESS = frozenset({"1.7", "1.8"})
_POLICY = "7."
# Size and form of a mail, which MAIL FROM announces (RFC 1870 6.1, RFC 6531 3.5).
_ABOUT_THE_MAIL = ("3.4", "6.")


def decide_disposition(stage: Stage, code: int, text: str) -> Disposition:
    """What follows from a reply that is not positive; ``text`` begins with the enhanced status code, if there is one.

    A policy that is cited at RCPT or DATA may mean us or this mail: it is tried again, but holds up no other.
    """
    found = _ENHANCED.match(text)
    status = f"{found[2]}.{found[3]}" if found else ""
    if stage is Stage.SESSION or code == _SHUTTING_DOWN or code in _AUTHENTICATION or not 400 <= code < 600:
        return Disposition.HELD
    if stage is Stage.SENDER and code != _TOO_LARGE and not status.startswith(_ABOUT_THE_MAIL):
        return Disposition.HELD
    if code < 500 or status.startswith(_POLICY) or status in _SENDERS_ADDRESS:
        return Disposition.LATER
    is_vague = status in {"", "0.0"} and code == _MAILBOX_UNAVAILABLE
    # The recipient was accepted before: what a mailbox that is not available means then is a policy.
    return Disposition.LATER if stage is Stage.CONTENT and is_vague else Disposition.FINAL
