"""The organizations of an account at a portal, to be chosen from: searched, and a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.infrastructure.database.keyset import Cursor, KeyOrder, read_page
from idp.organizations.entitlements.models import OrganizationPortal
from idp.organizations.live import LIVES
from idp.organizations.models import MemberRole, Membership, Organization

PAGE_SIZE = 10
_BY_NAME = KeyOrder((Organization.name, Organization.id), Organization.id)


@dataclass(frozen=True, slots=True)
class OrganizationAtPortal:
    """An organization of the account, as the customer of a portal where it is one."""

    id: str
    name: str
    logo_digest: str | None
    customer_number: str | None
    right: str

    @property
    def is_administered(self) -> bool:
        """Whether the account is an administrator of it."""
        return self.right == MemberRole.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class OrganizationsAtPortal:
    """A page of them, by name. ``after`` is where the next page begins; None where this is the last."""

    shown: Sequence[OrganizationAtPortal]
    after: str | None


def find_organizations_at(
    account_id: str, portal: str, query: str = "", after: str | None = None
) -> OrganizationsAtPortal:
    """Those whose name contains ``query``, or that the portal knows by this number, behind the id ``after``; read
    outside any transaction."""
    at_portal = and_(OrganizationPortal.organization_id == Organization.id, OrganizationPortal.portal == portal)
    statement = (
        select(
            Organization.id,
            Organization.name,
            Organization.logo_digest,
            OrganizationPortal.customer_number,
            Membership.role,
        )
        .join(Membership)
        .outerjoin(OrganizationPortal, at_portal)
        .where(Membership.account_id == account_id, LIVES)
        .params(now=current_time())
    )
    if query:
        by_name = Organization.name.icontains(query, autoescape=True)
        statement = statement.where(or_(by_name, OrganizationPortal.customer_number == query))
    with reading() as session:
        page = read_page(session, statement, OrganizationAtPortal, _BY_NAME, Cursor(after=after or None), PAGE_SIZE)
    return OrganizationsAtPortal(page.entries, page.entries[-1].id if page.has_next else None)
