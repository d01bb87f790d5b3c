"""``idp orgs customer-number`` and ``idp orgs products``: what a portal gives an organization."""

import click
from sqlalchemy import select

from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_table
from idp.cli.installation import open_transaction
from idp.cli.portals import portal_or_default
from idp.organizations.entitlements.at_portals import give_product, set_customer_number, take_product
from idp.organizations.entitlements.models import OrganizationProduct
from idp.organizations.records import get_organization

at_portal = click.option("--portal", help="The key of the portal (default: the first one).")


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@at_portal
@click.argument("number", metavar="NUMBER")
@click.argument("organization_id", metavar="ID")
@command_of(name="customer-number")
def customer_number(invocation: Invocation, organization_id: str, number: str, portal: str | None) -> None:
    """Say by which number a portal knows an organization. Only the portal's applications learn it."""
    settings = invocation.load_settings()
    key = portal_or_default(settings, portal)
    with open_transaction(settings) as session:
        actor = operator_from_shell(portal=key)
        organization = get_organization(session, organization_id, actor)
        set_customer_number(session, organization.id, key, number, actor)
        document = {"organization": organization.id, "portal": key, "customer_number": number}
        sentence = f"{key} knows {organization.name} as customer {number}."
    invocation.answer(document, lambda: click.echo(sentence))


@click.group()
def products() -> None:
    """The products that portals gave an organization."""


@click.argument("organization_id", metavar="ID")
@command_of(products, "list")
def list_(invocation: Invocation, organization_id: str) -> None:
    """List the products of an organization, by portal."""
    with open_transaction(invocation.load_settings()) as session:
        get_organization(session, organization_id, operator_from_shell())
        given = session.scalars(
            select(OrganizationProduct)
            .where(OrganizationProduct.organization_id == organization_id)
            .order_by(OrganizationProduct.portal, OrganizationProduct.product)
        )
        documents = [{"portal": each.portal, "product": each.product, "name": each.name} for each in given]
    rows = [list(each.values()) for each in documents]
    invocation.answer(documents, lambda: show_table(("Portal", "Product", "Name"), rows, empty="It has no products."))


@click.option("--name", help="What people call it (default: what the settings say, else its key).")
@at_portal
@click.argument("product", metavar="PRODUCT")
@click.argument("organization_id", metavar="ID")
@command_of(products, "give")
def give(invocation: Invocation, organization_id: str, product: str, portal: str | None, name: str | None) -> None:
    """Let an organization use a product. Its administrators use it at once, other members once they may."""
    settings = invocation.load_settings()
    declared = settings.portals[portal_or_default(settings, portal)].products
    _change(invocation, organization_id, portal, product, name or declared.get(product, product))


@at_portal
@click.argument("product", metavar="PRODUCT")
@click.argument("organization_id", metavar="ID")
@command_of(products, "take")
def take(invocation: Invocation, organization_id: str, product: str, portal: str | None) -> None:
    """End a product for an organization and all its members."""
    _change(invocation, organization_id, portal, product, None)


def _change(invocation: Invocation, organization_id: str, portal: str | None, product: str, name: str | None) -> None:
    """Give the product where it has a name, else take it."""
    settings = invocation.load_settings()
    key = portal_or_default(settings, portal)
    with open_transaction(settings) as session:
        actor = operator_from_shell(portal=key)
        organization = get_organization(session, organization_id, actor)
        changed = (
            take_product(session, organization.id, key, product, actor)
            if name is None
            else give_product(session, organization.id, key, product, name, actor)
        )
        document = {"organization": organization.id, "portal": key, "product": product, "changed": changed}
        has = "does not have" if name is None else "has"
        sentence = f"{organization.name} {has} {product} of {key}{'' if changed else ' already'}."
    invocation.answer(document, lambda: click.echo(sentence))
