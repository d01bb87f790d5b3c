"""What is kept of a mail until it is sent, and the RFC 5322 message made of it."""

import dataclasses
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import orjson

from idp.infrastructure.secrets import SecretBox
from idp.mail.models import OutboxMail


@dataclass(frozen=True)
class MailContent:
    """The part of a mail that is wrapped under the master key: its links are as good as keys."""

    sender_name: str
    sender: str
    reply_to: str | None
    text: str
    html: str


def wrap_content(box: SecretBox, mail_id: str, content: MailContent) -> str:
    """For :attr:`OutboxMail.wrapped_content`."""
    return box.wrap(orjson.dumps(dataclasses.asdict(content)), f"mail:{mail_id}")


def unwrap_content(box: SecretBox, mail_id: str, wrapped: str) -> MailContent:
    """The reverse. Raises :class:`idp.infrastructure.secrets.UnwrapError`."""
    return MailContent(**orjson.loads(box.unwrap(wrapped, f"mail:{mail_id}")))


def compose(mail: OutboxMail, content: MailContent) -> EmailMessage:
    """The message, the same bytes at every attempt."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = mail.message_id
    message["Date"] = mail.created_at
    message["From"] = Address(content.sender_name, addr_spec=content.sender)
    message["To"] = Address(addr_spec=mail.recipient)
    if content.reply_to:
        message["Reply-To"] = Address(addr_spec=content.reply_to)
    message["Subject"] = mail.subject
    # RFC 3834: nobody's out-of-office note is to answer us.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(content.text, cte="quoted-printable")
    message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    # Only now: what begins with Content- moves into the first part when the second is added.
    message["Content-Language"] = mail.language
    message.set_boundary(f"=_{mail.id}")
    return message
