"""Deleting a due account: it alone, unless something holds it, with a farewell of the portal where it was asked for."""

import pytest
from sqlalchemy import select

from idp.accounts.deletion.execution import delete_if_due
from idp.accounts.deletion.holds import DeletionHold, add_deletion_holds, find_holds
from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.mail.bounces.models import Suppression
from idp.mail.models import OutboxMail
from tests.factories.accounts import create_account
from tests.factories.rows import save_row

HOLD = DeletionHold("subscription", "A subscription runs.", "accounts.home", {})


@pytest.fixture
def due(database, clock):
    """``due(language="en")``: an account whose time has come."""

    def create(**values):
        return create_account(database, delete_after=current_time(), **values)

    return create


@pytest.fixture
def delete(app):
    """Delete one, if that is due; whether it was."""

    def act(account, at=app):
        with at.test_request_context(base_url=at.settings.issuer), transaction() as session:
            return delete_if_due(session, account.id, current_time())

    return act


def create_mail(database, recipient, account_id=None):
    mail = OutboxMail(
        message="confirm_registration",
        recipient=recipient,
        account_id=account_id,
        portal="shop",
        language="de",
        subject="-",
        message_id=f"<{recipient} {account_id}>",
    )
    database.save(mail)
    return mail.id


def test_of_two_the_other_one_waits_for_its_own_turn(database, due, delete):
    one, other = due(), due()

    assert delete(one)
    assert database.rows(select(Account.id)) == [other.id]


def test_what_something_holds_stays(make_app, database, due, delete):
    app, account, other = make_app(own=True), due(), due()
    add_deletion_holds(app, lambda session, account_id: [HOLD] if account_id == account.id else [])
    with app.app_context(), transaction() as session:
        assert find_holds(session, account.id) == [HOLD]

    assert not delete(account, app)
    assert delete(other, app)
    assert database.rows(select(Account.id)) == [account.id]


def test_a_mail_to_another_address_or_account_stays(database, due, delete):
    account, other = due(), create_account(database)
    create_mail(database, account.email)
    kept = {create_mail(database, "neu@example.test"), create_mail(database, account.email, other.id)}
    delete(account)

    left = database.rows(select(OutboxMail.id).where(OutboxMail.message == "confirm_registration"))
    assert set(left) == kept


@pytest.mark.parametrize("is_named", [True, False])
def test_a_suppression_of_its_address_goes_with_it_and_another_one_stays(database, due, delete, is_named):
    account = due()
    save_row(database, Suppression, address=account.email, account_id=account.id if is_named else None)
    other = save_row(database, Suppression, address="andere@example.test")
    assert delete(account)

    assert database.rows(select(Suppression.id)) == [other]


@pytest.mark.parametrize(("portal", "expected"), [("forum", "forum"), (None, "shop")])
def test_the_farewell_is_of_the_portal_where_it_was_asked_for(database, due, delete, mailbox, portal, expected):
    account = due(deletion_portal=portal, language="en", given_name="Ada", family_name="Beispiel")
    delete(account)

    mail = database.one(select(OutboxMail))
    assert (mail.portal, mail.language, mail.account_id) == (expected, "en", None)
    assert "Ada Beispiel" in mailbox.only.text
    assert f"/register?portal={expected}" in mailbox.only.text
    event = database.one(select(AuditEvent).where(AuditEvent.action == "account.deleted"))
    assert (event.portal, event.subject) == (expected, account.id)


@pytest.mark.parametrize("closed", ["shop", "forum"])
def test_the_farewell_leads_back_where_registration_is_open(make_app, due, delete, mailbox, closed):
    app = make_app(portals={closed: {"registration": {"open": False}}})
    delete(due(deletion_portal="forum"), app)

    assert ("/register" in mailbox.only.text) is (closed == "shop")
