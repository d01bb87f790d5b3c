"""The log of logout deliveries, for operators."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.audit import audit
from idp.clients.records import get_record
from idp.infrastructure.clock import current_time
from idp.oauth.backchannel_logout.models import LogoutDelivery, LogoutOutcome
from idp.oauth.backchannel_logout.queue import LOGOUTS

FAILED = (LogoutOutcome.REFUSED.value, LogoutOutcome.GIVEN_UP.value)


def find_deliveries(session: Session, client_id: str, limit: int, actor: Actor) -> Sequence[LogoutDelivery]:
    """What a client was told, and what is still to be told, the latest first. Raises ClientNotFound, Forbidden."""
    actor.demand(Permission.CLIENTS_READ)
    get_record(session, client_id)
    of_client = select(LogoutDelivery).where(LogoutDelivery.client_id == client_id)
    return session.scalars(of_client.order_by(LogoutDelivery.created_at.desc(), LogoutDelivery.id).limit(limit)).all()


def resend_failed(session: Session, client_id: str, actor: Actor) -> int:
    """Queue again what the client refused and what was given up, and return how much that is.

    Raises ClientNotFound, Forbidden.
    """
    actor.demand(Permission.CLIENTS_MANAGE)
    record = get_record(session, client_id)
    queued = session.scalars(
        update(LogoutDelivery)
        .where(LogoutDelivery.client_id == client_id, LogoutDelivery.state.in_(FAILED))
        .values(state="queued", attempts=0, next_attempt_at=current_time(), ended_at=None)
        .returning(LogoutDelivery.id)
    ).all()
    if queued:
        own = actor.at_portal(record.portal)
        audit(session, own, "backchannel_logout.resent", subject=client_id, client_id=client_id, deliveries=len(queued))
        LOGOUTS.wake_after_commit(session)
    return len(queued)
