"""``idp users change-address``."""

import click

from idp.administration.accounts import get_account
from idp.administration.address_changes import change_address
from idp.cli.actor import operator_from_shell
from idp.cli.frame import Invocation, command_of, show_fields
from idp.cli.installation import open_transaction
from idp.cli.person_options import identity_reason, mail_portal
from idp.cli.portals import portal_or_default


@mail_portal
@identity_reason
@click.argument("email")
@click.argument("identifier")
@command_of(name="change-address")
def change_address_of(invocation: Invocation, identifier: str, email: str, reason: str, portal: str | None) -> None:
    """Give another address to a person without access to the mailbox. They confirm it with the link in a mail and the
    code that is shown here, and nowhere else: read it out. The present address is told."""
    settings = invocation.load_settings()
    actor = operator_from_shell(portal=portal_or_default(settings, portal), reason=reason)
    with open_transaction(settings) as session:
        account = get_account(session, identifier, actor)
        given = change_address(session, account, email, actor)
        document = {"id": account.id, "email": account.email, "code": given.code}
    document["valid_until"] = given.valid_until.isoformat()
    invocation.answer(document, lambda: show_fields(document))
