"""``idp customers``."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from idp.administration.customers.facts import ATTRIBUTE, parse_facts
from idp.administration.customers.records import (
    add_customer_record,
    change_customer,
    change_number,
    merge,
    search_customers,
)
from idp.cli.actor import operator_from_shell
from idp.cli.customer_documents import customer_documents, show_customer
from idp.cli.customer_import import import_
from idp.cli.customer_links import link_, unlink_
from idp.cli.frame import CommandError, Invocation, command_of, show_fields, show_table
from idp.cli.installation import open_transaction
from idp.cli.registers import register_option, register_or_only
from idp.customers.changes import CustomerFacts
from idp.customers.registers import Register


@click.group()
def customers() -> None:
    """The customers of your own systems, by register."""


for command in (import_, link_, unlink_):
    customers.add_command(command)


def _facts_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--name", default="", help="Last name, or name of the company."),
        click.option("--postcode", "postcodes", multiple=True, help="May be given repeatedly."),
        click.option("--state", default="", help="active or closed."),
        click.option("--accounts", "accounts_allowed", default="", help="How many may be linked (default: 1)."),
        click.option("--organization", "organization_id", default="", help="ID of the one that is this customer."),
        click.option("--attribute", "attributes", multiple=True, metavar="NAME=VALUE", help="May be given repeatedly."),
    ):
        command = option(command)
    return command


@register_option
@click.option("--search", default="", help="Part of a number or of the name.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(customers, "list")
def list_(invocation: Invocation, search: str, limit: int, register_key: str | None) -> None:
    """List customers, the newest first."""
    settings = invocation.load_settings()
    register = register_or_only(settings, register_key)
    actor = operator_from_shell()
    with open_transaction(settings) as session:
        documents = customer_documents(session, search_customers(session, register, search, limit, actor), actor)
    rows = [[each["number"] or "", each["name"], ", ".join(each["postcodes"]), each["state"]] for each in documents]
    columns = ("Number", "Name", "Postcodes", "State")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="There is no such customer."))


@register_option
@click.argument("number")
@command_of(customers, "show")
def show(invocation: Invocation, number: str, register_key: str | None) -> None:
    """Show the customer of a number, which may be a former one."""
    settings = invocation.load_settings()
    register, actor = register_or_only(settings, register_key), operator_from_shell()
    with open_transaction(settings) as session:
        document = show_customer(session, register, number, actor)
    invocation.answer(document, lambda: show_fields(document))


@_facts_options
@register_option
@click.argument("number")
@command_of(customers, "create")
def create(invocation: Invocation, number: str, register_key: str | None, **facts: Any) -> None:
    """Create a customer."""
    _write(invocation, register_key, number, facts, add_customer_record)


@_facts_options
@register_option
@click.argument("number")
@command_of(customers, "edit")
def edit(invocation: Invocation, number: str, register_key: str | None, **facts: Any) -> None:
    """Change what is known of a customer. What is not named stays."""
    _write(invocation, register_key, number, facts, change_customer)


@register_option
@click.argument("new_number", metavar="NEW")
@click.argument("number")
@command_of(customers, "renumber")
def renumber(invocation: Invocation, number: str, new_number: str, register_key: str | None) -> None:
    """Give a customer a new number. The one before still leads to the customer."""
    settings = invocation.load_settings()
    register, actor = register_or_only(settings, register_key), operator_from_shell()
    with open_transaction(settings) as session:
        change_number(session, register, number, new_number, actor)
        document = show_customer(session, register, new_number, actor)
    invocation.answer(document, lambda: show_fields(document))


@register_option
@click.argument("into", metavar="INTO")
@click.argument("number")
@command_of(customers, "merge")
def merge_(invocation: Invocation, number: str, into: str, register_key: str | None) -> None:
    """Let all numbers of a customer lead to another one. This can't be undone."""
    settings = invocation.load_settings()
    register, actor = register_or_only(settings, register_key), operator_from_shell()
    with open_transaction(settings) as session:
        merge(session, register, number, into, actor)
        document = show_customer(session, register, into, actor)
    invocation.answer(document, lambda: show_fields(document))


def _write(
    invocation: Invocation,
    register_key: str | None,
    number: str,
    given: dict[str, Any],
    change: Callable[..., object],
) -> None:
    settings = invocation.load_settings()
    register, actor = register_or_only(settings, register_key), operator_from_shell()
    facts = _parse(register, number, **given)
    with open_transaction(settings) as session:
        change(session, register, facts, actor)
        session.flush()
        document = show_customer(session, register, number, actor)
    invocation.answer(document, lambda: show_fields(document))


def _parse(
    register: Register, number: str, *, postcodes: Sequence[str], attributes: Sequence[str], **texts: str
) -> CustomerFacts:
    pairs = [text.partition("=") for text in attributes]
    if wrong := [before for before, sign, _ in pairs if not sign or not before]:
        raise CommandError(f"{wrong[0]} is no NAME=VALUE.")
    values = {"number": number, "postcodes": ";".join(postcodes), **texts}
    values |= {f"{ATTRIBUTE}{before}": after for before, _, after in pairs}
    facts, problems = parse_facts(values, register.settings)
    if facts is None:
        raise CommandError("; ".join(f"{column} {reason}" for column, reason in problems).capitalize() + ".")
    return facts
