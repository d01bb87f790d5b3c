"""What the link of an invitation leads to, to read only."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.activation import awaits_activation
from idp.accounts.models import Account
from idp.infrastructure.database import reading
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink, find_problem
from idp.invitations.models import Invitation
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.models import Organization
from idp.portals.account_demands import demands_of_account


@dataclass(frozen=True, slots=True)
class OfferedMembership:
    """Of which organization, by whom ("" for an operator), and the names of the products that it is limited to."""

    organization: Organization
    inviter: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, the account of its address where there is one, and the membership that it offers, if it does.

    ``link_id`` is the link that leads to it."""

    link_id: str
    invitation: Invitation
    account: Account | None
    membership: OfferedMembership | None

    @property
    def is_for_new_person(self) -> bool:
        """Whether name and password answer: no one can sign in to the account of the address yet, and the inviter may
        vouch for the address. An organization may not where a portal of the account asks for more than the address
        before a new password. Read outside any transaction."""
        if self.account is None:
            return True
        if not awaits_activation(self.account):
            return False
        return self.membership is None or not demands_of_account(self.account.id).asks_customer_number


def find_invited(link_id: str) -> Invited | LinkProblem:
    """What an opened link leads to, by the id of the link; read outside any transaction."""
    with reading() as session:
        link = session.get(OneTimeLink, link_id)
        return LinkProblem.UNKNOWN if link is None else find_problem(link) or read_invited(session, link)


def find_opened(session: Session, link_id: str | None) -> Invitation | None:
    """The invitation of a link, in whatever state."""
    of_link = select(OneTimeLink.subject).where(OneTimeLink.id == link_id).scalar_subquery()
    return session.scalar(select(Invitation).where(Invitation.id == of_link)) if link_id is not None else None


def read_invited(session: Session, link: OneTimeLink) -> Invited | LinkProblem:
    """The invitation of an open link, or why the link leads nowhere any more."""
    invitation = session.get(Invitation, link.subject)
    if invitation is None:
        return LinkProblem.UNKNOWN
    account = session.scalar(select(Account).where(Account.email == invitation.email))
    if invitation.organization_id is None:
        return _to_activate(link, invitation, account)
    organization = session.get(Organization, invitation.organization_id)
    if organization is None:
        return LinkProblem.UNKNOWN
    names = read_products(session, organization.id, invitation.portal)
    inviter = session.get(Account, invitation.inviter_id) if invitation.inviter_id else None
    products = tuple(names[key] for key in invitation.products if key in names)
    offered = OfferedMembership(organization, inviter.name if inviter else "", products)
    return Invited(link.id, invitation, account, offered)


def _to_activate(link: OneTimeLink, invitation: Invitation, account: Account | None) -> Invited | LinkProblem:
    """USED where the account has got a password in another way."""
    if account is None or account.id != invitation.account_id or not account.is_active:
        return LinkProblem.UNKNOWN
    return Invited(link.id, invitation, account, None) if awaits_activation(account) else LinkProblem.USED
