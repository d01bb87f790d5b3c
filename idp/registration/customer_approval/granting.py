"""What may be granted with an approval: rights in the customer's organization, with products and roles."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from sqlalchemy.orm import Session

from idp.infrastructure.web.application import current_settings
from idp.organizations.entitlements.choices import ProductChoice, chosen_keys, read_choices
from idp.organizations.entitlements.groups import group_by_portal
from idp.organizations.entitlements.lookup import read_portals
from idp.organizations.entitlements.role_choices import RoleChoice, read_role_choices
from idp.organizations.members.forms import RightForm, fill_right_form
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.members.right import Right

RightFormT = TypeVar("RightFormT", bound=RightForm)
# What a membership that is still to come has of products and roles.
_NO_MEMBERSHIP = ""


@dataclass(frozen=True, slots=True)
class GrantChoices:
    """What a new member can be given, and the portals that know the organization."""

    products: Sequence[ProductChoice]
    roles: Sequence[RoleChoice]
    customer_of: Collection[str]

    @classmethod
    def read(cls, session: Session, organization_id: str) -> Self:
        """Those of an organization."""
        return cls(
            read_choices(session, organization_id, _NO_MEMBERSHIP),
            read_role_choices(session, _NO_MEMBERSHIP, current_settings()),
            read_portals(session, organization_id),
        )

    def form(self, kind: type[RightFormT]) -> RightFormT:
        """The form that chooses among them."""
        return fill_right_form(kind, Right(), self.products, self.roles)

    def grant(self, form: RightForm) -> MembershipGrant:
        """What was chosen."""
        products = chosen_keys(self.products, form.products.data or ())
        return MembershipGrant(form.right(), products, chosen_keys(self.roles, form.roles.data or ()))

    def groups(self, form: RightForm) -> dict[str, Any]:
        """The choices by portal, as the template takes them."""
        return {
            "product_groups": group_by_portal(self.products, form.products.data or (), self.customer_of),
            "role_groups": group_by_portal(self.roles, form.roles.data or (), self.customer_of),
        }
