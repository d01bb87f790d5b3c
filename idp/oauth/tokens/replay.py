"""What happens when something is presented a second time that may be presented only once."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row

from idp.accounts.models import Account
from idp.audit import record
from idp.clients.registry import find_client
from idp.infrastructure.database import transaction
from idp.infrastructure.web.hosts import external_url
from idp.mail import TokenReplay, enqueue
from idp.oauth.tokens import families

_log = structlog.get_logger(__name__)


def report_code_replay(family: Row[Any], moment: datetime) -> None:
    """End the family of a code that was redeemed twice (RFC 6749 4.1.2)."""
    _end(family, "authorization_code.replayed", moment)


def report_refresh_replay(family: Row[Any], moment: datetime) -> None:
    """End the family of an old refresh token that came back, and tell the person (RFC 9700 4.14.2)."""
    if not _end(family, "refresh_token.replayed", moment):
        return
    with transaction() as session:
        account = session.get_one(Account, family.account_id)
        client = find_client(family.client_id)
        enqueue(
            session,
            TokenReplay(
                application=client.name if client else family.client_id,
                noticed_at=moment,
                reset_link=external_url("password_reset.request", portal=client.portal if client else None),
                name=account.name,
            ),
            recipient=account.email,
            portal=(client.portal if client else None) or "",
            language=account.language,
            account_id=account.id,
        )


def _end(family: Row[Any], action: str, moment: datetime) -> bool:
    """Revoke the family and write down why; False when another request already did."""
    if not families.revoke_family(family.id, moment):
        return False
    _log.warning(action, family=family.id, client_id=family.client_id)
    with transaction() as session:
        record(session, action, subject=family.account_id, client_id=family.client_id, family=family.id)
    return True
