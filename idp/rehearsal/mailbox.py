"""The mails of a rehearsal, which stay in the outbox of the throw-away installation."""

from collections.abc import Sequence

from sqlalchemy import select

from idp.infrastructure.database import reading
from idp.infrastructure.ids import digest
from idp.infrastructure.one_time_links.models import OneTimeLink
from idp.infrastructure.web.application import current_secret_box
from idp.mail.content import unwrap_content
from idp.mail.models import OutboxMail
from idp.rehearsal.met import MailMet
from idp.rehearsal.reading import links_in


class Mailbox:
    """The mails that the application has written; nothing sends them."""

    def __init__(self) -> None:
        self._read: set[str] = set()

    def take_new(self) -> list[MailMet]:
        """Those that were written since the last time, oldest first."""
        with reading() as session:
            mails = session.scalars(select(OutboxMail).order_by(OutboxMail.created_at)).all()
            links = session.scalars(select(OneTimeLink)).all()
        new = [mail for mail in mails if mail.id not in self._read]
        self._read.update(mail.id for mail in new)
        return [_open(mail, links) for mail in new]


def _open(mail: OutboxMail, links: Sequence[OneTimeLink]) -> MailMet:
    content = unwrap_content(current_secret_box(), mail.id, mail.wrapped_content or "")
    found = links_in(content.text)
    tokens = {digest(link.rsplit("/", 1)[-1]) for link in found}
    issued = next((link for link in links if link.token_hash in tokens), None)
    return MailMet(
        key=mail.message,
        recipient=mail.recipient,
        sender=f"{content.sender_name} <{content.sender}>",
        subject=mail.subject,
        text=content.text.strip(),
        links=found,
        hours=(issued.expires_at - issued.created_at).total_seconds() / 3600 if issued else None,
    )
