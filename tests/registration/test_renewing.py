"""Registering again with the address of an account: of two at once, one gives it a password."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.registration.confirmation import confirm
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from idp.registration.renewing import find_renewable, renew_account
from idp.registration.start import Origin, begin, enter, submit
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.admissions import create_admission
from tests.factories.registration_pages import EMAIL
from tests.provisioning.databases import Database
from tests.security.racing import race

DAY = timedelta(days=1)


@pytest.mark.threat(66)
def test_of_two_registrations_that_are_confirmed_at_once_one_renews_the_account(app, database: Database):
    account = create_account(database, password=None)
    create_admission(database, account, "shop", state="renewal")
    ids = []
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        for number in range(2):
            row = begin(session, Origin("browser", "shop", "de", DAY))
            enter(row, 1, {"email": account.email, "given_name": "Grace", "password_hash": f"of {number}"})
            submit(session, row, DAY, person_actor(), is_mailed=False)
            ids.append(row.id)

    def act(number: int) -> str:
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            row = session.get_one(Registration, ids[number], with_for_update=True)
            confirm(session, row, person_actor(), outlook_of(row))
            return row.state

    assert sorted(race(2, act)) == ["completed", "superseded"]
    kept = database.one(select(Account))
    winner = database.one(select(Registration.id).where(Registration.state == "completed"))
    assert (kept.id, kept.given_name) == (account.id, account.given_name)
    assert kept.password_hash == f"of {ids.index(winner)}"


@pytest.mark.threat(66)
@pytest.mark.parametrize(
    ("account", "admission", "is_found"),
    [
        ({}, {}, True),
        ({"password": "ziegel-Lampe-rot-77"}, {}, False),
        ({"disabled_at": FROZEN_AT}, {}, False),
        ({"email": "other@example.test"}, {}, False),
        ({}, {"portal": "forum"}, False),
        ({}, {"state": "admitted"}, False),
        # It is another account that was asked to.
        ({}, None, False),
    ],
)
def test_an_account_registers_again_where_the_portal_has_asked_it_to_and_no_password_opens_it(
    database: Database, account: dict[str, object], admission: dict[str, str] | None, *, is_found: bool
):
    person = create_account(database, **{"email": EMAIL, "password": None} | account)
    asked = create_account(database, password=None) if admission is None else person
    given = {"portal": "shop", "state": "renewal"} | (admission or {})
    create_admission(database, asked, given["portal"], state=given["state"])

    with database.transaction() as session:
        found = find_renewable(session, Registration(portal="shop", email=EMAIL))
        assert (found.id if found else None) == (person.id if is_found else None)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("is_known", [True, False])
def test_what_the_account_has_stays_and_what_it_lacks_is_filled_in(app, database: Database, *, is_known: bool):
    long_ago = current_time() - 365 * DAY
    own = (
        {"given_name": "Ada", "family_name": "Alt", "language": "en", "email_verified_at": long_ago}
        if is_known
        else {"given_name": "", "family_name": "", "language": None, "email_verified_at": None}
    )
    account = create_account(database, password=None, **own)
    create_admission(database, account, "shop", state="renewal")
    entered = Registration(
        portal="shop",
        email=account.email,
        given_name="Grace",
        family_name="Neu",
        language="de",
        password_hash="new",
        password_rules_met=("rules",),
    )
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        assert renew_account(session, session.get_one(Account, account.id), entered, person_actor()) == account.id

    kept = database.one(select(Account))
    known = ("Ada", "Alt", "en", long_ago) if is_known else ("Grace", "Neu", "de", current_time())
    assert (kept.given_name, kept.family_name, kept.language, kept.email_verified_at) == known
    assert (kept.password_hash, kept.password_rules_met) == ("new", ("rules",))
    events = database.rows(select(AuditEvent).where(AuditEvent.subject == account.id))
    assert {(each.actor_id, each.portal) for each in events} == {(account.id, "shop")}
