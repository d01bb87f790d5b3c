"""Links in security mails, by which an owner throws a stranger out. The pages behind them are the sign-in's."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from idp.accounts.link_purposes import SECURE_ACCOUNT
from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import IssuedLink, issue_link

LIFETIME = timedelta(days=3)


class News(StrEnum):
    """What a security mail tells of."""

    DEVICE = "new_device"
    PLACE = "new_place"
    FACTOR = "factor_added"


def issue_security_link(
    session: Session,
    account: Account,
    subject: str,
    news: News,
    actor: Actor,
    *,
    place: str = "",
    device_id: str | None = None,
    place_id: str | None = None,
) -> IssuedLink:
    """A link for ``LIFETIME``, one for each ``subject`` (the id of what is new).

    ``device_id`` and ``place_id`` are what must not count as known any more where it was not the owner.
    """
    about = {
        "account": account.id,
        "email": account.email,
        "news": news,
        "happened_at": now().isoformat(),
        "user_agent": actor.request_info.user_agent,
        "place": " · ".join(part for part in (place, actor.request_info.ip) if part),
        "device_id": device_id,
        "place_id": place_id,
    }
    return issue_link(session, SECURE_ACCOUNT, subject, LIFETIME, portal=actor.portal, data=about)
