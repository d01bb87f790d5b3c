"""How long organizations are kept, and what of the memberships is told to the account."""

from functools import partial

from sqlalchemy import ColumnElement, Table, select

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import add_kept_table
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.details.inventory import address_of
from idp.organizations.details.models import AddressKind
from idp.organizations.details.words import ADDRESS_KINDS
from idp.organizations.models import Organization
from idp.organizations.words import KINDS, ROLES


def _organization_of(memberships: Table) -> ColumnElement[str]:
    return select(Organization.name).where(Organization.id == memberships.c.organization_id).scalar_subquery()


MEMBERSHIPS = ExportSection(
    "memberships",
    lazy_gettext("Organizations and rights"),
    "organization_id role billing expires_at created_at",
    order=40,
    labels={
        "organization": lazy_gettext("Organization"),
        "organization_id": lazy_gettext("Organization ID"),
        "role": lazy_gettext("Rights"),
        "billing": lazy_gettext("Billing"),
    },
    computed={"organization": _organization_of},
    words={"role": ROLES.get},
)
_ADDRESS_NAMES = {kind: f"{kind.value}_address" for kind in AddressKind}
_ADDRESSES = {name: ADDRESS_KINDS[kind] for kind, name in _ADDRESS_NAMES.items()}
REPRESENTED = ExportSection(
    "organizations",
    lazy_gettext("Organizations that you represent"),
    "id name kind created_at",
    order=41,
    owner="representative_id",
    labels={"id": lazy_gettext("Organization ID"), "kind": lazy_gettext("Type"), **_ADDRESSES},
    computed={name: partial(address_of, kind) for kind, name in _ADDRESS_NAMES.items()},
    words={"kind": KINDS.get},
)

LAST_ORGANIZATIONS = ExportSection(
    "last_organizations",
    lazy_gettext("Organizations last used"),
    "portal organization_id chosen_at",
    order=42,
    labels={"organization_id": lazy_gettext("Organization ID"), "chosen_at": lazy_gettext("Chosen")},
)


def init_organization_inventory(app: Application) -> None:
    """Register the tables."""
    add_kept_table(app, "memberships", "with the account and the organization")
    add_kept_table(app, "organizations", "until it is deleted")
    for table in ("organization_portals", "organization_products"):
        add_kept_table(app, table, "with the organization")
    for table in ("membership_products", "membership_roles"):
        add_kept_table(app, table, "with the membership")
    add_kept_table(app, "session_organizations", "with the session")
    add_kept_table(app, "last_organizations", "with the account and the organization")
    add_export_section(app, LAST_ORGANIZATIONS)
    add_export_section(app, MEMBERSHIPS)
    add_export_section(app, REPRESENTED)
