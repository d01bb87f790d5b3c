"""What an administrator grants a person before there is an account: kept until then, and given with the membership."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.entitlements.of_members import set_products, set_roles
from idp.organizations.live import lives
from idp.organizations.lookup import find_membership
from idp.organizations.members.adding import join_organization
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization
from idp.portals.roles import assignable_roles


@dataclass(frozen=True, slots=True)
class MembershipGrant:
    """A right, with keys of products and roles by the key of the portal that they belong to."""

    right: Right = field(default_factory=Right)
    products: Mapping[str, Collection[str]] = field(default_factory=dict)
    roles: Mapping[str, Collection[str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The form in which rows keep it."""
        products, roles = (
            {portal: sorted(keys) for portal, keys in each.items() if keys} for each in (self.products, self.roles)
        )
        return self.right.told() | {"products": products, "roles": roles}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The grant of a row."""
        ends = datetime.fromisoformat(kept["expires_at"]) if kept["expires_at"] else None
        return cls(Right(MemberRole(kept["role"]), kept["billing"], ends), kept["products"], kept["roles"])


def join_with(
    session: Session, organization: Organization, account: Account, grant: MembershipGrant, actor: Actor
) -> None:
    """Let the account belong to the organization as was granted; a membership that is there stays as it is.

    Products and roles that organization or portal have lost since are left out. The caller holds the organization's
    row, and has checked that the granting administrator lets people in. Raises AddressNotAllowed.
    """
    now, settings = current_time(), current_settings()
    if lives(find_membership(session, account.id, organization.id), now):
        return
    join_organization(session, organization, account, grant.right, actor)
    membership = find_membership(session, account.id, organization.id)
    if membership is None:
        return
    for portal, keys in grant.products.items():
        given = read_products(session, organization.id, portal)
        set_products(session, membership, portal, [key for key in keys if key in given], actor)
    for portal, keys in grant.roles.items():
        # The portal itself may have gone since.
        known = assignable_roles(settings, portal) if portal in settings.portals else {}
        set_roles(session, membership, portal, [key for key in keys if key in known], actor, settings)
