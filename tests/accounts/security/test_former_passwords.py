"""Former passwords: how many a portal refuses, and how many are kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account, FormerPassword
from idp.accounts.security.former_passwords import is_former_password, keep_former_password
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.settings import PasswordPolicy
from tests.factories.accounts import create_account, hash_password
from tests.provisioning.databases import Database

MINUTE = timedelta(minutes=1)


@pytest.fixture
def account(database: Database, clock: object) -> Account:
    """An account whose password is the fifth; the first is the oldest."""
    account = create_account(database, password="Password 5")
    for number in range(1, 5):
        given = {
            "password_hash": hash_password(f"Password {number}"),
            "replaced_at": current_time() - (5 - number) * MINUTE,
        }
        database.save(FormerPassword(account_id=account.id, **given))
    return account


@pytest.mark.parametrize("remembered", [0, 1, 2, 3, 5])
def test_a_portal_refuses_the_present_one_and_those_before_it_up_to_its_number(
    app: Application, account: Account, remembered: int
) -> None:
    """Trial guard ``former_passwords - 1``."""
    policy = PasswordPolicy(former_passwords=remembered)
    with app.app_context():
        refused = [n for n in range(1, 6) if is_former_password(account.id, f"Password {n}", policy)]

    assert refused == list(range(6 - remembered, 6))


def test_no_more_are_kept_than_a_portal_can_ask_for(app: Application, database: Database, account: Account) -> None:
    """The 25th of today's policy is the present password. Trial guard ``_forget_oldest``."""
    most = PasswordPolicy.model_fields["former_passwords"].metadata
    largest = next(each.le for each in most if hasattr(each, "le"))
    with app.app_context(), database.transaction() as session:
        for number in range(largest + 10):
            held = session.get_one(Account, account.id)
            keep_former_password(session, held, current_time() + number * MINUTE)

    kept = database.rows(select(FormerPassword.replaced_at).order_by(FormerPassword.replaced_at))
    assert len(kept) == largest
    assert kept[0] == current_time() + 10 * MINUTE


@pytest.mark.threat(50)
def test_another_account_may_choose_them(app: Application, database: Database, account: Account) -> None:
    other = create_account(database, password="Other password")
    policy = PasswordPolicy(former_passwords=5)
    with app.app_context():
        assert is_former_password(other.id, "Other password", policy)
        assert not any(is_former_password(other.id, f"Password {n}", policy) for n in range(1, 6))
        assert not is_former_password(account.id, "Other password", policy)


def test_the_oldest_of_another_account_are_not_forgotten(
    app: Application, database: Database, account: Account
) -> None:
    others = create_account(database)
    with app.app_context(), database.transaction() as session:
        for number in range(30):
            keep_former_password(session, session.get_one(Account, others.id), current_time() + number * MINUTE)

    kept = database.rows(select(FormerPassword.account_id))
    assert (kept.count(account.id), kept.count(others.id)) == (4, 24)


def test_without_a_password_there_is_nothing_to_keep(app: Application, database: Database) -> None:
    account = create_account(database, password=None)
    with app.app_context():
        with database.transaction() as session:
            keep_former_password(session, session.get_one(Account, account.id), current_time())
        assert not is_former_password(account.id, "", PasswordPolicy(former_passwords=5))

    assert database.count(FormerPassword) == 0
