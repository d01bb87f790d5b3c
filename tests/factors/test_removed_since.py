"""Factors that another person may have added are taken away from a moment on; what was there before still counts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.factors.overview.removal import remove_added_since
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.factors import create_app_of, create_recovery_codes

MINUTE = timedelta(minutes=1)


@pytest.fixture
def moment(clock):
    return current_time() - 10 * MINUTE


@pytest.fixture
def remove(app, database, person, moment, mailbox):
    """Take away what was added since; what is left of apps, and whether the account still counts as having a factor."""

    def act():
        with app.app_context(), transaction() as session:
            remove_added_since(session, person.id, person_actor(person.id), moment)
        has_factor = database.one(select(Account.has_second_factor).where(Account.id == person.id))
        return sorted(database.rows(select(TotpSecret.name))), has_factor

    return act


@pytest.fixture
def add(app, database, person):
    """``add("Phone", current_time())``: an app that was connected then."""

    def create(name, created_at, account=person):
        create_app_of(database, app.secret_box, account, name=name, created_at=created_at)

    return create


@pytest.mark.threat(63)
@pytest.mark.parametrize(
    ("ages", "left"),
    [
        ({"old": 11}, (["old"], True)),
        ({"new": 9}, ([], False)),
        ({"at the moment": 10}, ([], False)),
        ({"old": 11, "new": 9}, (["old"], True)),
    ],
)
def test_what_is_left_decides_whether_the_account_is_asked_for_a_factor(add, remove, ages, left):
    """Trial guard ``is_left`` in ``remove_added_since``."""
    for name, minutes in ages.items():
        add(name, current_time() - minutes * MINUTE)

    assert remove() == left


def test_the_factors_of_another_account_neither_go_nor_count(database, add, remove):
    other = create_account(database)
    add("theirs", current_time(), other)
    add("old of theirs", current_time() - 20 * MINUTE, other)
    add("new", current_time())

    assert remove() == (["old of theirs", "theirs"], False)


@pytest.mark.parametrize(("minutes", "left"), [(9, 0), (10, 0), (11, 10)])
def test_recovery_codes_go_by_when_their_set_was_made(database, person, add, remove, minutes, left):
    add("old", current_time() - 20 * MINUTE)
    create_recovery_codes(database, person)
    for code in database.rows(select(RecoveryCode)):
        database.change(code, created_at=current_time() - minutes * MINUTE)

    assert remove() == (["old"], True)
    assert database.count(RecoveryCode) == left


def test_the_owner_is_told_of_each(database, person, add, remove, mailbox):
    add("new", current_time())
    add("newest", current_time())
    remove()

    told = [event.details["name"] for event in database.rows(select(AuditEvent))]
    assert sorted(told) == ["new", "newest"]
    assert [(mail.message, mail.recipient) for mail in mailbox.mails] == [("factor_removed", person.email)] * 2
