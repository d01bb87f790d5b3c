"""As many accounts as a record allows are linked to it, however many ask at once; a merger takes the links along."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.customers.changes import merge_customers
from idp.customers.errors import CustomerFull
from idp.customers.links import is_full, link_account, linked_accounts, linked_records, unlink_account
from idp.customers.models import CustomerLink, CustomerRecord
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.customers import create_record
from tests.provisioning.databases import Database
from tests.security.racing import race


def link(app: Application, account: Account, record: CustomerRecord) -> str:
    """The id of the record that the account is linked to."""
    with app.app_context(), transaction() as session:
        return link_account(session, account.id, session.get_one(CustomerRecord, record.id), operator()).customer_id


def unlink(app: Application, account: Account, record: CustomerRecord) -> bool:
    with app.app_context(), transaction() as session:
        return unlink_account(session, account.id, session.get_one(CustomerRecord, record.id), operator())


def accounts_of(database: Database, record: CustomerRecord) -> list[str]:
    with database.transaction() as session:
        return list(linked_accounts(session, record.id))


def records_of(database: Database, account: Account, register: str | None = None) -> list[str]:
    with database.transaction() as session:
        return [record.id for record in linked_records(session, account.id, register)]


def test_an_account_has_links_by_register(app: Application, database: Database, clock: time_machine.Traveller) -> None:
    account = create_account(database)
    power, gas = create_record(database, "4711"), create_record(database, "4711", register="gas")
    link(app, account, power)
    clock.shift(timedelta(minutes=1))
    link(app, account, gas)

    assert records_of(database, account) == [power.id, gas.id]
    assert records_of(database, account, "gas") == [gas.id]
    assert accounts_of(database, power) == [account.id]


def test_a_full_record_takes_no_further_account(app: Application, database: Database) -> None:
    record, first = create_record(database, "4711"), create_account(database)
    link(app, first, record)

    with pytest.raises(CustomerFull):
        link(app, create_account(database), record)

    assert accounts_of(database, record) == [first.id]


def test_a_record_may_allow_more(app: Application, database: Database) -> None:
    record = create_record(database, "4711", accounts_allowed=2)
    assert not full(database, record)
    link(app, create_account(database), record)
    assert not full(database, record)
    link(app, create_account(database), record)
    assert full(database, record)


def full(database: Database, record: CustomerRecord) -> bool:
    with database.transaction() as session:
        return is_full(session, session.get_one(CustomerRecord, record.id))


def test_what_is_linked_is_linked_once(app: Application, database: Database) -> None:
    record, account = create_record(database, "4711"), create_account(database)

    link(app, account, record)
    link(app, account, record)

    assert database.count(CustomerLink) == 1
    assert len(database.rows(select(AuditEvent).where(AuditEvent.action == "account.customer_linked"))) == 1


def test_of_accounts_that_ask_at_once_as_many_are_linked_as_the_record_allows(
    app: Application, database: Database
) -> None:
    record = create_record(database, "4711", accounts_allowed=2)
    accounts = [create_account(database) for _ in range(5)]

    def act(number: int) -> bool:
        try:
            link(app, accounts[number], record)
        except CustomerFull:
            return False
        return True

    assert sorted(race(5, act)) == [False, False, False, True, True]
    assert len(accounts_of(database, record)) == 2


def test_a_link_that_is_taken_away_makes_room(app: Application, database: Database) -> None:
    record, first, second = create_record(database, "4711"), create_account(database), create_account(database)
    link(app, first, record)

    assert unlink(app, first, record)
    assert not unlink(app, first, record)
    link(app, second, record)

    assert accounts_of(database, record) == [second.id]


def test_a_merger_takes_the_links_along_and_leaves_none_twice(app: Application, database: Database) -> None:
    record, into = create_record(database, "4711", accounts_allowed=2), create_record(database, "4712")
    both, one = create_account(database), create_account(database)
    link(app, both, into)
    link(app, both, record)
    link(app, one, record)

    with app.app_context(), transaction() as session:
        merge_customers(session, session.get_one(CustomerRecord, record.id), session.get_one(CustomerRecord, into.id))

    assert sorted(accounts_of(database, into)) == sorted([both.id, one.id])
    assert accounts_of(database, record) == []


def test_an_account_is_linked_to_what_its_record_was_merged_into(app: Application, database: Database) -> None:
    record, into, account = create_record(database, "4711"), create_record(database, "4712"), create_account(database)
    with app.app_context(), transaction() as session:
        merge_customers(session, session.get_one(CustomerRecord, record.id), session.get_one(CustomerRecord, into.id))

    assert link(app, account, record) == into.id


def test_links_go_with_the_account_and_with_the_record(app: Application, database: Database) -> None:
    record, other, account = create_record(database, "4711"), create_record(database, "4712"), create_account(database)
    link(app, account, record)
    link(app, account, other)

    with database.transaction() as session:
        session.delete(session.get_one(CustomerRecord, record.id))
    assert records_of(database, account) == [other.id]

    with database.transaction() as session:
        session.delete(session.get_one(Account, account.id))
    assert database.count(CustomerLink) == 0
