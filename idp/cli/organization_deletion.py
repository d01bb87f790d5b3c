"""``idp orgs delete``, ``idp orgs keep`` and ``idp orgs holds``."""

from datetime import timedelta

import click

from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_table
from idp.cli.installation import open_transaction
from idp.cli.organization_portals import at_portal
from idp.cli.portals import portal_or_default
from idp.organizations.deletion.holds import clear_hold, read_holds, set_hold
from idp.organizations.deletion.request import cancel_organization_deletion, request_organization_deletion
from idp.organizations.records import get_organization


@click.argument("organization_id", metavar="ID")
@command_of(name="delete")
def delete(invocation: Invocation, organization_id: str) -> None:
    """Request the deletion of an organization, which follows after accounts.deletion_days. Its administrators are told
    by mail, and can keep it until then."""
    settings = invocation.load_settings()
    with open_transaction(settings) as session:
        days = timedelta(days=settings.accounts.deletion_days)
        end = request_organization_deletion(session, organization_id, days, operator_from_shell())
    document = {"organization": organization_id, "delete_after": end.isoformat()}
    sentence = f"{organization_id} will be deleted after {end:%Y-%m-%d %H:%M} UTC."
    invocation.answer(document, lambda: click.echo(sentence))


@click.argument("organization_id", metavar="ID")
@command_of(name="keep")
def keep(invocation: Invocation, organization_id: str) -> None:
    """Cancel the requested deletion of an organization."""
    with open_transaction(invocation.load_settings()) as session:
        is_changed = cancel_organization_deletion(session, organization_id, operator_from_shell())
    was = "stays" if is_changed else "was not about to be deleted"
    invocation.answer(
        {"organization": organization_id, "changed": is_changed}, lambda: click.echo(f"{organization_id} {was}.")
    )


@click.group()
def holds() -> None:
    """What portals have to settle with an organization before it is deleted."""


@click.argument("organization_id", metavar="ID")
@command_of(holds, "list")
def list_(invocation: Invocation, organization_id: str) -> None:
    """List what holds an organization."""
    with open_transaction(invocation.load_settings()) as session:
        get_organization(session, organization_id, operator_from_shell())
        documents = [{"portal": each.portal, "hold": each.key} for each in read_holds(session, organization_id)]
    rows = [list(each.values()) for each in documents]
    invocation.answer(documents, lambda: show_table(("Portal", "Hold"), rows, empty="Nothing holds it."))


@at_portal
@click.argument("hold", metavar="HOLD")
@click.argument("organization_id", metavar="ID")
@command_of(holds, "set")
def set_(invocation: Invocation, organization_id: str, hold: str, portal: str | None) -> None:
    """Hold an organization, by a key of portals.KEY.holds."""
    _change(invocation, organization_id, hold, portal, is_set=True)


@at_portal
@click.argument("hold", metavar="HOLD")
@click.argument("organization_id", metavar="ID")
@command_of(holds, "clear")
def clear(invocation: Invocation, organization_id: str, hold: str, portal: str | None) -> None:
    """Let go of an organization."""
    _change(invocation, organization_id, hold, portal, is_set=False)


def _change(invocation: Invocation, organization_id: str, hold: str, portal: str | None, *, is_set: bool) -> None:
    settings = invocation.load_settings()
    key = portal_or_default(settings, portal)
    change = set_hold if is_set else clear_hold
    with open_transaction(settings) as session:
        is_changed = change(session, organization_id, key, hold, operator_from_shell(portal=key))
    document = {"organization": organization_id, "portal": key, "hold": hold, "changed": is_changed}
    was = "" if is_changed else " already"
    sentence = f"{hold} of {key} {'holds' if is_set else 'does not hold'} {organization_id}{was}."
    invocation.answer(document, lambda: click.echo(sentence))
