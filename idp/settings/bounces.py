"""Mails that come back."""

import ipaddress
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from idp.settings.addresses import MailAddress
from idp.settings.section import Section

# With the token of a mail behind it, it has the 64 characters of RFC 5321, 4.5.3.1.1.
_LONGEST_NAME = 21


@dataclass(frozen=True, slots=True)
class SocketAddress:
    """Where a server listens: a path of the file system, or an address of this machine with a port."""

    path: str | None = None
    host: str | None = None
    port: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of ``unix:PATH`` or ``ADDRESS:PORT``. Raises ValueError."""
        if text.startswith("unix:/"):
            return cls(path=text.removeprefix("unix:"))
        host, _, port = text.rpartition(":")
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("Write unix:/PATH or ADDRESS:PORT, such as 127.0.0.1:8024.")
        return cls(host=str(ipaddress.ip_address(host.strip("[]"))), port=int(port))


def _check_socket(text: str) -> str:
    SocketAddress.parse(text)
    return text


class BounceSettings(Section):
    """Mails that come back, and the addresses that get no more of them."""

    sender: MailAddress | None = None
    """Envelope sender of all mails, such as bounces@bounces.example.com: each mail has a token of its own behind a plus
    sign. Mail servers send notifications there. Without it mail.sender stands in the envelope, and none is read."""

    listen: Annotated[str, AfterValidator(_check_socket)] | None = None
    """Where your mail server hands these notifications over by LMTP: 127.0.0.1:8024, or unix:/run/einlass/lmtp.
    LMTP asks for no password: nothing but the mail server should reach it."""

    background: bool = True
    """Receive within `idp serve` or `idp worker`; turn it off where `idp mail receive` runs on its own."""

    days: Annotated[int, Field(ge=2, le=14)] = 3
    """On how many days of a fortnight mails to an address must come back before it is suppressed, for a full mailbox
    and the like. An address that does not exist is suppressed at once."""

    suppression_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How long a suppressed address gets no mail unless it is lifted before, in days."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        name = (self.sender or "").partition("@")[0]
        if len(name) > _LONGEST_NAME or "+" in name:
            raise ValueError(f"sender: at most {_LONGEST_NAME} characters before the at sign, and no plus sign")
        if self.listen is not None and self.sender is None:
            raise ValueError("listen: notifications arrive at an address of their own only: set sender, too")
        return self
