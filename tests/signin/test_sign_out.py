"""Ending the sessions of a browser."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.actors import Actor, ActorKind
from idp.audit.models import AuditEvent
from idp.infrastructure.database import transaction
from idp.sessions import SignedIn, SsoSession
from idp.sessions.models import RememberedSignIn
from idp.sessions.remembered import remember
from idp.signin.sign_out import sign_out
from tests.factories.accounts import create_account
from tests.factories.sessions import create_session

PERSON = Actor(kind=ActorKind.PERSON)


@pytest.fixture
def signed_in(app, database):
    create_session(database, create_account(database))
    with app.app_context():
        yield SignedIn.of(database.one(select(SsoSession)))


def leave(signed_in):
    with transaction() as session:
        sign_out(session, [signed_in], PERSON)


def events(database):
    return database.rows(select(AuditEvent.action))


def test_a_sign_out_ends_the_session_and_is_recorded(signed_in, database):
    leave(signed_in)

    assert database.one(select(SsoSession.ended_at)) is not None
    assert events(database) == ["sign_out.succeeded"]


def test_a_session_that_was_ended_in_another_tab_is_not_signed_out_again(signed_in, database):
    leave(signed_in)
    leave(signed_in)

    assert events(database) == ["sign_out.succeeded"]


@pytest.mark.parametrize("is_own", [True, False])
def test_the_remembered_sign_in_of_an_account_that_signs_out_ends_and_no_other(app, database, signed_in, is_own):
    """The series itself ends: to delete the cookie would leave a copy of it valid."""
    other = create_account(database)
    create_session(database, other)
    with app.app_context(), transaction() as session:
        of = signed_in.account_id if is_own else other.id
        row = session.scalar(select(SsoSession).where(SsoSession.account_id == of))
        value = remember(session, row, "shop", timedelta(hours=1))
        row.remembered_id = None  # A fresh sign-in beside the remembered one.
        assert session.scalar(select(RememberedSignIn.revoked_at)) is None
        sign_out(session, [signed_in], PERSON, remember_value=value)

    assert (database.one(select(RememberedSignIn.revoked_at)) is not None) == is_own
