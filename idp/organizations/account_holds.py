"""The organizations that would be left without a representative or an administrator if an account were deleted."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from idp.accounts.deletion.holds import DeletionHold
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.members.guards import is_administered_beside
from idp.organizations.models import MemberRole, Membership, Organization

_MOST = 20


def find_organization_holds(session: Session, account_id: str) -> Sequence[DeletionHold]:
    """Some of those organizations. The rows of all that the account administers are held from now on, so that no other
    administrator leaves meanwhile; a representative is always one."""
    of_account = select(Membership.organization_id).where(
        Membership.account_id == account_id, Membership.role == MemberRole.ADMINISTRATOR
    )
    held = select(Organization.id).where(Organization.id.in_(of_account)).order_by(Organization.id).with_for_update()
    administered = session.scalars(held).all()
    own = aliased(Membership)
    is_beside = is_administered_beside(Organization.id, account_id)
    is_last = and_(own.expires_at.is_(None), ~is_beside)
    represents = Organization.representative_id == account_id
    found = session.scalars(
        select(Organization)
        .join(own, and_(own.organization_id == Organization.id, own.account_id == account_id))
        .where(Organization.id.in_(administered), or_(represents, is_last))
        .order_by(Organization.name, Organization.id)
        .limit(_MOST)
    )
    return [_hold(organization, account_id) for organization in found]


def _hold(organization: Organization, account_id: str) -> DeletionHold:
    name, values = organization.name, {"organization_id": organization.id}
    if organization.representative_id == account_id:
        text = lazy_gettext("You are the legal representative.")
        return DeletionHold(name, text, "organization_representative.index", values)
    return DeletionHold(name, lazy_gettext("You are the only administrator."), "organization_members.index", values)
