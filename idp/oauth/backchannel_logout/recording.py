"""Writing down what became of an attempt."""

import random

import structlog

from idp.actors import system_actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.oauth.backchannel_logout.answers import PAUSES, LogoutAnswer, decide_outcome
from idp.oauth.backchannel_logout.models import LogoutDelivery, LogoutOutcome
from idp.oauth.backchannel_logout.queue import LOGOUTS

_log = structlog.get_logger("idp.logout")


def record_answer(delivery: LogoutDelivery, answer: LogoutAnswer) -> None:
    """End the delivery, or put it off. What ended is in the audit, which names no person: the account may be gone."""
    outcome, now = decide_outcome(answer, delivery.attempts), current_time()
    values: dict[str, object] = {"last_status": answer.status, "last_error": answer.reason or None}
    if outcome is None:
        pause = PAUSES.decide(delivery.attempts, random.random())  # noqa: S311 - spreads load, guards nothing
        values |= {"state": "queued", "next_attempt_at": now + pause}
    else:
        values |= {"state": outcome.value, "ended_at": now}
    with transaction() as session:
        if not LOGOUTS.record(session, delivery, values):
            return
        if outcome is not None:
            audit(
                session,
                system_actor("back-channel logout"),
                f"backchannel_logout.{outcome.value}",
                subject=delivery.id,
                client_id=delivery.client_id,
                attempts=delivery.attempts,
                status=answer.status,
            )
    _tell(delivery, answer, outcome)


def _tell(delivery: LogoutDelivery, answer: LogoutAnswer, outcome: LogoutOutcome | None) -> None:
    facts = {"delivery": delivery.id, "client_id": delivery.client_id, "attempt": delivery.attempts}
    if outcome is LogoutOutcome.DELIVERED:
        _log.info("logout_delivered", **facts)
    else:
        _log.warning(f"logout_{outcome or 'postponed'}", **facts, status=answer.status, reason=answer.reason)
