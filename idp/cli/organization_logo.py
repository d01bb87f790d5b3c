"""``idp orgs logo``."""

from pathlib import Path

import click

from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of
from idp.cli.installation import open_transaction
from idp.organizations.logos.service import remove_logo, set_logo
from idp.organizations.records import get_organization

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.option("--remove", is_flag=True, help="Show the name again.")
@click.argument("file", metavar="[FILE]", type=_FILE, required=False)
@click.argument("organization_id", metavar="ID")
@command_of(name="logo")
def logo(invocation: Invocation, organization_id: str, file: Path | None, remove: bool) -> None:
    """Show a picture (PNG, JPEG or WebP) in place of the name of an organization."""
    if (file is None) is not remove:
        raise CommandError("There is nothing to change.", "Name a file, or --remove.")
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        organization = get_organization(session, organization_id, actor)
        if file is None:
            is_changed = remove_logo(session, organization.id, actor)
        else:
            is_changed = set_logo(session, organization.id, file.read_bytes(), actor)
        document = {"id": organization.id, "logo": organization.logo_digest, "changed": is_changed}
        sentence = f"{organization.name} {'shows its logo' if document['logo'] else 'has no logo'}."
    invocation.answer(document, lambda: click.echo(sentence))
