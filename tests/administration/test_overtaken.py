"""What an operator does to an account that another request has just changed: the row is read anew under its lock.

On SQLite an operator's transaction lets no other write.
"""

import pytest
from sqlalchemy import select, update

from idp.accounts.models import Account
from idp.administration.errors import AccountDisabled
from idp.administration.second_factors import reset_second_factors
from idp.administration.temporary_passwords import give_temporary_password
from idp.infrastructure.clock import current_time
from tests.administration.test_invitation import EMAIL, VALUES, invite
from tests.cli.test_temporary_password import REASON
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.factors import create_app_of
from tests.provisioning.applications import ISSUER
from tests.provisioning.meanwhile import at_once, meanwhile, moments

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.usefixtures("clock")]


@pytest.fixture
def person(database):
    return create_account(database)


def change(database, person, **values):
    assert at_once(database, update(Account).where(Account.id == person.id).values(values))


def test_an_account_that_was_disabled_gets_no_temporary_password(app, database, person):
    with app.test_request_context(base_url=ISSUER), database.transaction() as session:
        account = session.get_one(Account, person.id)
        change(database, person, disabled_at=current_time())

        with pytest.raises(AccountDisabled):
            give_temporary_password(session, account, "hash", current_time() - current_time(), operator(reason=REASON))


def test_a_reset_of_factors_tells_the_address_that_holds_by_then(app, database, person, mailbox):
    create_app_of(database, app.secret_box, person)
    with app.test_request_context(base_url=ISSUER), database.transaction() as session:
        account = session.get_one(Account, person.id)
        change(database, person, email="new@example.test")

        reset_second_factors(session, account, operator(reason=REASON))

    assert mailbox.only.recipient == "new@example.test"


def test_an_invited_operator_gets_an_account_without_the_recovery_address_that_was_just_set(app, database):
    """After each statement in turn."""
    for moment in moments():
        link = invite(app)
        account, client = create_account(database, email=EMAIL), app.test_client()
        page = client.get(link, follow_redirects=True)
        setting = (
            update(Account)
            .where(Account.id == account.id)
            .values(recovery_email="back@example.test", recovery_email_verified_at=current_time())
        )

        with meanwhile(app, moment, lambda setting=setting: at_once(database, setting)):
            assert client.submit(page, VALUES).status_code == 303

        assert database.one(select(Account.recovery_email).where(Account.id == account.id)) is None
        database.empty()
