"""What a portal's journey costs an authorization: nothing once it is completed."""

from collections.abc import Callable

import pytest

from idp.admissions.models import AdmissionRecord
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.texts import texts
from tests.provisioning.databases import Database

PORTALS = {"shop": {"texts": texts(terms="2")}}


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    return make_app(own=True, database={"cache_check_seconds": 60}, portals=PORTALS)


@pytest.fixture
def rp(app: Application, database: Database) -> RelyingParty:
    account, browser = create_account(database), app.test_client()
    sign_in(browser, database, account)
    with database.transaction() as session:
        session.add(
            AdmissionRecord(
                account_id=account.id, portal="shop", state="admitted", journey_version=1, texts_agreed=("terms=2",)
            )
        )
    return create_relying_party(database, browser, portal="shop")


def test_the_look_up_of_the_session_says_what_was_completed(cost_of, rp, tokens):
    cost = cost_of(rp.authorize)

    assert "code=" in cost.response.location
    assert cost.statements == ["SELECT", "INSERT"]
    assert not cost.calls


def test_silently_an_account_that_owes_it_costs_one_statement(cost_of, rp, tokens, database):
    with database.transaction() as session:
        session.query(AdmissionRecord).update({"texts_agreed": ("terms=1",)})

    cost = cost_of(lambda: rp.authorize(prompt="none"))

    assert "interaction_required" in cost.response.location
    assert cost.statements == ["SELECT"]
