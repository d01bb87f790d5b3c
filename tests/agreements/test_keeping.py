"""How long agreements are kept, who is told of them, and that they go with their account."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from idp.accounts.models import Account
from idp.agreements.models import Agreement
from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.settings import RetentionSettings
from tests.factories.accounts import create_account
from tests.factories.agreements import create_agreement
from tests.factories.sessions import sign_in

KEPT = RetentionSettings()
SECOND = timedelta(seconds=1)


@pytest.fixture
def account(database, clock):
    return create_account(database, language="de")


@pytest.fixture
def work(app):
    def carry_out():
        with app.app_context():
            for task in periodic_tasks_of(app):
                task()

    return carry_out


def test_a_consent_that_was_never_confirmed_goes_and_what_counts_stays(database, account, work):
    old = current_time() - timedelta(days=KEPT.links_days) - SECOND
    for state in ("awaiting", "agreed", "withdrawn"):
        create_agreement(database, account, state, state=state, agreed_at=old, withdrawn_at=old)
    create_agreement(database, account, "young", state="awaiting", agreed_at=old + SECOND)
    work()

    assert sorted(database.rows(select(Agreement.text))) == ["agreed", "withdrawn", "young"]


def test_the_network_goes_after_a_time_and_the_agreement_stays(database, account, work):
    limit = current_time() - timedelta(days=KEPT.event_addresses_days)
    create_agreement(database, account, "terms", agreed_at=limit)
    create_agreement(database, account, "privacy", agreed_at=limit - SECOND)
    work()

    kept = {each.text: each.network for each in database.rows(select(Agreement))}
    assert kept == {"terms": "203.0.113.7", "privacy": None}


def test_agreements_go_with_their_account(database, account):
    create_agreement(database, account)
    kept = create_agreement(database, create_account(database))
    with database.transaction() as session:
        session.execute(delete(Account).where(Account.id == account.id))

    assert database.rows(select(Agreement.id)) == [kept.id]


def test_a_person_takes_their_own_along(client, database, account):
    create_agreement(database, account, version="2026-01", way="sign_in")
    create_agreement(database, create_account(database), version="of-another")
    sign_in(client, database, account)

    told = json.loads(client.get("/account/export/einlass.json").data)["agreements"]
    words = re.sub(r"<[^>]+>", " ", client.get("/account/export/readable").text)

    assert [(each["portal"], each["text"], each["version"], each["state"], each["way"]) for each in told] == [
        ("shop", "terms", "2026-01", "agreed", "sign_in")
    ]
    assert (told[0]["language"], told[0]["network"]) == ("de", "203.0.113.7")
    assert "Bedingungen und Einwilligungen" in words
    assert "2026-01" in words
    assert "of-another" not in words
