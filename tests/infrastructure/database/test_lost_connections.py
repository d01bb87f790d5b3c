"""Connections that the server of the database has ended: the next request does not notice."""

import json
import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.exc import OperationalError

from idp.accounts.models import Account
from idp.infrastructure.database import (
    Prepared,
    close_held_connection,
    connection,
    no_row,
    reading,
    scalar,
    transaction,
)
from idp.infrastructure.models import CacheVersion
from tests.factories.accounts import create_account
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.only_on("postgresql")
VERSION = Prepared(select(CacheVersion.version).where(CacheVersion.name == bindparam("name")), scalar)
RUNNING = select(text("count(*)")).select_from(
    text("pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()")
)
SLOW = Prepared(select(func.pg_sleep(bindparam("seconds"))), list)
SLOW_WRITE = Prepared(
    update(CacheVersion)
    .where(CacheVersion.name == bindparam("key"), func.pg_sleep(bindparam("seconds")).is_not(None))
    .values(version=CacheVersion.version + 1),
    no_row,
)


@pytest.fixture
def cut(database):
    """``cut()`` ends every session on the database."""
    return database.cut_connections


@pytest.fixture
def rp(app, database):
    browser = app.test_client()
    sign_in(browser, database, create_account(database))
    yield create_relying_party(database, browser)
    close_held_connection()


def test_every_machine_endpoint_answers_after_all_connections_were_cut(rp, cut):
    """Trial row F21."""
    tokens, code = rp.obtain_tokens(), rp.obtain_code()
    server = machine(rp.browser)
    for send in (
        lambda: rp.userinfo(tokens["access_token"]),
        lambda: rp.post("/introspect", {"token": tokens["access_token"]}),
        lambda: rp.post("/introspect", {"token": tokens["refresh_token"]}),
        lambda: rp.redeem(code),
        lambda: rp.refresh(tokens["refresh_token"]),
        lambda: rp.refresh(tokens["refresh_token"], scope="openid"),
        lambda: rp.revoke(tokens["access_token"]),
        lambda: server.get("/jwks.json"),
        lambda: server.get("/.well-known/openid-configuration"),
        lambda: server.get("/health/ready"),
    ):
        cut()
        assert send().status_code == 200


def test_every_page_answers_after_all_connections_were_cut(app, rp, cut):
    """Trial row F21."""
    pages = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith("/logout")
    ]
    assert len(pages) > 30
    for page in pages:
        cut()
        assert rp.browser.get(page).status_code < 500, page


def test_a_form_that_writes_is_taken_after_all_connections_were_cut(database, client, cut):
    """Trial row F21."""
    sign_in(client, database, create_account(database))
    page = client.get("/account")
    form = next(number for number, form in enumerate(forms_of(page)) if "given_name" in form.fields)
    cut()

    assert client.submit(page, {"given_name": "Grete"}, form=form).status_code < 400
    assert database.one(select(Account.given_name)) == "Grete"
    close_held_connection()


def test_one_that_is_lost_at_the_commit_is_named_for_what_it_is(make_app, database, cut, capsys):
    """Trial row F25."""
    app, is_near = make_app(own=True), []

    @app.after_request
    def lose_it(response):
        if is_near:
            cut()
        return response

    client = app.test_client()
    sign_in(client, database, create_account(database))
    page = client.get("/account")
    form = next(number for number, form in enumerate(forms_of(page)) if "given_name" in form.fields)
    capsys.readouterr()
    is_near.append(True)

    answer = client.submit(page, {"given_name": "Grete"}, form=form)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert "the database is unavailable" in [line["event"] for line in lines]
    assert "unexpected exception" not in [line["event"] for line in lines]
    assert database.one(select(Account.given_name)) != "Grete"


@pytest.fixture
def context(app):
    with app.app_context():
        yield
        close_held_connection()


@contextmanager
def cut_during(database, cut):
    """Cut all connections while the statement of the block runs."""

    def wait_and_cut():
        end = time.monotonic() + 10
        while time.monotonic() < end and not database.one(RUNNING):
            time.sleep(0.01)
        cut()

    other = threading.Thread(target=wait_and_cut)
    other.start()
    yield
    other.join()


def test_a_read_that_is_cut_off_is_repeated(context, database, cut):
    with cut_during(database, cut):
        assert len(SLOW.all({"seconds": 0.5})) == 1


def test_a_write_that_the_server_ends_is_done_once(context, database, cut):
    """What an ended session was doing has not committed, so that it may be repeated."""
    before = VERSION.one({"name": "clients"})
    with cut_during(database, cut):
        SLOW_WRITE.execute({"key": "clients", "seconds": 0.5})

    assert VERSION.one({"name": "clients"}) == before + 1


def test_a_connection_that_the_driver_has_closed_is_replaced(context):
    connection().connection.dbapi_connection.close()

    assert VERSION.first({"name": "clients"}) is not None


@pytest.mark.parametrize("end", ["cut", "close"])
def test_in_the_middle_of_reading_a_lost_connection_is_an_error_of_the_database(context, cut, end):
    """Half of what a page reads must not come from another connection; the error is one that is answered with 503."""
    with pytest.raises(OperationalError) as raised, reading() as session:
        session.execute(text("SELECT 1"))
        cut() if end == "cut" else connection().connection.dbapi_connection.close()
        VERSION.first({"name": "clients"})

    assert raised.value.connection_invalidated
    assert VERSION.first({"name": "clients"}) is not None


def test_what_the_server_says_unasked_loses_no_connection(context, database):
    held = connection()
    held.exec_driver_sql("LISTEN gossip")
    with database.transaction() as session:
        session.execute(text("NOTIFY gossip"))
    VERSION.first({"name": "clients"})

    assert connection() is held


def test_a_transaction_begins_after_all_connections_were_cut(context, cut):
    with transaction() as session:
        session.execute(text("SELECT 1"))
    cut()
    with transaction() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1
