"""Statements that are compiled once and run on the driver's cursor."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, literal, select, text
from sqlalchemy.exc import IntegrityError

from idp.accounts.models import Account
from idp.infrastructure.database import Prepared, close_held_connection, connection, no_row, scalar, transaction
from idp.infrastructure.models import CacheVersion
from tests.factories.accounts import create_account

NAME = bindparam("name")
VERSION = Prepared(select(CacheVersion.version).where(CacheVersion.name == NAME), scalar)
INSERT = Prepared(insert(CacheVersion).values(name=NAME, version=bindparam("version")), no_row)
PERSON = Prepared(
    select(Account.claims, Account.updated_at, Account.username, (Account.language == "de").label("is_german")).where(
        Account.id == bindparam("id"), Account.updated_at <= bindparam("moment"), literal("x") == "x"
    ),
    list,
)


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


def test_values_are_converted_on_the_way_in_and_out(database):
    account = create_account(database, claims={"phone_number": "+49"}, language="de")

    row = PERSON.first({"id": account.id, "moment": account.updated_at})

    assert row == [{"phone_number": "+49"}, account.updated_at, account.username, True]
    assert row[1].tzinfo is UTC


def test_conditions_hold(database):
    account = create_account(database)

    assert PERSON.first({"id": account.id, "moment": datetime(2000, 1, 1, tzinfo=UTC)}) is None
    assert PERSON.all({"id": "acc_unknown", "moment": account.updated_at}) == []


def test_a_write_outside_a_transaction_stands_at_once(database):
    INSERT.execute({"name": "outside", "version": 7})

    with transaction() as session:
        assert session.get_one(CacheVersion, "outside").version == 7
        session.execute(text("DELETE FROM cache_versions WHERE name = 'outside'"))


def test_a_write_within_a_transaction_goes_with_it(database):
    with pytest.raises(RuntimeError), transaction() as session:
        INSERT.execute({"name": "within", "version": 7}, session)
        raise RuntimeError

    assert VERSION.first({"name": "within"}) is None


def test_an_error_of_the_driver_is_raised_as_sqlalchemys_and_names_no_values(database):
    with pytest.raises(IntegrityError) as raised:
        INSERT.execute({"name": "clients", "version": 4711})

    assert "INSERT INTO cache_versions" in str(raised.value)
    assert "4711" not in str(raised.value)
    assert VERSION.first({"name": "clients"}) is not None


def test_a_table_that_is_missing_is_an_error_each_time(database):
    missing = Prepared(select(text("1")).select_from(text("missing_table")), scalar)

    for _ in range(2):
        with pytest.raises(Exception, match="missing_table") as raised:
            missing.first({})
        assert type(raised.value).__module__.startswith("sqlalchemy")


@pytest.mark.only_on("postgresql")
def test_a_connection_that_the_server_ended_is_replaced(database):
    assert VERSION.first({"name": "clients"}) is not None
    pid = connection().connection.dbapi_connection.info.backend_pid
    with database.transaction() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    assert VERSION.first({"name": "clients"}) is not None
    assert connection().connection.dbapi_connection.info.backend_pid != pid


def test_a_list_of_unknown_length_is_refused(database):
    names = Prepared(select(CacheVersion.name).where(CacheVersion.name.in_(["clients"])), scalar)

    with pytest.raises(TypeError, match="compiled once"):
        names.all({})


def test_a_missing_value_is_an_error_and_not_null(database):
    close_held_connection()

    with pytest.raises(KeyError):
        VERSION.first({})
