"""``idp orgs``."""

from dataclasses import asdict
from typing import Any

import click
from sqlalchemy.orm import Session

from idp.administration.accounts import get_account
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_fields, show_table
from idp.cli.installation import open_transaction
from idp.cli.join_requests import requests
from idp.cli.member_entitlements import products_, roles_
from idp.cli.organization_deletion import delete, holds, keep
from idp.cli.organization_invitations import invitations
from idp.cli.organization_logo import logo
from idp.cli.organization_members import document_of_members, members
from idp.cli.organization_policies import policies
from idp.cli.organization_portals import customer_number, products
from idp.cli.organization_representative import representative
from idp.organizations.creation import create_organization
from idp.organizations.details.addresses import read_addresses
from idp.organizations.models import Organization, OrganizationKind
from idp.organizations.records import find_organizations, get_organization

KINDS = click.Choice([kind.value for kind in OrganizationKind])


@click.group()
def orgs() -> None:
    """Organizations: the customers of the portals."""


_COMMANDS = (
    members,
    invitations,
    requests,
    products,
    customer_number,
    representative,
    policies,
    logo,
    holds,
    delete,
    keep,
)
for _command in _COMMANDS:
    orgs.add_command(_command)
for _command in (products_, roles_):
    members.add_command(_command)


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@click.option("--administrator", metavar="ACCOUNT", help="Its first member: administrator and legal representative.")
@click.option("--kind", type=KINDS, default=OrganizationKind.COMPANY.value, show_default=True)
@click.argument("name", metavar="NAME")
@command_of(orgs, "create")
def create(invocation: Invocation, name: str, kind: str, administrator: str | None) -> None:
    """Create an organization. `idp orgs members add` lets people belong to it."""
    actor = operator_from_shell()
    with open_transaction(invocation.load_settings()) as session:
        founder = get_account(session, administrator, actor) if administrator else None
        made = create_organization(session, name, actor, kind=OrganizationKind(kind), founder=founder)
        document = _document(made)
    invocation.answer(document, lambda: show_fields({"Organization": document["id"], "Name": document["name"]}))


@click.option("--search", help="Part of a name.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(orgs, "list")
def list_(invocation: Invocation, search: str | None, limit: int) -> None:
    """List organizations, by name."""
    with open_transaction(invocation.load_settings()) as session:
        documents = [
            _document(organization) | {"members": number}
            for organization, number in find_organizations(session, search, limit, operator_from_shell())
        ]
    rows = [[each["id"], each["name"], each["second_factor"], each["members"]] for each in documents]
    columns = ("Organization", "Name", "Second factor", "Members")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="There is no such organization."))


@click.argument("organization_id", metavar="ID")
@command_of(orgs, "show")
def show(invocation: Invocation, organization_id: str) -> None:
    """Show an organization and who belongs to it."""
    with open_transaction(invocation.load_settings()) as session:
        document = _document_with_members(session, organization_id)
    addresses = [f"{kind}: {', '.join(each.values())}" for kind, each in document["addresses"].items()]
    members = [f"{each['email']} ({each['role']})" for each in document["members"]]
    shown = document | {"addresses": addresses, "members": members}
    invocation.answer(document, lambda: show_fields(shown))


def _document(organization: Organization) -> dict[str, Any]:
    return {
        "id": organization.id,
        "name": organization.name,
        "kind": organization.kind,
        "representative": organization.representative_id,
        "second_factor": organization.second_factor,
        "created_at": organization.created_at.isoformat(),
    }


def _document_with_members(session: Session, organization_id: str) -> dict[str, Any]:
    actor = operator_from_shell()
    document = _document(get_organization(session, organization_id, actor))
    addresses = {kind.value: asdict(each) for kind, each in read_addresses(session, organization_id).items()}
    return document | {"addresses": addresses, "members": document_of_members(session, organization_id, actor)}
