"""``idp customers link`` and ``unlink``."""

from collections.abc import Callable

import click
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.administration.accounts import get_account
from idp.administration.customers.linking import link, unlink
from idp.cli.actor import operator_from_shell
from idp.cli.customer_documents import show_customer
from idp.cli.frame import Invocation, command_of, show_fields
from idp.cli.installation import open_transaction
from idp.cli.portals import portal_or_default
from idp.cli.registers import register_option, register_or_only
from idp.customers.registers import Register


@register_option
@click.option("--portal", help="Whose look and name the mails have. Default: the first.")
@click.argument("identifier", metavar="ACCOUNT")
@click.argument("number")
@command_of(name="link")
def link_(invocation: Invocation, number: str, identifier: str, register_key: str | None, portal: str | None) -> None:
    """Link an account to a customer. The accounts that are linked already are told by mail.

    ACCOUNT is an id, an e-mail address or a user name.
    """
    _change_link(invocation, register_key, number, identifier, portal, link)


@register_option
@click.argument("identifier", metavar="ACCOUNT")
@click.argument("number")
@command_of(name="unlink")
def unlink_(invocation: Invocation, number: str, identifier: str, register_key: str | None) -> None:
    """Separate an account from a customer."""
    _change_link(invocation, register_key, number, identifier, None, unlink)


def _change_link(
    invocation: Invocation,
    register_key: str | None,
    number: str,
    identifier: str,
    portal: str | None,
    change: Callable[[Session, Register, str, Account, Actor], object],
) -> None:
    settings = invocation.load_settings()
    register = register_or_only(settings, register_key)
    actor = operator_from_shell(portal=portal_or_default(settings, portal))
    with open_transaction(settings) as session:
        change(session, register, number, get_account(session, identifier, actor), actor)
        document = show_customer(session, register, number, actor)
    invocation.answer(document, lambda: show_fields(document))
