"""``idp orgs members``."""

from dataclasses import replace
from typing import Any

import click
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.administration.accounts import get_account
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_table
from idp.cli.installation import open_transaction
from idp.organizations.lookup import get_membership
from idp.organizations.members.adding import add_member
from idp.organizations.members.change import change_right
from idp.organizations.members.listing import members_of
from idp.organizations.members.removal import remove_member
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole
from idp.organizations.records import get_organization

ROLES = click.Choice([role.value for role in MemberRole])


@click.group()
def members() -> None:
    """Who belongs to an organization."""


@click.argument("organization_id", metavar="ID")
@command_of(members, "list")
def list_(invocation: Invocation, organization_id: str) -> None:
    """List the members of an organization, by address."""
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        get_organization(session, organization_id, actor)
        documents = document_of_members(session, organization_id, actor)
    rows = [[each["email"], each["name"], each["role"]] for each in documents]
    invocation.answer(documents, lambda: show_table(("E-mail", "Name", "Role"), rows, empty="It has no members."))


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@click.option("--role", type=ROLES, default=MemberRole.MEMBER.value, show_default=True)
@click.argument("account_id", metavar="ACCOUNT")
@click.argument("organization_id", metavar="ID")
@command_of(members, "add")
def add(invocation: Invocation, organization_id: str, account_id: str, role: str) -> None:
    """Let an account (its id, address or user name) belong to an organization."""
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        organization = get_organization(session, organization_id, actor)
        account = get_account(session, account_id, actor)
        add_member(session, organization.id, account, Right(MemberRole(role)), actor)
        document = {"organization": organization.id, "account": account.id, "email": account.email, "role": role}
        sentence = f"{account.email} belongs to {organization.name} ({role})."
    invocation.answer(document, lambda: click.echo(sentence))


@click.argument("account_id", metavar="ACCOUNT")
@click.argument("organization_id", metavar="ID")
@command_of(members, "remove")
def remove(invocation: Invocation, organization_id: str, account_id: str) -> None:
    """End a membership. The account itself stays."""
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        organization = get_organization(session, organization_id, actor)
        account = get_account(session, account_id, actor)
        remove_member(session, organization.id, account, actor)
        document = {"organization": organization.id, "account": account.id, "email": account.email}
        sentence = f"{account.email} does not belong to {organization.name} any more."
    invocation.answer(document, lambda: click.echo(sentence))


@click.argument("role", metavar="ROLE", type=ROLES)
@click.argument("account_id", metavar="ACCOUNT")
@click.argument("organization_id", metavar="ID")
@command_of(members, "role")
def role_(invocation: Invocation, organization_id: str, account_id: str, role: str) -> None:
    """Give a member another role: member or administrator."""
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        organization = get_organization(session, organization_id, actor)
        account = get_account(session, account_id, actor)
        right = replace(Right.of(get_membership(session, account, organization)), role=MemberRole(role))
        is_changed = change_right(session, organization.id, account, right, actor)
        document = {"organization": organization.id, "account": account.id, "role": role, "changed": is_changed}
        sentence = f"The role of {account.email} in {organization.name} {'is' if is_changed else 'was already'} {role}."
    invocation.answer(document, lambda: click.echo(sentence))


def document_of_members(session: Session, organization_id: str, actor: Actor) -> list[dict[str, Any]]:
    """The members of an organization for programs."""
    return [
        {"id": each.account_id, "email": each.email, "name": each.name, "role": each.right.role.value}
        for each in members_of(session, organization_id, actor)
    ]
