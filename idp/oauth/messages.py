"""The mail about a replayed refresh token."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class TokenReplay(Message):
    """A refresh token came a second time after its grace, and its authorization was revoked (RFC 9700, 4.14.2).

    ``reset_link`` is the public page that asks for a new password.
    """

    key: ClassVar[str] = "token_replay"

    application: str
    noticed_at: datetime
    reset_link: str
    name: str = ""


MESSAGES = (TokenReplay,)
