"""A session that ended meanwhile neither confirms nor withdraws."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.locks import SignedOutMeanwhile
from idp.agreements.confirming import CONFIRM_AGREEMENT, confirm_agreement
from idp.agreements.models import Agreement
from idp.agreements.withdrawing import withdraw_agreement
from idp.infrastructure.one_time_links import OneTimeLink, issue_link
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.agreements import create_agreement


@pytest.fixture
def agreement(database, clock):
    return create_agreement(database, create_account(database), "marketing", state="awaiting")


def test_it_confirms_nothing_and_the_link_stays_open(app, database, agreement):
    with app.test_request_context(base_url=app.settings.issuer):
        with database.transaction() as session:
            token = issue_link(session, CONFIRM_AGREEMENT, agreement.id, timedelta(hours=1)).token
        with pytest.raises(SignedOutMeanwhile), database.transaction() as session:
            confirm_agreement(session, token, person_actor(agreement.account_id, "ses_ended"))

    assert database.one(select(Agreement.state)) == "awaiting"
    assert database.one(select(OneTimeLink.state)) == "open"


def test_it_withdraws_nothing(app, database, agreement):
    actor = person_actor(agreement.account_id, "ses_ended")
    with app.app_context(), pytest.raises(SignedOutMeanwhile), database.transaction() as session:
        withdraw_agreement(session, agreement.account_id, "shop", "marketing", actor)

    assert database.one(select(Agreement.state)) == "awaiting"
