"""Linking accounts to customers and separating them, as operators do it."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.administration.customers.records import get_record
from idp.customers.errors import NotLinked
from idp.customers.links import link_account, unlink_account
from idp.customers.models import CustomerLink, CustomerNumber, CustomerRecord
from idp.customers.registers import Register


def link(session: Session, register: Register, number: str, account: Account, actor: Actor) -> CustomerRecord:
    """Link the account to the customer of a number. Raises CustomerNotFound, CustomerFull, InvalidCustomerFact,
    Forbidden."""
    actor.demand(Permission.CUSTOMERS_MANAGE)
    record = get_record(session, register, number)
    link_account(session, account.id, record, actor)
    return record


def unlink(session: Session, register: Register, number: str, account: Account, actor: Actor) -> CustomerRecord:
    """Take the link away. Raises CustomerNotFound, NotLinked, InvalidCustomerFact, Forbidden."""
    actor.demand(Permission.CUSTOMERS_MANAGE)
    record = get_record(session, register, number)
    if not unlink_account(session, account.id, record, actor):
        raise NotLinked(number=number)
    return record


def addresses_linked(session: Session, customer_ids: Collection[str], actor: Actor) -> Mapping[str, Sequence[str]]:
    """The addresses of the accounts that are linked to records, by the ids of the records. One statement. Raises
    Forbidden."""
    actor.demand(Permission.CUSTOMERS_READ)
    found: dict[str, list[str]] = {customer_id: [] for customer_id in customer_ids}
    rows = session.execute(
        select(CustomerLink.customer_id, Account.email)
        .join(Account, Account.id == CustomerLink.account_id)
        .where(CustomerLink.customer_id.in_(customer_ids))
        .order_by(CustomerLink.created_at, Account.email)
    )
    for customer_id, email in rows:
        found[customer_id].append(email)
    return found


def linked_numbers(session: Session, account_id: str, actor: Actor) -> Mapping[str, Sequence[str]]:
    """The present numbers of the customers that an account is linked to, by their registers. Raises Forbidden."""
    actor.demand(Permission.CUSTOMERS_READ)
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(CustomerNumber.register, CustomerNumber.number)
        .join(CustomerLink, CustomerLink.customer_id == CustomerNumber.customer_id)
        .where(CustomerLink.account_id == account_id, CustomerNumber.ended_at.is_(None))
        .order_by(CustomerNumber.register, CustomerNumber.number)
    )
    for register, number in rows:
        found.setdefault(register, []).append(number)
    return found
