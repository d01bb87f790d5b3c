"""``idp clients``."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import click
from sqlalchemy.orm import Session

from idp.cli.actor import operator_from_shell
from idp.cli.client_answers import answer_with_secret, describe_changes, describe_defaults, document_of
from idp.cli.client_fields import fields
from idp.cli.client_logouts import logouts
from idp.cli.client_options import CreateCommand, EditCommand, read_metadata
from idp.cli.frame import CommandError, Invocation, command_of, show_fields, show_table
from idp.cli.initial_access_tokens import initial_access_tokens
from idp.cli.installation import open_transaction
from idp.clients.models import ClientRecord
from idp.clients.records import find_clients, get_client
from idp.clients.registrar import Registrar
from idp.clients.registration import create_client, delete_client, disable_client, edit_client, enable_client
from idp.clients.secrets import rotate_secret
from idp.infrastructure.web.application import current_secret_box
from idp.oauth.supported import registrable_by
from idp.organizations.models import Organization
from idp.protocol.client_metadata import InvalidMetadataError
from idp.settings import Settings


class ClientsGroup(click.Group):
    """Turns what the registration objects to into errors of the command line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InvalidMetadataError as error:
            lines = [f"{each.field}: {each.message} {each.next_step}" for each in error.problems]
            raise CommandError("\n".join(lines), "Nothing was stored.") from error


@click.group(cls=ClientsGroup)
def clients() -> None:
    """Relying parties: the applications people sign in to."""


clients.add_command(fields)
clients.add_command(logouts)
clients.add_command(initial_access_tokens)


@click.argument("client_name", metavar="NAME")
@command_of(clients, "create", CreateCommand)
def create(invocation: Invocation, **options: Any) -> None:
    """Register a client. Its secret is shown once.

    Options that can be repeated add to the default. What the defaults came to is shown, with the option for another.
    """
    settings = invocation.load_settings()
    metadata = {"portal": settings.default_portal} | read_metadata(options)
    with open_transaction(settings) as session:
        _check_organization(session, metadata)
        created = create_client(session, _registrar(settings), metadata)
        document = document_of(created.record)
    answer_with_secret(invocation, settings, document, created.secret, describe_defaults(document))


@click.option("--portal", help="Only the clients of this portal.")
@command_of(clients, "list")
def list_(invocation: Invocation, portal: str | None) -> None:
    """List the clients."""
    with open_transaction(invocation.load_settings()) as session:
        documents = [document_of(record) for record in find_clients(session, portal, operator_from_shell())]
    columns = (
        "client_id",
        "client_name",
        "portal",
        "application_type",
        "token_endpoint_auth_method",
        "registered_by",
        "enabled",
    )
    invocation.answer(
        documents,
        lambda: show_table(
            ("Client", "Name", "Portal", "Type", "Authentication", "Registered by", "Enabled"),
            [["yes" if each[name] is True else each[name] or "no" for name in columns] for each in documents],
            empty="There are no clients. `idp clients create` registers one.",
        ),
    )


@click.argument("client_id")
@command_of(clients, "show")
def show(invocation: Invocation, client_id: str) -> None:
    """Show a client."""
    with open_transaction(invocation.load_settings()) as session:
        document = document_of(get_client(session, client_id, operator_from_shell()))
    invocation.answer(document, lambda: show_fields(document))


@click.argument("client_id")
@command_of(clients, "edit", EditCommand)
def edit(invocation: Invocation, client_id: str, **options: Any) -> None:
    """Change a client. Options that can be repeated add to what is registered; --remove-… takes away."""
    settings = invocation.load_settings()
    changes = read_metadata(options)
    if not changes:
        raise CommandError("There is nothing to change.", "`idp clients edit --help` lists what can be.")
    with open_transaction(settings) as session:
        _check_organization(session, changes)
        edited = edit_client(session, _registrar(settings), client_id, changes)
        changes = {name: {"before": before, "after": after} for name, (before, after) in edited.changes.items()}
        document = document_of(edited.record) | {"changes": changes}
    answer_with_secret(invocation, settings, document, edited.secret, describe_changes(edited))


@click.argument("client_id")
@click.option("--overlap-hours", type=click.FloatRange(0, 24 * 90), default=24.0, show_default=True)
@command_of(clients, "rotate-secret")
def rotate(invocation: Invocation, client_id: str, overlap_hours: float) -> None:
    """Make a new secret; the old one holds for the overlap, so that the application can be changed without a gap."""
    settings = invocation.load_settings()
    with open_transaction(settings) as session:
        secret = rotate_secret(session, _registrar(settings), client_id, timedelta(hours=overlap_hours))
        document = document_of(get_client(session, client_id, operator_from_shell()))
    answer_with_secret(invocation, settings, document, secret, {})


@click.argument("client_id")
@command_of(clients, "disable")
def disable(invocation: Invocation, client_id: str) -> None:
    """Refuse a client from now on: no sign-in, no token, no introspection."""
    _change(invocation, client_id, disable_client, "disabled")


@click.argument("client_id")
@command_of(clients, "enable")
def enable(invocation: Invocation, client_id: str) -> None:
    """Let a disabled client in again."""
    _change(invocation, client_id, enable_client, "enabled")


@click.argument("client_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@command_of(clients, "delete")
def delete(invocation: Invocation, client_id: str, yes: bool) -> None:
    """Forget a client with everything it was issued. `disable` can be taken back, this cannot."""
    settings = invocation.load_settings()
    if not yes:
        click.confirm(f"Delete {client_id}, its tokens and the consents given to it?", abort=True, err=True)
    with open_transaction(settings) as session:
        delete_client(session, _registrar(settings), client_id)
    invocation.answer({"client_id": client_id, "deleted": True}, lambda: click.echo(f"{client_id} is deleted."))


def _check_organization(session: Session, metadata: Mapping[str, Any]) -> None:
    """Refuse an organization that does not exist, of which the table of fields knows the form alone."""
    organization_id = metadata.get("organization")
    if organization_id is not None and session.get(Organization, organization_id) is None:
        raise CommandError(f"There is no organization {organization_id}.", "`idp orgs list` tells their IDs.")


def _registrar(settings: Settings) -> Registrar:
    """Needs an application context."""
    return Registrar(operator_from_shell(), list(settings.portals), registrable_by(settings), current_secret_box())


def _change(
    invocation: Invocation, client_id: str, change: Callable[[Any, Registrar, str], ClientRecord], word: str
) -> None:
    settings = invocation.load_settings()
    with open_transaction(settings) as session:
        document = document_of(change(session, _registrar(settings), client_id))
    invocation.answer(document, lambda: click.echo(f"{document['client_name']} ({client_id}) is {word}."))
