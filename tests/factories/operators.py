"""People with a role over the installation."""

from typing import Any

from idp.accounts.models import Account
from idp.administration.models import OperatorRole
from idp.administration.roles import Role
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.factors import MULTI, create_app_of
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


def create_operator(app: Application, database: Database, role: Role = Role.OPERATOR, **values: Any) -> Account:
    """An account with a role and an authenticator app."""
    account = create_account(database, **{"language": "en", "given_name": "Ole", "family_name": "Petersen"} | values)
    create_app_of(database, app.secret_box, account)
    database.save(OperatorRole(account_id=account.id, role=role.value))
    return account


def sit_down(app: Application, database: Database, role: Role = Role.OPERATOR, **session: Any) -> PageClient:
    """The browser of such a person, signed in with the app just now."""
    client: PageClient = app.test_client()
    sign_in(client, database, create_operator(app, database, role), **MULTI | session)
    return client
