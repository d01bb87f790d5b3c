"""The copy of an organization's data that its administrators take along."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.database import Base
from idp.infrastructure.web.application import current_application
from idp.organizations.details.models import OrganizationAddress
from idp.organizations.domains.models import OrganizationDomain
from idp.organizations.entitlements.models import (
    MembershipProduct,
    MembershipRole,
    OrganizationPortal,
    OrganizationProduct,
)
from idp.organizations.models import Membership, Organization

_EXTENSION = "idp.copied_tables"
_TABLES: dict[str, tuple[type[Base], str]] = {
    "addresses": (OrganizationAddress, "kind recipient street_address postal_code locality country"),
    "domains": (OrganizationDomain, "domain joining confirmed_at"),
    "customer_numbers": (OrganizationPortal, "portal customer_number created_at"),
    "products": (OrganizationProduct, "portal product name created_at"),
}
"""What belongs to the organization itself, by the member of the copy: its rows and their columns."""
_OWN = "id name kind second_factor session_hours let_in_by email_domains created_at delete_after"


def add_copied_table(app: Flask, name: str, model: type[Base], columns: str) -> None:
    """Put the rows of a table with an ``organization_id`` into the copy, as its member ``name``; ``columns`` has their
    names with spaces between."""
    app.extensions.setdefault(_EXTENSION, {})[name] = (model, columns)


def copy_organization(session: Session, organization_id: str) -> dict[str, Any]:
    """Everything that is stored about the organization, but its history and its logo, which have pages of their own."""
    own = _read(session, Organization, _OWN, Organization.id == organization_id)[0]
    tables = {
        name: _read(session, model, columns, model.__table__.c.organization_id == organization_id)
        for name, (model, columns) in (_TABLES | current_application().extensions.get(_EXTENSION, {})).items()
    }
    return {**own, **tables, "members": _members(session, organization_id)}


def _read(session: Session, model: type[Base], columns: str, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    table = model.__table__
    rows = session.execute(select(*(table.c[name] for name in columns.split())).where(condition))
    return [dict(row) for row in rows.mappings()]


def _members(session: Session, organization_id: str) -> list[dict[str, Any]]:
    products, roles = _products(session, organization_id), _roles(session, organization_id)
    columns = (Membership.role, Membership.billing, Membership.expires_at, Membership.created_at)
    rows = session.execute(
        select(Membership.id, Account.email, Account.given_name, Account.family_name, *columns)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.organization_id == organization_id)
        .order_by(Membership.created_at, Membership.id)
    )
    found = [dict(row) for row in rows.mappings()]
    for each in found:
        key = each.pop("id")
        each |= {"products": products.get(key, []), "roles": roles.get(key, [])}
    return found


def _products(session: Session, organization_id: str) -> dict[str, list[dict[str, str]]]:
    """The products that members were given, by the membership."""
    rows = session.execute(
        select(MembershipProduct.membership_id, OrganizationProduct.portal, OrganizationProduct.product)
        .join(OrganizationProduct, OrganizationProduct.id == MembershipProduct.product_id)
        .where(OrganizationProduct.organization_id == organization_id)
    )
    return _gather((row[0], {"portal": row[1], "product": row[2]}) for row in rows)


def _roles(session: Session, organization_id: str) -> dict[str, list[dict[str, str]]]:
    """The roles that members were given, by the membership."""
    rows = session.execute(
        select(MembershipRole.membership_id, MembershipRole.portal, MembershipRole.role)
        .join(Membership, Membership.id == MembershipRole.membership_id)
        .where(Membership.organization_id == organization_id)
    )
    return _gather((row[0], {"portal": row[1], "role": row[2]}) for row in rows)


def _gather(pairs: Iterable[tuple[str, dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
