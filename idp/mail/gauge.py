"""How many mails are where, for the operator's graphs."""

from collections.abc import Mapping

from sqlalchemy import case, func, select

from idp.infrastructure.database import connection
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.health import add_ready_note
from idp.infrastructure.web.metrics import add_gauge
from idp.mail.models import OutboxMail

# The states in which somebody may have to do something.
_STATES = ("queued", "held", "sending", "failed", "bounced", "suppressed")
_IS_HELD = (OutboxMail.state == "queued") & OutboxMail.held_at.is_not(None)
_STATE = case((_IS_HELD, "held"), else_=OutboxMail.state).label("state")
_WAITING = select(_STATE, func.count().label("mails")).where(OutboxMail.state.in_(_STATES)).group_by(_STATE)
_HELD = select(OutboxMail.id).where(_IS_HELD).limit(1)


def init_outbox_gauge(app: Application) -> None:
    """Show ``idp_outbox_mails`` by state, and say in ``/health/ready`` whether the mail server takes mails."""
    add_gauge(app, "idp_outbox_mails", "Mails that were not sent yet, by state.", "state", _count)
    add_ready_note(app, "mail", _tell)


def _tell() -> str:
    return "ok" if connection().execute(_HELD).first() is None else "refused"


def _count() -> Mapping[str, float]:
    counted = {row.state: row.mails for row in connection().execute(_WAITING)}
    return dict.fromkeys(_STATES, 0.0) | counted
