"""``idp users invite`` and ``idp users invitations``."""

import click

from idp.administration.accounts import get_account
from idp.administration.activation import find_activations, invite_person
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_table
from idp.cli.installation import open_transaction
from idp.cli.portals import portal_or_default


@click.option("--portal", help="Whose look and name the mail has, and which it leads to. Default: the first.")
@click.argument("identifier")
@command_of(name="invite")
def invite(invocation: Invocation, identifier: str, portal: str | None) -> None:
    """Mail a person whose account has no password a link to set it up. An earlier link no longer works."""
    settings = invocation.load_settings()
    actor = operator_from_shell(portal=portal_or_default(settings, portal))
    with open_transaction(settings) as session:
        invitation = invite_person(session, get_account(session, identifier, actor), actor)
        document = {
            "id": invitation.account_id,
            "email": invitation.email,
            "expires_at": invitation.expires_at.isoformat(),
        }
    invocation.answer(document, lambda: click.echo(f"A link is on its way to {document['email']}."))


@click.option("--search", default="", help="Part of an address.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(name="invitations")
def invitations(invocation: Invocation, search: str, limit: int) -> None:
    """List who was invited to set up an account, and what became of it, by address."""
    with open_transaction(invocation.load_settings()) as session:
        documents = [
            {
                "id": listed.invitation.account_id,
                "email": listed.invitation.email,
                "portal": listed.invitation.portal,
                "state": listed.progress.value,
                "sent_at": listed.invitation.sent_at.isoformat(),
                "expires_at": listed.invitation.expires_at.isoformat(),
            }
            for listed in find_activations(session, search, limit, operator_from_shell())
        ]
    rows = [[each["id"], each["email"], each["portal"], each["state"], each["expires_at"]] for each in documents]
    columns = ("Account", "E-mail", "Portal", "State", "Valid until")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="There are no such invitations."))
