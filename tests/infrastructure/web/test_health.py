"""Health for load balancers."""

from idp.infrastructure.database import db
from idp.infrastructure.database.migrations import downgrade, upgrade
from idp.infrastructure.web.application import Application
from tests.provisioning.pages import PageClient


def test_a_process_that_answers_lives(browser: PageClient) -> None:
    answer = browser.get("/health/live")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_database_without_tables_is_not_ready(browser: PageClient) -> None:
    answer = browser.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "database": "ok", "migrations": "pending"}


def test_a_migrated_database_is_ready(trial: Application, browser: PageClient) -> None:
    with trial.app_context():
        upgrade(db.engine)
        assert browser.get("/health/ready").json == {
            "status": "ok",
            "database": "ok",
            "migrations": "ok",
            "mail": "ok",
        }
        downgrade(db.engine, "base")


def test_an_absent_database_is_not_ready_but_the_process_lives(make_trial_app: object) -> None:
    assert callable(make_trial_app)
    app = make_trial_app(database={"url": "postgresql+psycopg://nobody@127.0.0.1:9/none"})
    client = app.test_client()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "database": "unreachable", "migrations": "unknown"}
    assert client.get("/health/live").status_code == 200
