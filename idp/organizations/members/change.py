"""Changing what a member may do."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.web.application import current_settings
from idp.organizations.authority import hold_organization
from idp.organizations.entitlements.of_members import set_products, set_roles
from idp.organizations.lookup import get_membership
from idp.organizations.members.guards import refuse_loss
from idp.organizations.members.recording import record_membership
from idp.organizations.members.right import Right
from idp.organizations.members.telling import tell_member
from idp.organizations.models import Membership, Organization
from idp.organizations.signals import membership_changed

KeysAtPortals = Mapping[str, Collection[str]]
"""Keys of products or roles by the key of the portal that they belong to."""


def change_right(
    session: Session,
    organization_id: str,
    account: Account,
    right: Right,
    actor: Actor,
    products: KeysAtPortals | None = None,
    roles: KeysAtPortals | None = None,
) -> bool:
    """Give the member another right, and of the portals in ``products`` and ``roles`` these alone; False where nothing
    changes. The member is told by mail.

    Raises NoMember, LastAdministrator, RepresentativeStays, ProductNotFound, RoleNotAssignable, and what
    :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    membership = get_membership(session, account, organization)
    is_changed = _set_right(session, organization, membership, account, right, actor)
    for portal, keys in (products or {}).items():
        is_changed |= set_products(session, membership, portal, keys, actor)
    for portal, keys in (roles or {}).items():
        is_changed |= set_roles(session, membership, portal, keys, actor, current_settings())
    if is_changed:
        membership_changed.send(account.id, session=session, organization_id=organization.id)
        tell_member(session, "membership_changed", organization, account, right, actor)
    return is_changed


def _set_right(
    session: Session, organization: Organization, membership: Membership, account: Account, right: Right, actor: Actor
) -> bool:
    before = Right.of(membership)
    if before == right:
        return False
    if before.is_lasting_administrator and not right.is_lasting_administrator:
        refuse_loss(session, organization, account)
    membership.role, membership.billing, membership.expires_at = right.role.value, right.billing, right.expires_at
    session.flush()
    told = {"before": before.told(), "after": right.told()}
    record_membership(session, actor, "membership.right_changed", account.id, organization.id, **told)
    return True
