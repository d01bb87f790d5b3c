"""What must not be taken from an organization. The caller holds its row, so that no count is overtaken."""

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, select
from sqlalchemy.orm import Session, aliased

from idp.accounts.models import Account
from idp.organizations.errors import LastAdministrator, RepresentativeStays
from idp.organizations.models import MemberRole, Membership, Organization


def refuse_loss(session: Session, organization: Organization, account: Account) -> None:
    """Refuse that the account stops administering the organization, where that would leave it without a representative
    or without an administrator. Raises RepresentativeStays, LastAdministrator."""
    if organization.representative_id == account.id:
        raise RepresentativeStays(email=account.email, organization_id=organization.id)
    if not has_other_administrator(session, organization.id, account.id):
        raise LastAdministrator(email=account.email, organization_id=organization.id)


def has_other_administrator(session: Session, organization_id: str, account_id: str) -> bool:
    """Whether an administrator beside this account stays: one without an end, who can sign in
    and is not about to be deleted."""
    return bool(session.scalar(select(is_administered_beside(organization_id, account_id))))


def is_administered_beside(organization_id: SQLColumnExpression[str] | str, account_id: str) -> ColumnElement[bool]:
    """The same as a condition, also for the organization of a column."""
    other = aliased(Membership)
    return (
        exists()
        .where(other.organization_id == organization_id, other.account_id != account_id)
        .where(other.role == MemberRole.ADMINISTRATOR, other.expires_at.is_(None))
        .where(Account.id == other.account_id, Account.disabled_at.is_(None), Account.delete_after.is_(None))
    )
