"""A person, and an app in that person's hands; the time stands still."""

import pytest

from idp.accounts.models import Account
from tests.factories.accounts import create_account
from tests.factories.factors import App, create_app_of
from tests.provisioning.databases import Database


@pytest.fixture
def person(database: Database, clock) -> Account:
    return create_account(database)


@pytest.fixture
def phone(database: Database, app, person: Account) -> App:
    """Connected, and not used yet."""
    return create_app_of(database, app.secret_box, person)
