"""The watching itself: it sees what the budgets say does not happen."""

from argon2 import PasswordHasher
from sqlalchemy import text

from idp.infrastructure.database import db, transaction
from tests.budgets.calls import watch_calls
from tests.budgets.statements import count_commits, watch_statements
from tests.factories.relying_parties import machine


def test_a_transaction_is_seen_with_its_begin_and_commit(app):
    with app.app_context(), watch_statements(db.engine) as statements, transaction() as session:
        session.execute(text("UPDATE accounts SET language = 'de'"))
        session.execute(text("DELETE FROM accounts"))

    # PostgreSQL's pool may ask first whether its connection is still there.
    assert [word for word in statements if word != "SELECT"] == ["BEGIN", "UPDATE", "DELETE", "COMMIT"]
    assert count_commits(statements) == 1


def test_each_write_outside_a_transaction_is_a_commit():
    assert count_commits(["INSERT", "SELECT", "UPDATE", "BEGIN", "DELETE", "ROLLBACK"]) == 2


def test_a_fresh_worker_is_seen_to_import_keys_and_to_read_them(app, cost_of):
    cost = cost_of(lambda: machine(app.test_client()).get("/jwks.json"))

    assert cost.calls["key import"] > 0
    assert cost.statements == ["SELECT", "SELECT"]


def test_a_page_is_seen_to_open_the_browser_cookie_and_a_session(rp, cost_of):
    cost = cost_of(lambda: rp.authorize(prompt="login"))

    assert cost.calls["browser cookie"] > 0
    assert cost.calls["ORM session"] > 0


def test_a_password_hash_is_seen():
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    with watch_calls() as calls:
        hasher.verify(hasher.hash("secret"), "secret")

    assert calls == {"password hash": 2}
