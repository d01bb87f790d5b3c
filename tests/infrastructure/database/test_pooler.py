"""Everything by way of a real PgBouncer in transaction pooling. Trial row F12."""

import psycopg
import pytest
from sqlalchemy import make_url, select, text

from idp.accounts.models import Account
from idp.cli.database import open_engine
from idp.cli.frame import CommandError
from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.database import close_held_connection, connection, db, reading, transaction
from idp.infrastructure.database.migrations import downgrade, upgrade
from idp.infrastructure.database.revisions import current_revision, head_revision
from idp.settings import Settings
from tests.factories.accounts import create_account
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.databases import create_postgresql_database, drop_postgresql_database
from tests.provisioning.pages import forms_of
from tests.provisioning.pgbouncer import running_pgbouncer
from tests.security.racing import race

pytestmark = pytest.mark.only_on("postgresql")
AT_ONCE = 20


@pytest.fixture(scope="module")
def pooler(run_folder, postgresql_server):
    """The URL of the maintenance database by way of a pooler with two connections."""
    with running_pgbouncer(run_folder.path, postgresql_server) as url:
        yield make_url(url)


@pytest.fixture
def pooled_url(pooler, database):
    return pooler.set(database=make_url(database.url).database).render_as_string(hide_password=False)


@pytest.fixture
def app(make_app, pooled_url):
    return make_app(own=True, database={"url": pooled_url, "pooler": "transaction", "cache_check_seconds": 0})


@pytest.fixture
def rp(app, database):
    browser = app.test_client()
    sign_in(browser, database, create_account(database))
    return create_relying_party(database, browser)


def test_every_machine_endpoint_answers_again_and_again(rp):
    """More often than the five times after which the driver would prepare a statement."""
    tokens = rp.obtain_tokens(scope="openid profile")
    refresh_token = tokens["refresh_token"]
    for _ in range(8):
        assert rp.redeem(rp.obtain_code()).status_code == 200
        assert rp.userinfo(tokens["access_token"]).status_code == 200
        assert rp.introspect(tokens["access_token"])["active"] is True
        refreshed = rp.refresh(refresh_token, scope="openid")
        assert refreshed.status_code == 200
        refresh_token = refreshed.get_json()["refresh_token"]
        assert machine(rp.browser).get("/health/ready").status_code == 200
    assert rp.revoke(refresh_token).status_code == 200


def test_the_poolers_connections_may_be_cut(rp, database):
    """Trial row F21."""
    tokens = rp.obtain_tokens()
    for _ in range(5):
        database.cut_connections()
        assert rp.userinfo(tokens["access_token"]).status_code == 200
        database.cut_connections()
        assert rp.browser.get("/account").status_code == 200


def test_many_threads_share_two_connections(rp):
    tokens = rp.obtain_tokens()

    answers = race(AT_ONCE, lambda number: [rp.userinfo(tokens["access_token"]).status_code for _ in range(8)])

    assert answers == [[200] * 8] * AT_ONCE


def test_one_code_is_redeemed_once_and_one_refresh_token_replaced_once(rp):
    code, refresh_token = rp.obtain_code(), rp.obtain_tokens()["refresh_token"]

    codes = race(AT_ONCE, lambda _: rp.redeem(code).status_code)
    refreshed = race(AT_ONCE, lambda _: rp.refresh(refresh_token).get_json()["refresh_token"])

    assert sorted(codes) == [200] + [400] * (AT_ONCE - 1)
    assert len(set(refreshed)) == 1


def test_every_page_is_shown_again_and_again(app, rp):
    pages = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and rule.rule != "/logout"
    ]
    for _ in range(8):
        assert [page for page in pages if rp.browser.get(page).status_code >= 500] == []


def test_a_form_is_saved_in_its_transaction(rp, database):
    for number in range(8):
        page = rp.browser.get("/account")
        form = next(number for number, form in enumerate(forms_of(page)) if "given_name" in form.fields)
        assert rp.browser.submit(page, {"given_name": f"Grete {number}"}, form=form).status_code < 400

    assert database.one(select(Account.given_name)) == "Grete 7"


def test_the_periodic_tasks_run(app):
    with app.app_context():
        for task in [*periodic_tasks_of(app)] * 7:
            task()
        close_held_connection()


def test_transactions_and_readings_do_not_see_each_others_sessions(app):
    """Both connections of the pooler are in use, in turns."""

    def work(_):
        with app.app_context():
            for _ in range(10):
                with transaction() as session:
                    assert session.scalar(text("SELECT count(*) FROM cache_versions")) >= 1
                with reading() as session:
                    assert session.scalar(text("SELECT count(*) FROM cache_versions")) >= 1
                assert connection().scalar(text("SELECT 1")) == 1
            db.session.remove()

    race(AT_ONCE, work)


def test_migrations_run_up_and_down(pooler, postgresql_server, worker_name):
    name = f"einlass_pooled_{worker_name}"
    create_postgresql_database(postgresql_server, name)
    settings = settings_for(pooler.set(database=name), "transaction")
    with open_engine(settings) as engine:
        upgrade(engine)
        assert current_revision(engine) == head_revision()
        downgrade(engine, "base")
        assert current_revision(engine) is None
    drop_postgresql_database(postgresql_server, name)


def test_without_the_setting_the_error_names_it(pooler):
    with pytest.raises(CommandError) as raised, open_engine(settings_for(pooler, "none")) as engine:
        current_revision(engine)

    assert 'set database.pooler to "transaction"' in str(raised.value.next_step)


def settings_for(url, pooler):
    settings = Settings.model_construct()
    address = url.render_as_string(hide_password=False)
    return settings.model_copy(
        update={"database": settings.database.model_copy(update={"url": address, "pooler": pooler})}
    )


def test_the_pooler_of_these_tests_refuses_what_a_session_would_need(pooled_url, app):
    """The driver's own settings fail there, so that these tests prove something."""
    address = make_url(pooled_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter"):
        psycopg.connect(address, options="-c statement_timeout=15000")

    def prepare(_):
        with psycopg.connect(address, autocommit=True, prepare_threshold=0) as held:
            for number in range(20):
                held.execute(f"SELECT {number}, pg_sleep(0.001)")

    with pytest.raises(psycopg.Error, match="prepared statement"):
        race(AT_ONCE, prepare)
