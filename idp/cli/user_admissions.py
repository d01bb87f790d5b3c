"""``idp users admit`` and ``idp users withdraw``."""

from collections.abc import Callable

import click
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.administration.accounts import get_account
from idp.administration.admissions import admit_account, withdraw_account
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of
from idp.cli.installation import open_transaction
from idp.cli.portals import portal_or_default

_portal = click.option("--portal", required=True, help="The key of the portal.")


@_portal
@click.argument("identifier")
@command_of(name="admit")
def admit(invocation: Invocation, identifier: str, portal: str) -> None:
    """Let a person enter a portal, also one that admits by invitation only."""
    _change(invocation, identifier, portal, admit_account, "admitted")


@_portal
@click.argument("identifier")
@command_of(name="withdraw")
def withdraw(invocation: Invocation, identifier: str, portal: str) -> None:
    """Refuse a person at a portal from the next sign-in there; the account itself stays as it is."""
    _change(invocation, identifier, portal, withdraw_account, "withdrawn")


def _change(
    invocation: Invocation,
    identifier: str,
    portal: str,
    change: Callable[[Session, Account, str, Actor], bool],
    state: str,
) -> None:
    settings = invocation.load_settings()
    portal = portal_or_default(settings, portal)
    with open_transaction(settings) as session:
        actor = operator_from_shell(portal=portal)
        account = get_account(session, identifier, actor)
        changed = change(session, account, portal, actor)
        document = {"id": account.id, "email": account.email, "portal": portal, "state": state, "changed": changed}
    already = "" if changed else " already"
    invocation.answer(document, lambda: click.echo(f"{document['email']} is {state} at {portal}{already}."))
