"""Organizations and who belongs to them."""

from typing import Any

from idp.accounts.models import Account
from idp.organizations.models import Membership, Organization
from tests.provisioning.databases import Database


def create_membership(
    database: Database, account: Account, *, name: str = "Beispiel GmbH", **values: Any
) -> Membership:
    """An organization of its own for ``account`` to belong to."""
    with database.transaction() as session:
        organization = Organization(name=name)
        session.add(organization)
        session.flush()
        membership = Membership(**{"account_id": account.id, "organization_id": organization.id} | values)
        session.add(membership)
    return membership
