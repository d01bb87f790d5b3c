"""Deleting the accounts whose time has come."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from idp.accounts.address_changes import may_be_undone
from idp.accounts.deletion.holds import find_holds
from idp.accounts.deletion.messages import AccountDeleted
from idp.accounts.models import Account
from idp.accounts.security.access import end_access
from idp.actors import system_actor
from idp.audit import audit, forget_person
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, transaction
from idp.infrastructure.one_time_links import OneTimeLink
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.hosts import external_url
from idp.mail import enqueue
from idp.mail.bounces.models import Suppression
from idp.mail.bounces.suppressing import address_key
from idp.mail.models import OutboxMail
from idp.portals.demands import demands_at

_AT_ONCE = 100


def delete_due_accounts() -> None:
    """Periodic task: delete the accounts whose owners asked for it and kept to it, each in a transaction of its own."""
    now = current_time()
    with transaction() as session:
        due = session.scalars(select(Account.id).where(_is_due(now)).limit(_AT_ONCE)).all()
    for account_id in due:
        with transaction() as session:
            delete_if_due(session, account_id, now)


def delete_if_due(session: Session, account_id: str, now: datetime) -> bool:
    """Delete one account and say good-bye; False where it was taken back, or done by another worker, meanwhile, or
    where something has come to hold it."""
    holds = find_holds(session, account_id)
    account = session.scalar(select(Account).where(Account.id == account_id, _is_due(now)).with_for_update())
    if account is None or holds:
        return False
    portal = account.deletion_portal or current_settings().default_portal
    farewell = AccountDeleted(deleted_at=now, register_link=_register_link(portal), name=account.name)
    recipient, language = account.email, account.language
    actor = system_actor("account deletion", portal=portal)
    end_access(session, account.id, actor)
    _delete_everything(session, account)
    audit(session, actor, "account.deleted", subject=account_id)
    # Without the account's id: nothing but the address is left to send this to.
    enqueue(session, farewell, recipient=recipient, portal=portal, language=language)
    return True


def _is_due(now: datetime) -> ColumnElement[bool]:
    """The account's former address may still undo its change, and with it the request: such an account waits."""
    return and_(Account.delete_after <= now, ~may_be_undone(now))


def _register_link(portal: str) -> str | None:
    """The way back, where there is one without an invitation."""
    is_open = demands_at(current_settings(), portal).is_registration_open
    return external_url("registration.register", portal=portal) if is_open else None


def _delete_everything(session: Session, account: Account) -> None:
    """The row takes along what refers to it (ON DELETE CASCADE); what only names it is looked for in every table."""
    session.execute(delete(OneTimeLink).where(OneTimeLink.subject == account.id))
    # From before there was an account.
    session.execute(delete(OutboxMail).where(OutboxMail.recipient == account.email, OutboxMail.account_id.is_(None)))
    session.execute(delete(Suppression).where(Suppression.address == address_key(account.email)))
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("account_id") and not column.foreign_keys:
                session.execute(delete(table).where(column == account.id))
    forget_person(session, account.id, [address for address in (account.email, account.recovery_email) if address])
    session.execute(delete(Account).where(Account.id == account.id))
