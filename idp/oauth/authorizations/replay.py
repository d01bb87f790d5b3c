"""What happens when something is presented a second time that may be presented only once."""

from datetime import datetime

import structlog

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.alerts import issue_secure_link
from idp.actors import Actor, ActorKind
from idp.audit import audit
from idp.clients.registry import find_client
from idp.infrastructure.database import transaction
from idp.oauth.authorizations.authorization import Authorization
from idp.oauth.authorizations.columns import T
from idp.oauth.authorizations.revocation import revoke_authorization
from idp.oauth.authorizations.signals import authorizations_ended
from idp.oauth.messages import TokenReplay

_log = structlog.get_logger(__name__)


def report_code_replay(authorization: Authorization, now: datetime) -> None:
    """End the authorization of a code that was redeemed twice (RFC 6749 4.1.2)."""
    _end(authorization, "authorization_code.replayed", now)


def report_refresh_replay(authorization: Authorization, now: datetime) -> None:
    """End the authorization of an old refresh token that came back, and tell its person (RFC 9700 4.14.2)."""
    if not _end(authorization, "refresh_token.replayed", now) or authorization.account_id is None:
        return
    with transaction() as session:
        account = session.get(Account, authorization.account_id)
        if account is None:
            return
        client, actor = find_client(authorization.client_id), _presenter_of(authorization)
        secure = issue_secure_link(session, account, TokenReplay, actor)
        message = TokenReplay(
            application=client.name if client else authorization.client_id,
            noticed_at=now,
            secure_link=secure.url,
            secure_until=secure.valid_until,
            name=account.name,
        )
        notify(session, account, message, actor)


def _end(authorization: Authorization, action: str, now: datetime) -> bool:
    """Revoke the authorization and write down why; False when another request already did."""
    if not revoke_authorization(authorization.id, now):
        return False
    _log.warning(action, authorization=authorization.id, client_id=authorization.client_id)
    with transaction() as session:
        authorizations_ended.send(session=session, which=T.id == authorization.id)
        audit(
            session,
            _presenter_of(authorization),
            action,
            subject=authorization.account_id,
            client_id=authorization.client_id,
            authorization=authorization.id,
        )
    return True


def _presenter_of(authorization: Authorization) -> Actor:
    """The client, at its portal: what is presented twice comes from it, or from a place it was stolen from."""
    client = find_client(authorization.client_id)
    return Actor(
        kind=ActorKind.CLIENT, id=authorization.client_id, portal=client.portal if client is not None else None
    )
