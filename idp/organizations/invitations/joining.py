"""The membership that an accepted invitation gives."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.entitlements.of_members import set_products
from idp.organizations.invitations.models import OrganizationInvitation
from idp.organizations.live import lives
from idp.organizations.lookup import find_membership
from idp.organizations.members.adding import join_organization
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization
from idp.organizations.representative.appointing import appoint, can_represent


def join_as_invited(
    session: Session, organization: Organization, account: Account, invitation: OrganizationInvitation, actor: Actor
) -> None:
    """Let the account belong to the organization with the right that was offered, unless it does already; and
    represent it, where that was offered and no account does.

    Products that the organization has lost since are left out. The caller holds the organization's row.
    """
    _join(session, organization, account, invitation, actor)
    if invitation.represents and organization.representative_id is None and can_represent(account):
        appoint(session, organization, account, actor)


def _join(
    session: Session, organization: Organization, account: Account, invitation: OrganizationInvitation, actor: Actor
) -> None:
    if lives(find_membership(session, account.id, organization.id), current_time()):
        return
    right = Right(MemberRole(invitation.role), invitation.billing, invitation.membership_expires_at)
    join_organization(session, organization, account, right, actor)
    membership = find_membership(session, account.id, organization.id)
    if membership is not None and right.role is MemberRole.MEMBER:
        given = read_products(session, organization.id, invitation.portal)
        set_products(
            session, membership, invitation.portal, [key for key in invitation.products if key in given], actor
        )
