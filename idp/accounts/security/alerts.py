"""The mails that tell the owner of an account what may not have been them, with a link that secures the account."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from flask import current_app
from sqlalchemy.orm import Session

from idp.accounts.link_purposes import SECURE_ACCOUNT
from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_id
from idp.infrastructure.one_time_links import IssuedLink, issue_link
from idp.mail import Message, mail_messages

LIFETIME = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class SecurityAlert(Message):
    """A mail about something that may not be its reader's doing. ``event`` is what the pages behind its link call that.

    ``secure_link`` leads to them until ``secure_until``; the frame of every mail says so in the same words.
    """

    event: ClassVar[str]
    # Else who makes an owner's mails come back could act unnoticed.
    despite_suppression = True

    secure_link: str
    secure_until: datetime


@dataclass(frozen=True)
class AlertSubject:
    """What an alert is about. ``id``: the link of a later alert about the same voids the earlier one.

    ``device_id`` and ``place_id`` are what no longer counts as known once the owner secures the account.
    """

    id: str
    place: str = ""
    device_id: str | None = None
    place_id: str | None = None


def issue_secure_link(
    session: Session,
    account: Account,
    kind: type[SecurityAlert],
    actor: Actor,
    subject: AlertSubject | None = None,
) -> IssuedLink:
    """Issue the link for an alert of this ``kind``, valid for ``LIFETIME``; the caller sends it to the account's
    address and to no other. Without a ``subject`` the alert is about itself alone."""
    subject = subject or AlertSubject(id=new_id("alr"))
    about = {
        "account": account.id,
        "email": account.email,
        "alert": kind.key,
        "happened_at": current_time().isoformat(),
        "user_agent": actor.request_info.user_agent,
        "place": " · ".join(part for part in (subject.place, actor.request_info.ip) if part),
        "device_id": subject.device_id,
        "place_id": subject.place_id,
    }
    return issue_link(session, SECURE_ACCOUNT, subject.id, LIFETIME, portal=actor.portal, data=about)


def find_event(key: str | None) -> str | None:
    """What the alert with this key tells of, in the reader's language; None for one that is not registered (any
    more)."""
    found = mail_messages(current_app).get(key or "")
    return str(found.event) if found is not None and issubclass(found, SecurityAlert) else None
