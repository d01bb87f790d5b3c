"""Registering again with the address of an account: of two at once, one gives it a password."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.database import transaction
from idp.registration.confirmation import confirm
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from idp.registration.start import Origin, begin, enter, submit
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.admissions import create_admission
from tests.provisioning.databases import Database
from tests.security.racing import race

DAY = timedelta(days=1)


@pytest.mark.threat(66)
def test_of_two_registrations_that_are_confirmed_at_once_one_renews_the_account(app, database: Database):
    account = create_account(database, password=None)
    create_admission(database, account, "shop", state="renewal")
    ids = []
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        for number in range(2):
            row = begin(session, Origin("browser", "shop", "de", DAY))
            enter(row, 1, {"email": account.email, "given_name": "Grace", "password_hash": f"of {number}"})
            submit(session, row, DAY, person_actor(), is_mailed=False)
            ids.append(row.id)

    def act(number: int) -> str:
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            row = session.get_one(Registration, ids[number], with_for_update=True)
            confirm(session, row, person_actor(), outlook_of(row))
            return row.state

    assert sorted(race(2, act)) == ["completed", "superseded"]
    kept = database.one(select(Account))
    winner = database.one(select(Registration.id).where(Registration.state == "completed"))
    assert (kept.id, kept.given_name) == (account.id, account.given_name)
    assert kept.password_hash == f"of {ids.index(winner)}"
