"""Invitations to set up an account, sent as an operator sends them."""

from idp.accounts.models import Account
from idp.administration.activation import invite_person
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from tests.factories.actors import operator
from tests.factories.invitations import invited_link
from tests.provisioning.databases import Database


def create_activation(app: Application, database: Database, account: Account, *, portal: str = "shop") -> str:
    """Invite the account's person; the path of the link in the mail."""
    with app.app_context(), transaction() as session:
        invite_person(session, account, operator(portal=portal))
    return invited_link(app, database, account.email)
