"""The one shape in which relying parties learn of organizations.

What belongs to an organization at a portal (customer number, products, roles) is told to clients of this portal alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, cast

from sqlalchemy import and_, bindparam, exists, func, literal_column, or_, select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Prepared
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.entitlements.models import (
    MembershipProduct,
    MembershipRole,
    OrganizationPortal,
    OrganizationProduct,
)
from idp.organizations.live import LIVES
from idp.organizations.models import MemberRole, Membership, Organization
from idp.portals.roles import held_roles, role_catalogue
from idp.protocol.scopes import ClaimsContext, Scope

LONGEST_LIST = 20
"""More organizations than that are told by userinfo alone: an ID token travels in headers and addresses."""
_MOST = 100_000


class OrganizationClaim(TypedDict):
    """An organization as tokens and userinfo tell it; ``docs/organization.schema.json`` describes it for programs."""

    id: str
    name: str
    customer_number: NotRequired[str]
    roles: list[str]
    products: list[str]
    billing: bool


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A membership with what belongs to its organization at one portal; keys of roles and products with spaces
    between them."""

    organization_id: str
    name: str
    customer_number: str | None
    right: str
    billing: bool
    roles: str | None
    products: str | None

    def to_claim(self, portal: str, known_roles: Collection[str] = ()) -> OrganizationClaim:
        """What a client of ``portal`` is told that knows these roles alone; all of the catalogue for none."""
        is_administrator = self.right == MemberRole.ADMINISTRATOR
        catalogue = role_catalogue(current_settings(), portal)
        roles = held_roles(catalogue, (self.roles or "").split(), is_administrator=is_administrator)
        claim = OrganizationClaim(
            id=self.organization_id,
            name=self.name,
            roles=[role for role in roles if role in known_roles] if known_roles else roles,
            products=sorted((self.products or "").split()),
            billing=self.billing,
        )
        return claim if self.customer_number is None else {**claim, "customer_number": self.customer_number}


# Within the statement: one that is compiled once has no parameter there.
_SPACE = cast(str, literal_column("' '"))
_ROLES = (
    select(func.aggregate_strings(MembershipRole.role, _SPACE))
    .where(MembershipRole.membership_id == Membership.id, MembershipRole.portal == bindparam("portal"))
    .scalar_subquery()
)
_PRODUCTS = (
    select(func.aggregate_strings(OrganizationProduct.product, _SPACE))
    .where(
        OrganizationProduct.organization_id == Membership.organization_id,
        OrganizationProduct.portal == bindparam("portal"),
        or_(
            Membership.role == MemberRole.ADMINISTRATOR.value,
            exists().where(
                MembershipProduct.membership_id == Membership.id, MembershipProduct.product_id == OrganizationProduct.id
            ),
        ),
    )
    .scalar_subquery()
)
_MEMBERSHIPS = (
    select(
        Organization.id,
        Organization.name,
        OrganizationPortal.customer_number,
        Membership.role,
        Membership.billing,
        _ROLES,
        _PRODUCTS,
    )
    .join(Membership, Membership.organization_id == Organization.id)
    .outerjoin(
        OrganizationPortal,
        and_(OrganizationPortal.organization_id == Organization.id, OrganizationPortal.portal == bindparam("portal")),
    )
    .where(Membership.account_id == bindparam("account"), LIVES)
)


def _to_row(values: Sequence[Any]) -> MembershipRow:
    return MembershipRow(*values)


_ONE = Prepared(_MEMBERSHIPS.where(Membership.organization_id == bindparam("organization")), _to_row)
_LIST = Prepared(_MEMBERSHIPS.order_by(Membership.created_at, Membership.id).limit(bindparam("most")), _to_row)


def find_membership_row(account_id: str, organization_id: str, portal: str) -> MembershipRow | None:
    """What the account has of the organization at the portal; None where it does not belong to it any more."""
    known = {"account": account_id, "organization": organization_id, "portal": portal, "now": current_time()}
    return _ONE.first(known)


def read_active(context: ClaimsContext) -> Mapping[str, object]:
    """The organization that the account acts for, its id as ``tenant``, and the roles there as ``groups``."""
    organization_id = context.organization_id
    row = find_membership_row(context.account_id, organization_id, context.portal) if organization_id else None
    if row is None:
        return {"groups": []}
    claim = row.to_claim(context.portal, context.roles)
    return {"organization": claim, "tenant": claim["id"], "groups": claim["roles"]}


def read_list(context: ClaimsContext) -> Mapping[str, object]:
    """All organizations of the account, the longest membership first; none where an ID token would grow too long."""
    most = LONGEST_LIST + 1 if context.is_id_token else _MOST
    known = {"account": context.account_id, "portal": context.portal, "now": current_time(), "most": most}
    rows = _LIST.all(known)
    if context.is_id_token and len(rows) > LONGEST_LIST:
        return {}
    return {"organizations": [row.to_claim(context.portal, context.roles) for row in rows]}


ORGANIZATION = Scope(
    name="organization",
    claims=("organization", "tenant"),
    further_claims=("groups",),
    read=read_active,
    title=lazy_gettext("See the organization you act for"),
    detail=lazy_gettext("including your roles in it"),
    icon="building",
)

GROUPS = Scope(name="groups", claims=("groups",), read=read_active)
"""What many relying parties ask for to map people to roles, and which no specification defines."""

ORGANIZATIONS = Scope(
    name="organizations",
    claims=("organizations",),
    further_claims=(*ORGANIZATION.claims, *GROUPS.claims),
    read=read_list,
    title=lazy_gettext("See your organizations"),
    detail=lazy_gettext("including your roles in them"),
    icon="building",
)
