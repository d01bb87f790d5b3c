"""Setting, clearing and reading what keeps an organization."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import insert_or_leave
from idp.infrastructure.web.application import current_settings
from idp.organizations.authority import lock_organization
from idp.organizations.deletion.errors import UnknownHold
from idp.organizations.deletion.models import OrganizationHold
from idp.settings import HoldSettings

_KEY = (OrganizationHold.organization_id, OrganizationHold.portal, OrganizationHold.hold)


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold with what its portal's catalogue says of it; ``described`` is None where it says nothing any more."""

    portal: str
    key: str
    described: HoldSettings | None


def set_hold(session: Session, organization_id: str, portal: str, hold: str, actor: Actor) -> bool:
    """Keep the organization, also one whose deletion was requested; False where this holds it already.

    Raises UnknownHold, OrganizationNotFound, Forbidden.
    """
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    if hold not in current_settings().portal(portal).holds:
        raise UnknownHold(portal=portal, hold=hold)
    lock_organization(session, organization_id)
    values = {"organization_id": organization_id, "portal": portal, "hold": hold, "set_at": current_time()}
    if not insert_or_leave(session, OrganizationHold, values, unique=_KEY):
        return False
    _tell(session, actor, "organization.hold_set", organization_id, portal, hold)
    return True


def clear_hold(session: Session, organization_id: str, portal: str, hold: str, actor: Actor) -> bool:
    """Let go of the organization; False where this does not hold it. Also what the catalogue has no more is cleared.

    Raises OrganizationNotFound, Forbidden.
    """
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    lock_organization(session, organization_id)
    own = (
        OrganizationHold.organization_id == organization_id,
        OrganizationHold.portal == portal,
        OrganizationHold.hold == hold,
    )
    if session.execute(delete(OrganizationHold).where(*own).returning(OrganizationHold.hold)).first() is None:
        return False
    _tell(session, actor, "organization.hold_cleared", organization_id, portal, hold)
    return True


def read_holds(session: Session, organization_id: str) -> Sequence[Hold]:
    """What keeps the organization, by portal. A portal that is not in the settings any more still holds."""
    portals = current_settings().portals
    rows = session.scalars(
        select(OrganizationHold)
        .where(OrganizationHold.organization_id == organization_id)
        .order_by(OrganizationHold.portal, OrganizationHold.hold)
    )
    return [
        Hold(row.portal, row.hold, portals[row.portal].holds.get(row.hold) if row.portal in portals else None)
        for row in rows
    ]


def is_held(session: Session, organization_id: str) -> bool:
    """Whether anything keeps the organization. The caller holds its row, so that nothing is added meanwhile."""
    own = select(OrganizationHold.hold).where(OrganizationHold.organization_id == organization_id).limit(1)
    return session.scalar(own) is not None


def _tell(session: Session, actor: Actor, action: str, organization_id: str, portal: str, hold: str) -> None:
    about = {"subject": organization_id, "organization": organization_id}
    audit(session, actor.at_portal(portal), action, **about, hold=hold)
