"""What the link of an invitation leads to, to read only."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.activation import awaits_activation
from idp.accounts.models import Account
from idp.infrastructure.one_time_links import LinkProblem
from idp.invitations.models import Invitation
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class OfferedMembership:
    """Of which organization, by whom ("" for an operator), and the names of the products that it is limited to."""

    organization: Organization
    inviter: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, the account of its address where there is one, and the membership that it offers, if it does."""

    invitation: Invitation
    account: Account | None
    membership: OfferedMembership | None


def read_invited(session: Session, invitation_id: str) -> Invited | LinkProblem:
    """The invitation of an open link, or why the link leads nowhere any more."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None:
        return LinkProblem.UNKNOWN
    account = session.scalar(select(Account).where(Account.email == invitation.email))
    if invitation.organization_id is None:
        return _to_activate(invitation, account)
    organization = session.get(Organization, invitation.organization_id)
    if organization is None:
        return LinkProblem.UNKNOWN
    names = read_products(session, organization.id, invitation.portal)
    inviter = session.get(Account, invitation.inviter_id) if invitation.inviter_id else None
    products = tuple(names[key] for key in invitation.products if key in names)
    return Invited(invitation, account, OfferedMembership(organization, inviter.name if inviter else "", products))


def _to_activate(invitation: Invitation, account: Account | None) -> Invited | LinkProblem:
    """USED where the account has got a password in another way."""
    if account is None or account.id != invitation.account_id or not account.is_active:
        return LinkProblem.UNKNOWN
    return Invited(invitation, account, None) if awaits_activation(account) else LinkProblem.USED
