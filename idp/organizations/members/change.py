"""Changing what a member may do."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.organizations.authority import hold_organization
from idp.organizations.lookup import get_membership
from idp.organizations.members.guards import refuse_loss
from idp.organizations.members.recording import record_membership
from idp.organizations.members.right import Right
from idp.organizations.signals import membership_changed


def change_right(session: Session, organization_id: str, account: Account, right: Right, actor: Actor) -> bool:
    """Give the member another right; False where it had that one.

    Raises NoMember, LastAdministrator, RepresentativeStays, and what :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    membership = get_membership(session, account, organization)
    before = Right.of(membership)
    if before == right:
        return False
    if before.is_lasting_administrator and not right.is_lasting_administrator:
        refuse_loss(session, organization, account)
    membership.role, membership.billing, membership.expires_at = right.role.value, right.billing, right.expires_at
    session.flush()
    told = {"before": before.told(), "after": right.told()}
    record_membership(session, actor, "membership.right_changed", account.id, organization.id, **told)
    membership_changed.send(account.id, session=session, organization_id=organization.id)
    return True
