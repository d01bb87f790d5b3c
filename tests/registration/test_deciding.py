"""What comes after the address is confirmed, and after the approval, by what is there already."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.registration.deciding import approve, go_through
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.customers import create_record, save_link
from tests.factories.registration_pages import EMAIL
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox

Values = dict[str, object]


def create(database: Database, state: str, **values: object) -> Registration:
    given: Values = {"browser_hash": "here", "portal": "shop", "email": EMAIL, "language": "de", "state": state}
    given |= {"password_hash": "entered", "expires_at": current_time() + timedelta(hours=1)}
    row = Registration(**given | values)
    database.save(row)
    return row


@pytest.mark.threat(66)
@pytest.mark.parametrize(
    ("address", "state", "password"),
    [(EMAIL, "superseded", ""), ("other@example.test", "awaiting_approval", "entered")],
)
def test_for_an_address_that_has_an_account_no_approval_is_asked(
    make_app: Callable[..., Application], database: Database, address: str, state: str, password: str
) -> None:
    """An account of another address changes nothing, and the password that was typed is forgotten with the end."""
    app = make_app(portals={"shop": {"registration": {"approval": "operators"}}})
    create_account(database, email=address)
    row = create(database, "confirmed")

    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        kept = session.get_one(Registration, row.id)
        go_through(session, kept, person_actor(), outlook_of(kept))

    kept = database.one(select(Registration))
    assert (kept.state, kept.password_hash) == (state, password)


def has_lost_its_name(database: Database) -> Values:
    create_account(database, username="ada")
    return {"user_name": "ada"}


def has_another_name(_: Database) -> Values:
    return {"user_name": "neu", "lost_user_name": "ada"}


def has_a_full_customer(database: Database) -> Values:
    record = create_record(database, "4711")
    save_link(database, create_account(database), record)
    return {"customer_id": record.id}


@pytest.mark.parametrize(
    ("prepare", "state", "messages"),
    [
        (has_lost_its_name, "approved", ["complete_registration"]),
        (has_another_name, "completed", ["user_name_given"]),
        (has_a_full_customer, "awaiting_approval", []),
    ],
)
def test_where_nothing_more_is_asked_the_person_is_asked_for_a_lost_user_name_alone(
    app: Application,
    database: Database,
    mailbox: Mailbox,
    prepare: Callable[[Database], Values],
    state: str,
    messages: list[str],
) -> None:
    row = create(database, "awaiting_approval", **prepare(database))

    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        kept = session.get_one(Registration, row.id)
        assert approve(session, kept, person_actor(), outlook_of(kept))

    assert database.one(select(Registration.state)) == state
    assert [mail.message for mail in mailbox.to(EMAIL)] == messages


@pytest.mark.usefixtures("clock")
def test_a_lost_user_name_is_asked_for_as_long_as_the_portal_gives(
    make_app: Callable[..., Application], database: Database
) -> None:
    app = make_app(portals={"shop": {"registration": {"completion_days": 3}}})
    row = create(database, "awaiting_approval", **has_lost_its_name(database))

    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        kept = session.get_one(Registration, row.id)
        assert approve(session, kept, person_actor(), outlook_of(kept), reason="so")

    kept = database.one(select(Registration))
    assert (kept.decided_at, kept.expires_at) == (current_time(), current_time() + timedelta(days=3))
    assert kept.reason == "so"
    assert database.count(Account) == 1
