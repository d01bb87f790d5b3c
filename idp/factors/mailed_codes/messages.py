"""The mail about the second factor that is a mailed code."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class SignInCode(SecurityAlert, RequestedMessage):
    """Sent once the password was right, where the portal takes mail for a second factor."""

    key: ClassVar[str] = "sign_in_code"
    event = lazy_gettext("Sign-in with your password, code requested")

    code: str
    valid_until: datetime
    name: str = ""


MESSAGES = (SignInCode,)
