"""Whether registrations wait long for an operator."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from idp.cli.diagnostics.examination import Examination, Finding, ok, warning
from idp.infrastructure.clock import current_time
from idp.registration.customer_approval.queue import waits_for_operators
from idp.registration.models import Registration


def check_registrations(examination: Examination) -> Iterator[Finding]:
    """Those that wait longer than their portal's ``approval_reminder_days``."""
    now, late = current_time(), 0
    oldest = now
    try:
        with examination.reading() as session:
            for key, portal in examination.settings.portals.items():
                until = now - timedelta(days=portal.registration.approval_reminder_days)
                statement = select(func.count(), func.min(Registration.asked_at)).where(
                    Registration.portal == key,
                    waits_for_operators(),
                    Registration.asked_at <= until,
                    Registration.expires_at > now,
                )
                count, since = session.execute(statement, {"now": now}).one()
                late, oldest = late + count, min(oldest, since or now)
    except SQLAlchemyError:
        return  # the check of the database says why
    if late:
        yield warning(
            f"{late} {'registration has' if late == 1 else 'registrations have'} waited for an operator for long, "
            f"the oldest for {(now - oldest).days} days.",
            "See `idp registrations list --waits-for operators`.",
        )
    else:
        yield ok("No registration has waited long for an operator.")
