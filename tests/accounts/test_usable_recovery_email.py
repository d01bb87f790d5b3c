"""When a link may go to the recovery address of an account."""

from datetime import timedelta

import pytest

from idp.accounts.notices import OBJECTION_TIME
from idp.accounts.recovery_email.use import find_usable
from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account

pytestmark = pytest.mark.usefixtures("clock")
ADDRESS = "spare@example.test"


def create(database, **values):
    given = {"recovery_email": ADDRESS, "recovery_email_verified_at": current_time() - OBJECTION_TIME}
    return create_account(database, **given | values)


def usable(database, account):
    with database.transaction() as session:
        return find_usable(session, account, current_time())


def test_it_is_used_once_its_owner_has_had_time_to_object(database):
    create_account(database)
    assert usable(database, create(database)) == ADDRESS


@pytest.mark.parametrize(
    "values",
    [
        {"recovery_email": None, "recovery_email_verified_at": None},
        {"recovery_email_verified_at": None},
        {"recovery_email": None},
        {"email_verified_at": None},
    ],
    ids=str,
)
def test_what_was_never_proved_is_not_used(database, values):
    assert usable(database, create(database, **values)) is None


def test_a_moment_earlier_it_is_not_used(database):
    since = current_time() - OBJECTION_TIME + timedelta(microseconds=1)
    assert usable(database, create(database, recovery_email_verified_at=since)) is None


@pytest.mark.parametrize("name", ["email", "recovery_email"])
def test_the_address_of_another_account_is_not_used(database, name):
    account = create(database)
    create_account(database, **{name: ADDRESS})
    assert usable(database, account) is None
