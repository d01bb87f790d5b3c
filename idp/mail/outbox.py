"""The outbox: a mail is written in the transaction of what it tells of, and sent when that has been committed."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_id
from idp.infrastructure.translations import LANGUAGES
from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.mail.content import MailContent, wrap_content
from idp.mail.header_text import clean_display_name, parse_recipient
from idp.mail.message import Message, mail_messages
from idp.mail.models import OutboxMail
from idp.mail.queue import OUTBOX
from idp.mail.rendering import render_mail
from idp.settings import PortalSettings, Settings


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a mail is from: the name that mail programs show, and the address."""

    name: str
    address: str


def sender_at(portal: str | None) -> Sender:
    """Whom the mails of a portal are from; ``portal`` is its key, as in :func:`enqueue`."""
    settings = current_settings()
    return Sender(clean_display_name(settings.mail.sender_name or settings.portal(portal).name), settings.mail.sender)


def enqueue(
    session: Session,
    message: Message,
    *,
    recipient: str,
    portal: str | None,
    language: str | None,
    account_id: str | None = None,
) -> OutboxMail:
    """Render ``message`` and put it into the outbox, in the caller's transaction.

    ``portal`` is the key of a portal, which gives brand, sender name and, where ``language`` is unknown, the language;
    the default one where it is None or gone. Raises :class:`idp.mail.header_text.InvalidRecipient`, and LookupError
    for a message that no package has registered.
    """
    if message.key not in mail_messages(current_app):
        raise LookupError(f"The message {message.key} is not registered.")
    settings = current_settings()
    portal = portal if portal is not None and portal in settings.portals else settings.default_portal
    brand = settings.portals[portal]
    language = language if language in LANGUAGES else brand.default_language
    address = parse_recipient(recipient)
    rendered = render_mail(message, brand, language, address)
    mail_id = new_id("mai")
    sender = sender_at(portal)
    content = MailContent(
        sender_name=sender.name,
        sender=sender.address,
        reply_to=_reply_to(settings, brand),
        text=rendered.text,
        html=rendered.html,
    )
    mail = OutboxMail(
        id=mail_id,
        message=message.key,
        recipient=address,
        account_id=account_id,
        portal=portal,
        language=language,
        subject=rendered.subject,
        wrapped_content=wrap_content(current_secret_box(), mail_id, content),
        message_id=f"<{mail_id}@{urlsplit(settings.issuer).hostname}>",
        state="queued",
        attempts=0,
        created_at=(now := current_time()),
        next_attempt_at=now,
    )
    session.add(mail)
    OUTBOX.wake_after_commit(session)
    return mail


def _reply_to(settings: Settings, portal: PortalSettings) -> str | None:
    return settings.mail.reply_to or portal.support.email
