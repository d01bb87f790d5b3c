"""Organizations and who belongs to them."""

import hashlib
from typing import Any

from sqlalchemy import delete, update

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.organizations.domains.models import OrganizationDomain
from idp.organizations.entitlements.models import (
    MembershipProduct,
    MembershipRole,
    OrganizationPortal,
    OrganizationProduct,
)
from idp.organizations.logos.pictures import draw_logo
from idp.organizations.models import Membership, Organization, policies_of
from tests.factories.logos import picture
from tests.provisioning.databases import Database


def create_organization(database: Database, name: str = "Beispiel GmbH", **values: Any) -> Organization:
    """An organization that no account belongs to yet."""
    organization = Organization(name=name, **values)
    database.save(organization)
    return organization


def join(database: Database, organization: Organization, account: Account, **values: Any) -> Membership:
    """Let ``account`` belong to the organization."""
    ids = {"account_id": account.id, "organization_id": organization.id}
    membership = Membership(**ids, **policies_of(organization), **values)
    database.save(membership)
    return membership


def give_product(database: Database, organization: Organization, name: str, **values: Any) -> OrganizationProduct:
    """A product that a portal ("shop") gave the organization."""
    given = {"portal": "shop", "product": name.lower()}
    product = OrganizationProduct(organization_id=organization.id, name=name, **given | values)
    database.save(product)
    return product


def create_membership(
    database: Database, account: Account, *, name: str = "Beispiel GmbH", **values: Any
) -> Membership:
    """An organization of its own for ``account`` to belong to."""
    return join(database, create_organization(database, name), account, **values)


def end_membership(database: Database, membership: Membership) -> None:
    """The membership is gone."""
    with database.transaction() as session:
        session.execute(delete(Membership).where(Membership.id == membership.id))


def give_at_portal(
    database: Database,
    membership: Membership,
    portal: str,
    *,
    number: str | None = None,
    products: tuple[str, ...] = (),
    own_products: tuple[str, ...] = (),
    roles: tuple[str, ...] = (),
) -> None:
    """What the organization has at a portal, and which of it the member may use."""
    with database.transaction() as session:
        if number is not None:
            session.add(
                OrganizationPortal(organization_id=membership.organization_id, portal=portal, customer_number=number)
            )
        session.add_all(MembershipRole(membership_id=membership.id, portal=portal, role=role) for role in roles)
        for key in products:
            product = OrganizationProduct(
                organization_id=membership.organization_id, portal=portal, product=key, name=key.title()
            )
            session.add(product)
            session.flush()
            if key in own_products:
                session.add(MembershipProduct(membership_id=membership.id, product_id=product.id))


def name_domain(database: Database, organization: Organization, domain: str, **values: Any) -> OrganizationDomain:
    """A domain that the organization has confirmed."""
    now = current_time()
    given = {"email": f"it@{domain}", "expires_at": now, "confirmed_at": now}
    named = OrganizationDomain(organization_id=organization.id, domain=domain, **given | values)
    database.save(named)
    return named


def give_logo(database: Database, organization_id: str, size: tuple[int, int] = (540, 140)) -> str:
    """A logo; the hash that its address has."""
    logo = draw_logo(picture(size=size))
    digest = hashlib.sha256(logo).hexdigest()
    with database.transaction() as session:
        changed = update(Organization).where(Organization.id == organization_id)
        session.execute(changed.values(logo=logo, logo_digest=digest))
    return digest
