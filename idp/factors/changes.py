"""What follows when somebody's second factors change, whichever they are and whoever does it."""

from sqlalchemy.orm import Session

from idp.accounts.circumstances import Circumstances
from idp.accounts.models import Account
from idp.accounts.signals import factors_changed
from idp.audit import record
from idp.factors.factor import Factor
from idp.infrastructure.clock import now
from idp.mail import FactorChanged, enqueue
from idp.sessions import end_other_sessions

ADDED = "added"
REMOVED = "removed"


def note_added(session: Session, each: Factor, name: str, by: Circumstances) -> None:
    """Write down that a factor was added, tell its owner, and end what was opened elsewhere without it."""
    _note(session, ADDED, each, name, by)


def note_removed(session: Session, each: Factor, name: str, by: Circumstances) -> None:
    """The same where one was taken away."""
    _note(session, REMOVED, each, name, by)


def _note(session: Session, change: str, each: Factor, name: str, by: Circumstances) -> None:
    account = session.get_one(Account, by.account_id)
    ended = end_other_sessions(session, account.id, by.kept_session_id)
    factors_changed.send(account.id, session=session, kept_session_id=by.kept_session_id)
    record(
        session,
        f"factor.{change}",
        actor=account.id,
        subject=account.id,
        portal=by.portal,
        ip=by.request_info.ip,
        factor=each.key,
        name=name,
        ended_sessions=len(ended),
    )
    enqueue(
        session,
        FactorChanged(
            asked_by=by.request_info,
            change=change,
            factor=each.label,
            item=name,
            changed_at=now(),
            reset_link=by.reset_page,
            name=account.name,
        ),
        recipient=account.email,
        portal=by.portal,
        language=account.language or by.language,
        account_id=account.id,
    )
