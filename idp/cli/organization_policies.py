"""``idp orgs policies``."""

from dataclasses import asdict, replace
from typing import Any

import click

from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_fields
from idp.cli.installation import open_transaction
from idp.organizations.models import LetInBy
from idp.organizations.policies.entry import parse_domain
from idp.organizations.policies.policies import LONGEST_SESSION_HOURS, Policies, set_policies
from idp.organizations.records import get_organization
from idp.protocol.second_factor import Policy


class DomainType(click.ParamType[str]):
    """A domain, in the form that canonical addresses have."""

    name = "domain"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        domain = parse_domain(value)
        return domain or self.fail(f"{value!r} is not a domain.", param, ctx)


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@click.option("--any-email-domain", is_flag=True, help="Accept new members with any e-mail address.")
@click.option(
    "--email-domain",
    "email_domains",
    multiple=True,
    type=DomainType(),
    help="Accept new members with addresses of this domain alone; repeatable, in place of the former ones.",
)
@click.option("--let-in-by", type=click.Choice([each.value for each in LetInBy]), help="Who invites and approves.")
@click.option(
    "--session-hours",
    type=click.IntRange(0, LONGEST_SESSION_HOURS),
    help="After how many hours members sign in again; 0 leaves it to the portals.",
)
@click.option("--second-factor", type=click.Choice([each.value for each in Policy]), help="Who needs a second factor.")
@click.argument("organization_id", metavar="ID")
@command_of(name="policies")
def policies(
    invocation: Invocation, organization_id: str, email_domains: tuple[str, ...], any_email_domain: bool, **given: Any
) -> None:
    """Show or set what an organization demands of its members.

    Second factor: off and optional leave it to the portal, administrators asks those of the organization, all everybody
    in it. The strictest of portal, organization and application holds, from the next sign-in on.
    """
    if email_domains and any_email_domain:
        raise click.UsageError("--email-domain and --any-email-domain exclude each other.")
    asked = {name: value for name, value in given.items() if value is not None}
    if email_domains or any_email_domain:
        asked["email_domains"] = tuple(dict.fromkeys(email_domains))
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell()
        organization = get_organization(session, organization_id, actor)
        wanted = replace(Policies.of(organization), **_typed(asked))
        is_changed = bool(asked) and set_policies(session, organization.id, wanted, actor)
    document = {"organization": organization_id, **asdict(wanted), "changed": is_changed}
    invocation.answer(document, lambda: show_fields(document | {"email_domains": ", ".join(wanted.email_domains)}))


def _typed(asked: dict[str, Any]) -> dict[str, Any]:
    kinds = {"second_factor": Policy, "let_in_by": LetInBy}
    return {name: kinds[name](value) if name in kinds else value for name, value in asked.items()}
