"""How long addresses are kept, and what of them is told to the account that represents the organization."""

from sqlalchemy import ColumnElement, Table, select

from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.organizations.details.models import AddressKind, OrganizationAddress


def init_details_inventory(app: Application) -> None:
    """Register the table."""
    add_kept_table(app, "organization_addresses", "with the organization")


def address_of(kind: AddressKind, organizations: Table) -> ColumnElement[str]:
    """The address of this kind in one line, for the export of an account."""
    row = OrganizationAddress
    town = row.postal_code + " " + row.locality
    line = row.recipient + ", " + row.street_address + ", " + town + ", " + row.country
    return select(line).where(row.organization_id == organizations.c.id, row.kind == kind).scalar_subquery()
