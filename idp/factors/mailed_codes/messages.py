"""The mail about the second factor that is a mailed code."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import RequestedMessage


@dataclass(frozen=True, kw_only=True)
class SignInCode(RequestedMessage):
    """Sent once the password was right, where the portal takes mail for a second factor.

    ``reset_link`` is the public page that asks for a new password: who did not ask for the code should use it.
    """

    key: ClassVar[str] = "sign_in_code"

    code: str
    valid_until: datetime
    reset_link: str
    name: str = ""


MESSAGES = (SignInCode,)
