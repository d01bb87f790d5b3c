"""``idp users``."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.passwords import hash_password
from idp.actors import Actor
from idp.administration.accounts import (
    disable_account,
    enable_account,
    find_accounts,
    get_account,
)
from idp.administration.activation import invite_person
from idp.administration.agreements import find_agreements
from idp.administration.creation import NewAccount, check_new_password, create_account
from idp.administration.customers.linking import linked_numbers
from idp.administration.invitation import invite_operator
from idp.administration.mails import find_suppression
from idp.administration.roles import Role, change_roles, grant_role, permissions_of, roles_of
from idp.administration.second_factors import reset_second_factors
from idp.administration.temporary_passwords import give_temporary_password, make_temporary_password
from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of, show_fields, show_table
from idp.cli.installation import open_installation, open_transaction
from idp.cli.person_options import identity_reason, mail_portal
from idp.cli.portals import portal_or_default
from idp.cli.registers import register_or_portals
from idp.cli.user_address import change_address_of
from idp.cli.user_admissions import admit, withdraw
from idp.cli.user_agreements import describe_agreement, say_agreement
from idp.cli.user_details import details
from idp.cli.user_import import import_
from idp.cli.user_invitations import invitations, invite
from idp.cli.user_renewal import renew
from idp.infrastructure.database import transaction
from idp.portals.demands import demands_at
from idp.settings import Settings

LONGEST_LINE = 4096
_ROLE = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """People's accounts."""


for command in (admit, change_address_of, details, import_, invitations, invite, renew, withdraw):
    users.add_command(command)


@click.option("--email", required=True, help="Where mail reaches the person.")
@click.option("--given-name", default="")
@click.option("--family-name", default="")
@click.option("--username", help="A second name to sign in with.")
@click.option("--language", type=click.Choice(["de", "en"]), help="Language of pages and mails.")
@click.option("--customer-number", help="Of the customer whom the person is, or acts for.")
@click.option("--register", "register_key", metavar="KEY", help="That the number belongs to (default: the portal's).")
@click.option(
    "--portal",
    help="Where the person is admitted, whose password rules hold and whose look the mail has (default: the first).",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of mailing a link.")
@click.option("--unverified", is_flag=True, help="The address is still to be confirmed by the person.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=_ROLE,
    help="A role over the installation. Repeatable.",
)
@command_of(users, "create")
def create(
    invocation: Invocation,
    portal: str | None,
    register_key: str | None,
    password_stdin: bool,
    unverified: bool,
    roles: tuple[str, ...],
    **facts: Any,
) -> None:
    """Create an account. The person gets a link by mail to choose a password, unless one is given."""
    settings = invocation.load_settings()
    portal = portal_or_default(settings, portal)
    register, actor = register_or_portals(settings, register_key, portal), operator_from_shell(portal=portal)
    with open_installation(settings):
        password_hash = _read_password(settings, portal, facts) if password_stdin else None
        new = NewAccount(**facts, register=register, password_hash=password_hash, is_verified=not unverified)
        with transaction() as session:
            account = create_account(session, new, actor)
            for role in roles:
                grant_role(session, account, Role(role), actor)
            if password_hash is None:
                invite_person(session, account, actor)
            document = _document(session, account, actor) | {"link_mailed": password_hash is None}
    mailed = "" if password_hash else " A link to set it up is on its way."
    invocation.answer(document, lambda: click.echo(f"Account {document['id']} for {document['email']}.{mailed}"))


@click.option("--search", help="Part of an address, user name or name.")
@click.option("--role", type=_ROLE, help="Only those with this role over the installation.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(users, "list")
def list_(invocation: Invocation, search: str | None, role: str | None, limit: int) -> None:
    """List accounts, the newest first."""
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        found = find_accounts(session, search, limit, actor, role=role)
        documents = [_document(session, account, actor) for account in found]
    rows = [
        [each["id"], each["email"], each["name"], ", ".join(each["roles"]), "yes" if each["enabled"] else "no"]
        for each in documents
    ]
    invocation.answer(
        documents,
        lambda: show_table(("Account", "E-mail", "Name", "Roles", "Enabled"), rows, empty="There is no such account."),
    )


@click.argument("identifier")
@command_of(users, "show")
def show(invocation: Invocation, identifier: str) -> None:
    """Show an account, by id, subject, e-mail address or user name, with what its person agreed to."""
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        account = get_account(session, identifier, actor)
        suppression = find_suppression(session, account.email, actor)
        document = _document(session, account, actor) | {
            "mail_suppressed_until": suppression.expires_at.isoformat() if suppression else None
        }
        agreements = [describe_agreement(each) for each in find_agreements(session, account, actor)]
    lines = [say_agreement(each) for each in agreements]
    invocation.answer(document | {"agreements": agreements}, lambda: show_fields(document | {"agreements": lines}))


@click.argument("identifier")
@command_of(users, "disable")
def disable(invocation: Invocation, identifier: str) -> None:
    """Refuse a person from now on; every session and token ends."""
    _change(invocation, identifier, disable_account, "disabled")


@click.argument("identifier")
@command_of(users, "enable")
def enable(invocation: Invocation, identifier: str) -> None:
    """Let a disabled person sign in again."""
    _change(invocation, identifier, enable_account, "enabled")


@mail_portal
@identity_reason
@click.argument("identifier")
@command_of(users, "reset-factors")
def reset_factors(invocation: Invocation, identifier: str, reason: str, portal: str | None) -> None:
    """Take away all second factors of a person who has lost them. They are told by mail and signed out everywhere."""
    settings = invocation.load_settings()
    actor = operator_from_shell(portal=portal_or_default(settings, portal), reason=reason)
    with open_transaction(settings) as session:
        account = get_account(session, identifier, actor)
        removed = reset_second_factors(session, account, actor)
        document = {"id": account.id, "email": account.email, "removed": removed}
    invocation.answer(document, lambda: click.echo(f"{document['email']} signs in with the password alone now."))


@mail_portal
@identity_reason
@click.argument("identifier")
@command_of(users, "temporary-password")
def temporary_password(invocation: Invocation, identifier: str, reason: str, portal: str | None) -> None:
    """Give a person a password that is good once and not for long. It is shown here and nowhere else."""
    settings = invocation.load_settings()
    actor = operator_from_shell(portal=portal_or_default(settings, portal), reason=reason)
    password = make_temporary_password()
    password_hash = hash_password(password, settings.passwords)
    with open_transaction(settings) as session:
        account = get_account(session, identifier, actor)
        lifetime = timedelta(hours=settings.accounts.temporary_password_hours)
        valid_until = give_temporary_password(session, account, password_hash, lifetime, actor)
        document = {"id": account.id, "email": account.email, "password": password}
    document["valid_until"] = valid_until.isoformat()
    invocation.answer(document, lambda: show_fields(document))


@mail_portal
@click.option("--reason", help="Why; the audit keeps it. Needed to give and to take.")
@click.argument("identifier")
@click.option("--grant", multiple=True, type=_ROLE, help="Give this role. Repeatable.")
@click.option("--revoke", multiple=True, type=_ROLE, help="Take this role away. Repeatable.")
@command_of(users, "roles")
def roles(
    invocation: Invocation,
    identifier: str,
    grant: tuple[str, ...],
    revoke: tuple[str, ...],
    reason: str | None,
    portal: str | None,
) -> None:
    """Show, give and take a person's roles over the installation. The person is told by e-mail of a change."""
    settings = invocation.load_settings()
    if (grant or revoke) and not reason:
        raise CommandError("A change of roles needs a reason.", "Say why with --reason TEXT; the audit keeps it.")
    with open_transaction(settings) as session:
        actor = operator_from_shell(portal=portal_or_default(settings, portal), reason=reason or "")
        account = get_account(session, identifier, actor)
        if grant or revoke:
            change_roles(session, account, [Role(role) for role in grant], [Role(role) for role in revoke], actor)
        document = {
            "id": account.id,
            "email": account.email,
            "roles": roles_of(session, account.id, actor),
            "permissions": sorted(permissions_of(session, account.id)),
        }
    invocation.answer(document, lambda: show_fields(document))


@click.argument("email")
@click.option("--mail", "by_mail", is_flag=True, help="Send the link, too.")
@command_of(users, "invite-operator")
def invite_new_operator(invocation: Invocation, email: str, by_mail: bool) -> None:
    """Make a one-time link with which a person becomes an operator. An earlier one is void."""
    settings = invocation.load_settings()
    with open_transaction(settings) as session:
        invitation = invite_operator(session, email, settings, operator_from_shell(), by_mail=by_mail)
    document = {"email": invitation.email, "link": invitation.link, "valid_until": invitation.valid_until.isoformat()}
    invocation.answer(document, lambda: show_fields(document))


def _read_password(settings: Settings, portal: str, facts: dict[str, Any]) -> str:
    """Hashed before any transaction is open: hashing is slow."""
    password = sys.stdin.readline(LONGEST_LINE).rstrip("\r\n")
    if not password:
        raise CommandError("There was no password on standard input.", "Write it there as one line.")
    names = (facts["given_name"], facts["family_name"], facts["username"] or "")
    check_new_password(password, demands_at(settings, portal), facts["email"], *names)
    return hash_password(password, settings.passwords)


def _change(
    invocation: Invocation, identifier: str, change: Callable[[Session, Account, Actor], None], word: str
) -> None:
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        account = get_account(session, identifier, actor)
        change(session, account, actor)
        document = _document(session, account, actor)
    invocation.answer(document, lambda: click.echo(f"{document['email']} is {word}."))


def _document(session: Session, account: Account, actor: Actor) -> dict[str, Any]:
    return {
        "id": account.id,
        "email": account.email,
        "email_verified": account.email_verified_at is not None,
        "username": account.username,
        "name": account.name,
        "language": account.language,
        "customer_numbers": linked_numbers(session, account.id, actor),
        "has_password": account.password_hash is not None,
        "roles": roles_of(session, account.id, actor),
        "enabled": account.is_active,
        "created_at": account.created_at.isoformat(),
        "last_sign_in_at": account.last_sign_in_at.isoformat() if account.last_sign_in_at else None,
    }
