"""The mail about a replayed refresh token."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext


@dataclass(frozen=True, kw_only=True)
class TokenReplay(SecurityAlert):
    """A refresh token came a second time after its grace, and its authorization was revoked (RFC 9700, 4.14.2)."""

    key: ClassVar[str] = "token_replay"
    event = lazy_gettext("Signed out of an application as a precaution")

    application: str
    noticed_at: datetime
    name: str = ""


MESSAGES = (TokenReplay,)
