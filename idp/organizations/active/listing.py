"""The organizations of an account, to be chosen from: searched, and a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection
from idp.organizations.entitlements.models import OrganizationPortal
from idp.organizations.live import LIVES
from idp.organizations.models import MemberRole, Membership, Organization

PAGE = 10


@dataclass(frozen=True, slots=True)
class OwnOrganization:
    """An organization of the account, as the customer of a portal where it is one."""

    id: str
    name: str
    customer_number: str | None
    right: str

    @property
    def is_administered(self) -> bool:
        """Whether the account is an administrator of it."""
        return self.right == MemberRole.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class OwnOrganizations:
    """A page of them, by name. ``after`` is where the next page begins; None where this is the last."""

    shown: Sequence[OwnOrganization]
    after: str | None


def find_own_organizations(account_id: str, portal: str, query: str = "", after: str = "") -> OwnOrganizations:
    """Those whose name or customer number contains ``query``, behind the id ``after``; read outside any transaction."""
    at_portal = and_(OrganizationPortal.organization_id == Organization.id, OrganizationPortal.portal == portal)
    statement = (
        select(Organization.id, Organization.name, OrganizationPortal.customer_number, Membership.role)
        .join(Membership, Membership.organization_id == Organization.id)
        .outerjoin(OrganizationPortal, at_portal)
        .where(Membership.account_id == account_id, LIVES)
        .order_by(Organization.name, Organization.id)
        .limit(PAGE + 1)
    )
    if query:
        by_name = Organization.name.icontains(query, autoescape=True)
        statement = statement.where(or_(by_name, OrganizationPortal.customer_number == query))
    if after:
        last = select(Organization.name).where(Organization.id == after).scalar_subquery()
        statement = statement.where(
            or_(Organization.name > last, and_(Organization.name == last, Organization.id > after))
        )
    rows = connection().execute(statement, {"now": current_time()})
    found = [OwnOrganization(*row) for row in rows]
    return OwnOrganizations(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)
