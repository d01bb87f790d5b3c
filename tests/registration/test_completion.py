"""Whether an account comes of an approved registration, and what is left of one that ends without."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.registration.completion import complete
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.customers import create_record, save_link
from tests.factories.registration_pages import EMAIL
from tests.provisioning.databases import Database

pytestmark = pytest.mark.usefixtures("clock")
Values = dict[str, object]
CompleteIt = Callable[[Values], bool]


@pytest.fixture
def complete_it(app: Application, database: Database) -> CompleteIt:
    """``complete_it(values)``: whether an account comes of an approved registration with these values."""

    def run(values: Values) -> bool:
        given: Values = {"browser_hash": "here", "portal": "shop", "email": EMAIL, "language": "de"}
        given |= {"state": "approved", "password_hash": "entered", "expires_at": FROZEN_AT.replace(day=21)}
        row = Registration(**given | values)
        database.save(row)
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            kept = session.get_one(Registration, row.id)
            return complete(session, kept, person_actor(), outlook_of(kept))

    return run


def is_done(_: Database) -> Values:
    return {"state": "completed"}


def is_over(_: Database) -> Values:
    return {"expires_at": current_time()}


def has_an_account(database: Database) -> Values:
    create_account(database, email=EMAIL)
    return {}


def has_a_full_customer(database: Database) -> Values:
    record = create_record(database, "4711")
    save_link(database, create_account(database), record)
    return {"customer_id": record.id}


def has_lost_its_name(database: Database) -> Values:
    create_account(database, username="ada")
    return {"user_name": "ada"}


@pytest.mark.parametrize(
    ("prepare", "state"),
    [
        (is_done, "completed"),
        (is_over, "approved"),
        (has_an_account, "superseded"),
        (has_a_full_customer, "awaiting_approval"),
        (has_lost_its_name, "approved"),
    ],
)
def test_where_no_account_comes_of_it_that_is_said(
    database: Database, complete_it: CompleteIt, prepare: Callable[[Database], Values], state: str
) -> None:
    values = prepare(database)
    accounts = database.count(Account)

    assert complete_it(values) is False
    assert (database.count(Account), database.count(AdmissionRecord)) == (accounts, 0)
    assert database.one(select(Registration.state)) == state


@pytest.mark.parametrize(("is_taken", "state"), [(False, "completed"), (True, "superseded")])
def test_at_its_end_it_keeps_no_password(
    database: Database, complete_it: CompleteIt, state: str, *, is_taken: bool
) -> None:
    if is_taken:
        create_account(database, email=EMAIL)

    assert complete_it({}) is not is_taken
    row = database.one(select(Registration))
    assert (row.state, row.password_hash) == (state, "")
