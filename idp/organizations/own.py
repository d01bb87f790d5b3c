"""The organizations that an account belongs to, as its person sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from idp.infrastructure.database import connection
from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page
from idp.organizations.errors import OrganizationNotFound
from idp.organizations.live import LIVES
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Membership, Organization

PAGE_SIZE = 25
_BY_NAME = KeyOrder((Organization.name, Organization.id), Organization.id)
_IS_MEMBER = select(exists().where(Membership.account_id == bindparam("account"), LIVES))


@dataclass(frozen=True, slots=True)
class OwnOrganization:
    """An organization, to read only, with what the account of ``membership_id`` may do in it."""

    organization: Organization
    membership_id: str
    account_id: str
    right: Right

    @property
    def id(self) -> str:
        return self.organization.id

    @property
    def is_administrator(self) -> bool:
        return self.right.role is MemberRole.ADMINISTRATOR

    @property
    def is_representative(self) -> bool:
        return self.organization.representative_id == self.account_id


def read_own(session: Session, account_id: str, search: str, cursor: Cursor, now: datetime) -> KeyPage[OwnOrganization]:
    """A page of the account's organizations whose name contains ``search``, by name."""
    statement = _own(account_id, now)
    if search:
        statement = statement.where(Organization.name.icontains(search, autoescape=True))
    return read_page(session, statement, _make, _BY_NAME, cursor, PAGE_SIZE)


def get_own(session: Session, account_id: str, organization_id: str, now: datetime) -> OwnOrganization:
    """One of the account's organizations. Raises OrganizationNotFound, for another's as for none."""
    row = session.execute(_own(account_id, now).where(Organization.id == organization_id)).first()
    if row is None:
        raise OrganizationNotFound(organization_id=organization_id)
    return _make(*row)


def belongs_to_any(account_id: str, now: datetime) -> bool:
    """Whether the account belongs to an organization; one statement, outside any transaction."""
    return bool(connection().execute(_IS_MEMBER, {"account": account_id, "now": now}).scalar())


def _own(account_id: str, now: datetime) -> Select[Organization, Membership]:
    return (
        select(Organization, Membership)
        .join(Membership)
        .where(Membership.account_id == account_id, LIVES)
        .params(now=now)
    )


def _make(organization: Organization, membership: Membership) -> OwnOrganization:
    return OwnOrganization(organization, membership.id, membership.account_id, Right.of(membership))
