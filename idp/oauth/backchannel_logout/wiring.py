"""Hanging back-channel logout into the application."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from idp.infrastructure.background.senders import QueueSender, add_sender
from idp.infrastructure.database import connection
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.metrics import add_gauge
from idp.oauth.authorizations.signals import authorizations_ended
from idp.oauth.backchannel_logout.log import FAILED
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.backchannel_logout.notifying import notify_clients
from idp.oauth.backchannel_logout.queue import LOGOUTS
from idp.oauth.backchannel_logout.sending import send_due_logouts

# The states in which an operator may have to do something.
_STATES = ("queued", "sending", *FAILED)
_COUNTED = (
    select(LogoutDelivery.state, func.count().label("deliveries"))
    .where(LogoutDelivery.state.in_(_STATES))
    .group_by(LogoutDelivery.state)
)


def init_backchannel_logout(app: Application) -> None:
    """Follow the ends of authorizations, and register the sender, the table and the gauge."""
    authorizations_ended.connect(_notify)
    add_sender(app, QueueSender("logouts", LOGOUTS, send_due_logouts))
    add_retention_rule(
        app, RetentionRule(LogoutDelivery.created_at, lambda kept: timedelta(days=kept.logout_deliveries_days))
    )
    add_gauge(app, "idp_logout_deliveries", "Logout tokens that were not delivered yet, by state.", "state", _count)


def _notify(_sender: object, session: Session, which: ColumnElement[bool]) -> None:
    notify_clients(session, which)


def _count() -> Mapping[str, float]:
    counted = {row.state: row.deliveries for row in connection().execute(_COUNTED)}
    return dict.fromkeys(_STATES, 0.0) | counted
