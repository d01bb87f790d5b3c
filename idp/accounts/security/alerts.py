"""Telling the owner of an account what is new about it, with a link that secures the account."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from flask import Flask, current_app
from sqlalchemy.orm import Session

from idp.accounts.link_purposes import SECURE_ACCOUNT
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import IssuedLink, issue_link
from idp.mail import Message

LIFETIME = timedelta(days=3)
_EXTENSION = "idp.security_alerts"


@dataclass(frozen=True, kw_only=True)
class SecurityAlert(ABC):
    """Something new about an account that may not be its owner's doing.

    ``key`` is stored with the link, ``text`` is what the pages behind it call the event. ``subject`` is the id of what
    is new: the link of a later alert about it voids the earlier one. ``device_id`` and ``place_id`` are what no longer
    counts as known once the owner secures the account.
    """

    key: ClassVar[str]
    text: ClassVar[str]

    subject: str
    place: str = ""
    device_id: str | None = None
    place_id: str | None = None

    @abstractmethod
    def message(self, account: Account, link: IssuedLink, actor: Actor) -> Message:
        """The mail, with the link in it."""


def alert(session: Session, account: Account, event: SecurityAlert, actor: Actor) -> None:
    """Queue the alert's mail to the account. Its link holds for ``LIFETIME``."""
    place = " · ".join(part for part in (event.place, actor.request_info.ip) if part)
    about = {
        "account": account.id,
        "email": account.email,
        "alert": event.key,
        "happened_at": current_time().isoformat(),
        "user_agent": actor.request_info.user_agent,
        "place": place,
        "device_id": event.device_id,
        "place_id": event.place_id,
    }
    link = issue_link(session, SECURE_ACCOUNT, event.subject, LIFETIME, portal=actor.portal, data=about)
    notify(session, account, event.message(account, link, actor), actor)


def add_security_alerts(app: Flask, *alerts: type[SecurityAlert]) -> None:
    """Register alerts, so that the pages behind their links can name the event. Raises ValueError for a key in use."""
    registered: dict[str, type[SecurityAlert]] = app.extensions.setdefault(_EXTENSION, {})
    for each in alerts:
        if registered.setdefault(each.key, each) is not each:
            raise ValueError(f"There are two security alerts {each.key}.")


def find_alert_text(key: str | None) -> str | None:
    """What the event is called, in the reader's language; None for one that is not registered (any more)."""
    found: type[SecurityAlert] | None = current_app.extensions[_EXTENSION].get(key)
    return str(found.text) if found else None
