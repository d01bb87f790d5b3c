"""``idp users details``."""

import click

from idp.accounts.personal_details.claims import details_of
from idp.accounts.personal_details.fields import DETAILS
from idp.administration.accounts import get_account, set_details
from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of, show_fields
from idp.cli.installation import open_transaction


@click.argument("identifier")
@click.option("--set", "texts", multiple=True, metavar="NAME=TEXT", help="Store this detail. Repeatable.")
@click.option("--remove", multiple=True, type=click.Choice(list(DETAILS)), help="Take this detail away. Repeatable.")
@command_of(name="details")
def details(invocation: Invocation, identifier: str, texts: tuple[str, ...], remove: tuple[str, ...]) -> None:
    """Show and change what applications may be told of a person: telephone, address and the like.

    An installation tells those of the setting accounts.profile_fields.
    """
    changes = dict(_parse(each) for each in texts) | dict.fromkeys(remove, "")
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        account = get_account(session, identifier, actor)
        if changes:
            set_details(session, account, changes, actor)
        document = {"id": account.id, "email": account.email, **dict.fromkeys(DETAILS), **details_of(account.claims)}
    invocation.answer(document, lambda: show_fields(document))


def _parse(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or name not in DETAILS:
        raise CommandError(f"{name} is none of {', '.join(DETAILS)}.", "Write --set NAME=TEXT.")
    return name, value
