"""Telling the accounts that are linked to a customer of another one."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.customer_links.messages import CustomerAccountAdded
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.summaries import AccountSummary
from idp.actors import Actor
from idp.customers.lookup import numbers_of
from idp.customers.models import CustomerLink
from idp.infrastructure.web.hosts import external_url


def tell_holders(link: CustomerLink, session: Session, actor: Actor, holders: Sequence[str]) -> None:
    """Queue a mail to each account in ``holders``, disabled ones too: their owners can still object."""
    added = AccountSummary.of(session.get_one(Account, link.account_id)).masked()
    number = numbers_of(session, [link.customer_id])[link.customer_id][0].number
    for account in session.scalars(select(Account).where(Account.id.in_(holders)).order_by(Account.id)):
        message = CustomerAccountAdded(
            customer_number=number,
            account_email=added.email,
            linked_at=link.created_at,
            account_link=external_url("accounts.home"),
            name=account.name,
        )
        notify(session, account, message, actor)
