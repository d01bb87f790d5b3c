"""Clients that registered themselves and were never used are deleted after some time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.clients.dynamic_registration.unused import MOST_AT_ONCE
from idp.clients.models import ClientRecord
from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.oauth.unused_clients import delete_unused
from tests.factories.clients import create_client
from tests.factories.dynamic_clients import allow, issue_token, manage, register, relying_party

pytestmark = pytest.mark.usefixtures("session")
DAY = timedelta(days=1)


@pytest.fixture
def registered(client, database, clock):
    return register(client, issue_token(database))


@pytest.fixture
def tidy_up(app):
    assert delete_unused in periodic_tasks_of(app)

    def work():
        with app.app_context():
            delete_unused()

    return work


def clients(database):
    return set(database.rows(select(ClientRecord.client_id)))


@pytest.mark.each_kind
def test_one_that_nobody_gave_access_is_deleted(client, database, registered, tidy_up, clock):
    by_operator = create_client(database).client_id
    clock.shift(90 * DAY - timedelta(seconds=1))
    tidy_up()
    assert clients(database) == {by_operator, registered["client_id"]}

    newer = register(client, issue_token(database))["client_id"]
    clock.shift(timedelta(seconds=2))
    tidy_up()
    assert clients(database) == {by_operator, newer}
    assert manage(client, registered, "GET").status_code == 401
    event = database.one(select(AuditEvent).where(AuditEvent.action == "client.deleted"))
    assert (event.actor_kind, event.actor_id) == ("system", "unused clients")


def test_one_that_a_person_gave_access_stays(client, database, registered, tidy_up, clock):
    updated_at = database.one(select(ClientRecord.updated_at))
    clock.shift(timedelta(minutes=1))
    allow(client, relying_party(client, database, registered))
    assert database.one(select(ClientRecord.updated_at)) == updated_at

    clock.shift(1000 * DAY)
    tidy_up()
    assert clients(database) == {registered["client_id"]}


def test_more_than_a_step_takes_are_deleted(database, registered, tidy_up, clock):
    values = database.one(select(ClientRecord)).values
    database.save(*(ClientRecord(values=values, unused_since=current_time()) for _ in range(MOST_AT_ONCE)))
    clock.shift(91 * DAY)
    tidy_up()
    assert clients(database) == set()


def test_an_installation_may_keep_them(make_app, database, registered, clock):
    clock.shift(3000 * DAY)
    with make_app(client_registration={"unused_days": 0}).app_context():
        delete_unused()
    assert clients(database) == {registered["client_id"]}
