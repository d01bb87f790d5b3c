"""The products of an organization, of which a member gets some; and which of a list were chosen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from idp.organizations.entitlements.models import MembershipProduct, OrganizationProduct


class Offered(Protocol):
    """Something of a portal that a member may get, by its key there; ``id`` tells it from that of another portal."""

    @property
    def id(self) -> str: ...
    @property
    def portal(self) -> str: ...
    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A product of the organization, by the keys of it and its portal; ``is_given``: the member may use it."""

    id: str
    portal: str
    key: str
    name: str
    is_given: bool


def read_choices(session: Session, organization_id: str, membership_id: str) -> Sequence[ProductChoice]:
    """The products of all portals, by name."""
    given = and_(
        MembershipProduct.product_id == OrganizationProduct.id, MembershipProduct.membership_id == membership_id
    )
    rows = session.execute(
        select(OrganizationProduct, MembershipProduct.product_id)
        .outerjoin(MembershipProduct, given)
        .where(OrganizationProduct.organization_id == organization_id)
        .order_by(OrganizationProduct.name, OrganizationProduct.portal, OrganizationProduct.product)
    )
    return [ProductChoice(each.id, each.portal, each.product, each.name, held is not None) for each, held in rows]


def chosen_keys(choices: Sequence[Offered], chosen: Collection[str]) -> Mapping[str, list[str]]:
    """The keys of the ``chosen`` ids by portal; a portal of which none was chosen has none."""
    keys: dict[str, list[str]] = {choice.portal: [] for choice in choices}
    for choice in choices:
        if choice.id in chosen:
            keys[choice.portal].append(choice.key)
    return keys
