"""What gives an account back to its owner: what it ends, what it writes down, and how the owner is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.deletion.request import cancel_deletion, request_deletion
from idp.accounts.email_change.completion import confirm_change, undo_change
from idp.accounts.email_change.request import request_change
from idp.accounts.models import Account
from idp.accounts.security.passwords import Replacement, replace_password
from idp.accounts.security.recovering import recover_account
from idp.accounts.security.securing import secure_account
from idp.accounts.signals import access_ended
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import OneTimeLink
from idp.mail.models import OutboxMail
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.sessions import create_session

pytestmark = pytest.mark.usefixtures("clock", "in_app")
NEW = "new@example.test"


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield


@pytest.fixture
def person(database):
    return create_account(database, language="en", given_name="Ada", family_name="Lang")


@pytest.fixture
def actor(database, person):
    return person_actor(person.id, create_session(database, person).id)


def do(person, service, *given, **named):
    """``service`` with the person's account as it is now, in a transaction of its own."""
    with transaction() as session:
        return service(session, session.get_one(Account, person.id), *given, **named)


def event(database, action):
    return database.one(select(AuditEvent).where(AuditEvent.action == action))


def token_in(mail, part):
    return next(line for line in mail.text.splitlines() if part in line).rpartition("/")[2]


@pytest.mark.threat(35)
def test_another_password_ends_also_what_the_own_session_has_given_out(database, person, actor, mailbox):
    kept = []

    def hear(_account_id, session, kept_session_id):
        kept.append(kept_session_id)

    create_session(database, person)
    with access_ended.connected_to(hear):
        do(person, replace_password, "hash", actor, reason=Replacement.CHANGED)

    assert kept == [None]
    assert event(database, "password.changed").details["ended_sessions"] == 1
    assert "Ada Lang" in mailbox.only.text


def test_a_deletion_is_cancelled_once_and_both_are_told(database, person, actor, mailbox):
    with transaction() as session:
        request_deletion(session, person.id, timedelta(days=14), actor)
    assert [do(person, cancel_deletion, actor) for _ in range(2)] == [True, False]

    assert len(mailbox) == 2
    assert all("Ada Lang" in mail.text for mail in mailbox.mails)
    assert event(database, "deletion.cancelled").details["cause"] == "person"


def test_a_reset_says_why_the_deletion_was_cancelled(database, person, actor):
    database.change(person, delete_after=current_time())
    do(person, recover_account, "hash", actor)
    assert event(database, "deletion.cancelled").details["cause"] == "password_reset"


def test_securing_says_why_the_deletion_was_cancelled_and_knows_no_made_up_link(database, person, actor, mailbox):
    do(person, replace_password, "hash", actor, reason=Replacement.CHANGED)
    token = token_in(mailbox.only, "/secure-account/")
    database.change(database.one(select(Account)), delete_after=current_time())
    with transaction() as session:
        assert secure_account(session, "made-up", actor) is not None
        assert secure_account(session, token, actor) is None
    assert event(database, "deletion.cancelled").details["cause"] == "account_secured"


def test_a_change_of_the_address_is_told_to_the_former_one_which_undoes_it(database, person, actor, mailbox):
    """In the look of the portal where it was made."""
    at_forum = replace(actor, portal="forum")
    with transaction() as session:
        request_change(session, person.id, NEW, at_forum)
    with transaction() as session:
        confirm_change(session, token_in(mailbox.to(NEW)[-1], "/account/email/"), at_forum)
    told = mailbox.to(person.email)[-1]
    assert "Ada Lang" in told.text
    assert set(database.rows(select(OutboxMail.portal))) == {"forum"}
    assert {link.portal for link in database.rows(select(OneTimeLink))} == {"forum"}

    database.change(database.one(select(Account)), delete_after=current_time())
    with transaction() as session:
        undo_change(session, token_in(told, "/undo/"), at_forum)
    assert database.one(select(Account.email)) == person.email
    assert event(database, "email_change.undone").subject == person.id
    assert event(database, "deletion.cancelled").details["cause"] == "email_change_undone"
