"""The membership that an accepted invitation gives, and the organization that is acted for then."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.invitations.holding import Held
from idp.invitations.models import Invitation
from idp.organizations.active.choice import choose_organization, remember_organization
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.entitlements.of_members import set_products
from idp.organizations.live import lives
from idp.organizations.lookup import find_membership
from idp.organizations.members.adding import join_organization
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization
from idp.organizations.representative.appointing import appoint, can_represent


def join_as_invited(session: Session, held: Held, account: Account, actor: Actor) -> None:
    """Let the account belong to the organization with the right that was offered, unless it does already, and act for
    it at the portal; and represent it, where that was offered and no account does. Nothing for an activation.

    Products that the organization has lost since are left out.
    """
    organization, invitation = held.organization, held.invitation
    if organization is None:
        return
    if not lives(find_membership(session, account.id, organization.id), current_time()):
        _join(session, organization, account, invitation, actor)
    if invitation.represents and organization.representative_id is None and can_represent(account):
        appoint(session, organization, account, actor)
    chosen = {"account_id": account.id, "portal": invitation.portal, "organization_id": organization.id}
    if actor.session_id is None:
        remember_organization(session, **chosen)
    else:
        choose_organization(session, session_id=actor.session_id, **chosen)


def _join(session: Session, organization: Organization, account: Account, offer: Invitation, actor: Actor) -> None:
    role = MemberRole(offer.role)
    join_organization(session, organization, account, Right(role, offer.billing, offer.membership_expires_at), actor)
    membership = find_membership(session, account.id, organization.id)
    if membership is not None and role is MemberRole.MEMBER:
        given = read_products(session, organization.id, offer.portal)
        set_products(session, membership, offer.portal, [key for key in offer.products if key in given], actor)
