"""How many mails are where, for the operator's graphs."""

from collections.abc import Mapping

from sqlalchemy import func, select

from idp.infrastructure.database import connection
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.metrics import add_gauge
from idp.mail.models import OutboxMail

# The states in which somebody may have to do something.
_STATES = ("queued", "sending", "failed")
_WAITING = (
    select(OutboxMail.state, func.count().label("mails"))
    .where(OutboxMail.state.in_(_STATES))
    .group_by(OutboxMail.state)
)


def init_outbox_gauge(app: Application) -> None:
    """Show ``idp_outbox_mails`` by state."""
    add_gauge(app, "idp_outbox_mails", "Mails that were not sent yet, by state.", "state", _count)


def _count() -> Mapping[str, float]:
    counted = {row.state: row.mails for row in connection().execute(_WAITING)}
    return dict.fromkeys(_STATES, 0.0) | counted
