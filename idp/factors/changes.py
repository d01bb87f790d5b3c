"""What follows when somebody's second factors change, whichever they are and whoever does it."""

from sqlalchemy.orm import Session

from idp.accounts.circumstances import Circumstances
from idp.accounts.models import Account
from idp.accounts.security_links import News, issue_security_link
from idp.accounts.signals import factors_changed
from idp.audit import record
from idp.factors.factor import Factor
from idp.factors.messages import FactorAdded, FactorRemoved
from idp.infrastructure.clock import now
from idp.infrastructure.ids import new_id
from idp.mail import enqueue
from idp.sessions import end_other_sessions


def note_added(session: Session, each: Factor, name: str, by: Circumstances) -> None:
    """Write down that a factor was added, tell its owner, and end what was opened elsewhere without it.

    The mail leads to more than a new password, which would leave a stranger's factor in place.
    """
    account = _end_and_record(session, "factor.added", each, name, by)
    link = issue_security_link(session, account, new_id("fac"), News.FACTOR, by.request_info, portal=by.portal)
    message = FactorAdded(
        asked_by=by.request_info,
        factor=each.label,
        item=name,
        added_at=now(),
        secure_link=link.url,
        valid_until=link.valid_until,
        name=account.name,
    )
    _tell(session, account, message, by)


def note_removed(session: Session, each: Factor, name: str, by: Circumstances) -> None:
    """The same where one was taken away."""
    account = _end_and_record(session, "factor.removed", each, name, by)
    message = FactorRemoved(
        asked_by=by.request_info,
        factor=each.label,
        item=name,
        removed_at=now(),
        reset_link=by.reset_page,
        name=account.name,
    )
    _tell(session, account, message, by)


def _end_and_record(session: Session, action: str, each: Factor, name: str, by: Circumstances) -> Account:
    account = session.get_one(Account, by.account_id)
    ended = end_other_sessions(session, account.id, by.kept_session_id)
    factors_changed.send(account.id, session=session, kept_session_id=by.kept_session_id)
    record(
        session,
        action,
        actor=account.id,
        subject=account.id,
        portal=by.portal,
        ip=by.request_info.ip,
        factor=each.key,
        name=name,
        ended_sessions=len(ended),
    )
    return account


def _tell(session: Session, account: Account, message: FactorAdded | FactorRemoved, by: Circumstances) -> None:
    enqueue(
        session,
        message,
        recipient=account.email,
        portal=by.portal,
        language=account.language or by.language,
        account_id=account.id,
    )
