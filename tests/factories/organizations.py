"""Organizations and who belongs to them."""

from typing import Any

from idp.accounts.models import Account
from idp.organizations.entitlements.models import OrganizationProduct
from idp.organizations.models import Membership, Organization
from tests.provisioning.databases import Database


def create_organization(database: Database, name: str = "Beispiel GmbH", **values: Any) -> Organization:
    """An organization that no account belongs to yet."""
    organization = Organization(name=name, **values)
    database.save(organization)
    return organization


def join(database: Database, organization: Organization, account: Account, **values: Any) -> Membership:
    """Let ``account`` belong to the organization."""
    membership = Membership(account_id=account.id, organization_id=organization.id, **values)
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
