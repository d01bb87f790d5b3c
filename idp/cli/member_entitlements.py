"""``idp orgs members products`` and ``idp orgs members roles``: what a member has at a portal."""

from collections.abc import Callable

import click
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.administration.accounts import get_account
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of
from idp.cli.installation import open_transaction
from idp.cli.organization_portals import at_portal
from idp.cli.portals import portal_or_default
from idp.organizations.entitlements.of_members import set_products, set_roles
from idp.organizations.lookup import get_membership
from idp.organizations.models import Membership
from idp.organizations.records import get_organization
from idp.settings import Settings

Change = Callable[[Session, Membership, str, Actor, Settings], bool]


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@at_portal
@click.argument("products", metavar="[PRODUCT]...", nargs=-1)
@click.argument("account_id", metavar="ACCOUNT")
@click.argument("organization_id", metavar="ID")
@command_of(name="products")
def products_(
    invocation: Invocation, organization_id: str, account_id: str, products: tuple[str, ...], portal: str | None
) -> None:
    """Limit a member to these products of a portal, in place of others. Administrators use all of them anyway."""

    def change(session: Session, membership: Membership, key: str, actor: Actor, _: Settings) -> bool:
        return set_products(session, membership, key, products, actor)

    _change(invocation, organization_id, account_id, portal, "products", products, change)


@at_portal
@click.argument("roles", metavar="[ROLE]...", nargs=-1)
@click.argument("account_id", metavar="ACCOUNT")
@click.argument("organization_id", metavar="ID")
@command_of(name="roles")
def roles_(
    invocation: Invocation, organization_id: str, account_id: str, roles: tuple[str, ...], portal: str | None
) -> None:
    """Give a member these roles of a portal's catalogue (`portals.KEY.roles`), in place of others."""

    def change(session: Session, membership: Membership, key: str, actor: Actor, settings: Settings) -> bool:
        return set_roles(session, membership, key, roles, actor, settings)

    _change(invocation, organization_id, account_id, portal, "roles", roles, change)


def _change(
    invocation: Invocation,
    organization_id: str,
    account_id: str,
    portal: str | None,
    of: str,
    keys: tuple[str, ...],
    change: Change,
) -> None:
    settings = invocation.load_settings()
    at = portal_or_default(settings, portal)
    with open_transaction(settings) as session:
        actor = operator_from_shell(portal=at)
        organization = get_organization(session, organization_id, actor)
        account = get_account(session, account_id, actor)
        membership = get_membership(session, account, organization)
        changed = change(session, membership, at, actor, settings)
        document = {"organization": organization.id, "account": account.id, "portal": at, of: list(keys)}
        sentence = (
            f"{account.email} {'has' if changed else 'had already'} these {of} of {at}: {', '.join(keys) or 'none'}"
        )
    invocation.answer(document | {"changed": changed}, lambda: click.echo(sentence))
