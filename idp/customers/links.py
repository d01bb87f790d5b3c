"""Links between accounts and customers: as many accounts as a record allows, told to those that are linked already."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.customers.errors import CustomerFull
from idp.customers.models import CustomerLink, CustomerRecord
from idp.customers.signals import account_linked


def link_account(
    session: Session, account_id: str, record: CustomerRecord, actor: Actor, *, told_before: datetime | None = None
) -> CustomerLink:
    """Link the account to the record, or to that into which it was merged meanwhile. The link that is there stays as it
    is. Raises CustomerFull, also for the later one of two at once.

    With ``told_before``, holders whose own link is not older are not told: an import brings them all together.
    """
    held = hold_record(session, record)
    link = session.get(CustomerLink, (held.id, account_id))
    if link is not None:
        return link
    before = _links_of(session, held.id)
    if len(before) >= held.accounts_allowed:
        raise CustomerFull
    link = CustomerLink(customer_id=held.id, account_id=account_id)
    session.add(link)
    session.flush()
    audit(session, actor, "account.customer_linked", subject=account_id, customer=held.id, register=held.register)
    holders = [each.account_id for each in before if told_before is None or each.created_at < told_before]
    if holders:
        account_linked.send(link, session=session, actor=actor, holders=holders)
    return link


def unlink_account(session: Session, account_id: str, record: CustomerRecord, actor: Actor) -> bool:
    """Take the link away; False where there is none."""
    removed = session.execute(
        delete(CustomerLink)
        .where(CustomerLink.customer_id == record.id, CustomerLink.account_id == account_id)
        .returning(CustomerLink.account_id)
    ).first()
    if removed is None:
        return False
    audit(session, actor, "account.customer_unlinked", subject=account_id, customer=record.id, register=record.register)
    return True


def is_full(session: Session, record: CustomerRecord) -> bool:
    """Whether as many accounts are linked to the record as it allows. Only :func:`link_account` decides."""
    count = select(func.count()).where(CustomerLink.customer_id == record.id)
    return (session.scalar(count) or 0) >= record.accounts_allowed


def is_linked(session: Session, account_id: str | None, record: CustomerRecord) -> bool:
    """Whether the account is linked to the record."""
    return account_id is not None and session.get(CustomerLink, (record.id, account_id)) is not None


def linked_records(session: Session, account_id: str, register: str | None = None) -> Sequence[CustomerRecord]:
    """The records that an account is linked to, in one register or in all, the oldest link first."""
    statement = (
        select(CustomerRecord)
        .join(CustomerLink, CustomerLink.customer_id == CustomerRecord.id)
        .where(CustomerLink.account_id == account_id)
        .order_by(CustomerLink.created_at, CustomerRecord.id)
    )
    if register is not None:
        statement = statement.where(CustomerRecord.register == register)
    return session.scalars(statement).all()


def linked_accounts(session: Session, customer_id: str) -> Sequence[str]:
    """The ids of the accounts that are linked to a record, the oldest link first."""
    return [link.account_id for link in _links_of(session, customer_id)]


def move_links(session: Session, record: CustomerRecord, into: CustomerRecord) -> None:
    """Link to ``into`` each account that is linked to ``record``, however many ``into`` allows."""
    taken = {link.account_id for link in _links_of(session, into.id)}
    for link in _links_of(session, record.id):
        if link.account_id not in taken:
            session.add(CustomerLink(customer_id=into.id, account_id=link.account_id, created_at=link.created_at))
        session.delete(link)
    session.flush()


def hold_record(session: Session, record: CustomerRecord) -> CustomerRecord:
    """The record as it stands, or that into which it was merged, held until the transaction ends: links and mergers of
    one record come one after another. SQLite has one writer anyway."""
    session.flush()
    held = session.get_one(CustomerRecord, record.id, with_for_update=True, populate_existing=True)
    while held.merged_into_id is not None:
        held = session.get_one(CustomerRecord, held.merged_into_id, with_for_update=True, populate_existing=True)
    return held


def _links_of(session: Session, customer_id: str) -> Sequence[CustomerLink]:
    statement = select(CustomerLink).where(CustomerLink.customer_id == customer_id)
    return session.scalars(statement.order_by(CustomerLink.created_at, CustomerLink.account_id)).all()
