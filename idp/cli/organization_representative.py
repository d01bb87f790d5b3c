"""``idp orgs representative``."""

import click

from idp.administration.accounts import get_account
from idp.administration.representatives import name_representative
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of
from idp.cli.installation import open_transaction
from idp.organizations.records import get_organization


# Arguments are taken from below: what stands nearest to the command comes first on the line.
@click.option("--evidence", required=True, help="What shows that the person may represent it; kept with the event.")
@click.argument("account_id", metavar="ACCOUNT")
@click.argument("organization_id", metavar="ID")
@command_of(name="representative")
def representative(invocation: Invocation, organization_id: str, account_id: str, evidence: str) -> None:
    """Name the legal representative of an organization, when the former one is gone or there was none.

    The account becomes an administrator as well. Both it and the former representative are told by mail.
    """
    with open_transaction(invocation.load_settings()) as session:
        actor = operator_from_shell(reason=evidence)
        organization = get_organization(session, organization_id, actor)
        account = get_account(session, account_id, actor)
        is_changed = name_representative(session, organization.id, account, actor)
        document = {"organization": organization.id, "representative": account.id, "changed": is_changed}
        was = "represents" if is_changed else "already represents"
        sentence = f"{account.email} {was} {organization.name}."
    invocation.answer(document, lambda: click.echo(sentence))
