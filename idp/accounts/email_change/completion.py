"""The new address takes effect, and may be taken back."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.accounts.address_changes import UNDO_WITHIN, mark_confirmed, mark_undone
from idp.accounts.deletion.request import cancel_deletion
from idp.accounts.email_change.messages import EmailChangeNotice
from idp.accounts.followed_changes import FollowedChange, redeem_change
from idp.accounts.link_purposes import EMAIL_CHANGE, EMAIL_CHANGE_UNDO, PASSWORD_RESET
from idp.accounts.locks import hold_account
from idp.accounts.models import Account
from idp.accounts.notices import OBJECTION_TIME, notify
from idp.accounts.security.access import end_access
from idp.accounts.security.additions import remove_additions
from idp.accounts.signals import address_changed
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.one_time_links import LinkProblem, issue_link, supersede_links
from idp.infrastructure.web.i18n import lazy_gettext


class AddressInUse(DomainError):
    """Another account got the address in the meantime; the link stays good."""

    status = 409
    title = lazy_gettext("This address can't be used")
    message = lazy_gettext("Please choose another one in your account.")
    next_step = NextStep(lazy_gettext("Go to your account"), "profile.index")


def confirm_change(session: Session, token: str, actor: Actor) -> Account | LinkProblem:
    """Redeem the link and let the new address hold. Raises AddressInUse, SignedOutMeanwhile.

    The actor acts in a session of the account, which alone goes on. The old address is told, with a link to take it
    back.
    """
    followed = redeem_change(session, EMAIL_CHANGE, token)
    if isinstance(followed, LinkProblem):
        return followed
    hold_account(session, followed.account.id, actor.session_id)
    since = let_it_hold(session, followed, actor)
    tell_old_address(session, followed, since, actor)
    return followed.account


def let_it_hold(session: Session, followed: FollowedChange, actor: Actor) -> datetime:
    """Give the account its new address, which its reader has proved; returns since when. The caller holds the account.
    Raises AddressInUse."""
    _set_address(session, followed.account, followed.change.new_email or "")
    since = mark_confirmed(followed.change)
    _end_what_rested_on_it(session, followed.account, actor, "email_change.confirmed")
    return since


def tell_old_address(session: Session, followed: FollowedChange, since: datetime, actor: Actor) -> None:
    """Tell the address that held before of the one that holds now, with a link to take the change back."""
    account, change = followed.account, followed.change
    about = {"change": change.id}
    undo = issue_link(session, EMAIL_CHANGE_UNDO, change.id, UNDO_WITHIN, portal=actor.portal, data=about)
    message = EmailChangeNotice(
        new_email=account.email,
        changed_at=since,
        undo_link=undo.url,
        valid_until=undo.valid_until,
        name=account.name,
        asked_by=actor.request_info,
    )
    notify(session, account, message, actor, recipient=change.old_email)


def undo_change(session: Session, token: str, actor: Actor) -> Account | LinkProblem:
    """Redeem the link and let the old address hold again, whatever came after it. Raises AddressInUse.

    An intruder may have changed the address more than once, have asked for the account's deletion, and have added what
    lets them in again, shortly before the change as well. Every browser is signed out.
    """
    followed = redeem_change(session, EMAIL_CHANGE_UNDO, token)
    if isinstance(followed, LinkProblem):
        return followed
    account, change = followed.account, followed.change
    _set_address(session, account, change.old_email or "")
    mark_undone(session, change)
    _end_what_rested_on_it(session, account, actor, "email_change.undone")
    cancel_deletion(session, account, actor, cause="email_change_undone")
    remove_additions(session, account, actor, change.requested_at - OBJECTION_TIME)
    return account


def _set_address(session: Session, account: Account, email: str) -> None:
    """Raises AddressInUse: of two accounts that take one address at the same moment, the database lets one have it."""
    account.email, account.email_verified_at = email, current_time()
    try:
        session.flush()
    except IntegrityError as error:
        raise AddressInUse from error


def _end_what_rested_on_it(session: Session, account: Account, actor: Actor, action: str) -> None:
    supersede_links(session, PASSWORD_RESET, account.id)
    address_changed.send(account.id, session=session)
    ended = end_access(session, account.id, actor)
    audit(session, actor, action, subject=account.id, ended_sessions=ended)
