"""Mail transport and the sender of mails."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from idp.settings.addresses import MailAddress
from idp.settings.bounces import BounceSettings
from idp.settings.section import Section


class MailSettings(Section):
    """Sending mail."""

    transport: Literal["mailbox", "smtp"] = "mailbox"
    """smtp sends; mailbox keeps every mail on a local page, for trying out on loopback only."""

    sender: MailAddress = "no-reply@einlass.example"
    """Address in From."""

    sender_name: str | None = None
    """Name in From; the portal's name when left out."""

    reply_to: MailAddress | None = None
    """Address in Reply-To; the portal's support when left out."""

    host: str = "localhost"
    """SMTP server."""

    port: Annotated[int, Field(ge=1, le=65535)] = 587
    """SMTP port."""

    security: Literal["starttls", "tls", "none"] = "starttls"
    """starttls (587), tls from the first byte (465), or none (a server on this machine)."""

    username: str | None = None
    """SMTP user name; no authentication when left out."""

    password: SecretStr | None = None
    """SMTP password; best given as IDP_MAIL__PASSWORD_FILE."""

    timeout_seconds: Annotated[int, Field(ge=1, le=120)] = 20
    """How long one SMTP step may take, in seconds."""

    attempts: Annotated[int, Field(ge=1, le=50)] = 12
    """How often a mail is tried, with growing pauses, before it counts as failed."""

    background: bool = True
    """Send mails and logout tokens from within `idp serve`; turn it off where `idp worker` runs on its own."""

    poll_seconds: Annotated[float, Field(ge=0.05, le=60)] = 1.0
    """Pause between two looks for what is to be sent, in seconds."""

    bounces: BounceSettings = BounceSettings()
